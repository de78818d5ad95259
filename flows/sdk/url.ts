/** Absolute addresses as people write them. */

/** Null where it is none. `URL.canParse` is younger than browsers that people still have. */
export function urlOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
