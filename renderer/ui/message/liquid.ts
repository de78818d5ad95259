/** Templates as pieces: plain text, values, logic. Pure; the engine's own parser has the last word. */
export type Piece =
  | { kind: 'text'; raw: string }
  | { kind: 'value'; raw: string; path: string }
  | { kind: 'logic'; raw: string };

/** The pieces of a template in order; together their `raw` is the template. */
export function pieces(template: string): Piece[] {
  return template
    .split(/(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/)
    .filter((raw) => raw !== '')
    .map((raw): Piece => {
      if (raw.startsWith('{%') && raw.endsWith('%}')) return { kind: 'logic', raw };
      if (!raw.startsWith('{{') || !raw.endsWith('}}')) return { kind: 'text', raw };
      return { kind: 'value', raw, path: (raw.slice(2, -2).replace(/^-|-$/g, '').split('|')[0] ?? '').trim() };
    });
}

/** What is plainly wrong with the braces: `unclosed`, `empty`, or null. */
export function braceProblem(template: string): 'unclosed' | 'empty' | null {
  for (const piece of pieces(template)) {
    if (piece.kind === 'text' && /\{\{|\{%/.test(piece.raw)) return 'unclosed';
    if (piece.kind === 'value' && piece.path === '') return 'empty';
  }
  return null;
}

/** The value as it is written: names with characters a dotted path cannot hold go into brackets. */
export const valueCode = (root: string, name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) ? `{{ ${root}.${name} }}` : `{{ ${root}["${name.replaceAll('"', '')}"] }}`;
