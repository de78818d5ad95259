/** A steady colour for a client's name, so that an agency sees at once whose data this is. Distinct hues, even lightness. */
export function clientColor(name: string): string {
  let hash = 2166136261;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  const hue = ((hash >>> 0) % 24) * 15;
  return `oklch(0.62 0.15 ${hue})`;
}
