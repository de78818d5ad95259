/** Which of the languages of a text a contact gets. */

const base = (language: string): string => language.split(/[-_]/)[0] ?? language;

/**
 * The key of `content` to use: the contact's language, then its base (`uk` for `uk-UA`), then the flow's in the same way,
 * then whatever comes first. Null when there is no content at all.
 */
export function pickLanguage(
  content: Readonly<Record<string, unknown>>,
  contactLanguage: string | null,
  flowLanguage: string,
): string | null {
  const offered = Object.keys(content);
  for (const wanted of [contactLanguage, flowLanguage]) {
    if (wanted === null || wanted === '') continue;
    const lower = wanted.toLowerCase().replace('_', '-');
    const found =
      offered.find((key) => key.toLowerCase() === lower) ??
      offered.find((key) => key.toLowerCase() === base(lower)) ??
      offered.find((key) => base(key.toLowerCase()) === base(lower));
    if (found !== undefined) return found;
  }
  return offered[0] ?? null;
}
