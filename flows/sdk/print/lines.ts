/** How wide a printed text is, and where its lines end. Kerning is left out: a line is never wider than reckoned here by more than a hair. */
import { bold, regular } from './widths.ts';

export interface Face {
  /** In points. */
  size: number;
  bold?: boolean;
}

function widthsOf(runs: typeof regular): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [first, widths] of runs) {
    for (const [index, width] of widths.split(' ').entries()) {
      found.set(String.fromCodePoint(first + index), Number.parseInt(width, 36));
    }
  }
  return found;
}
const tables = { regular: widthsOf(regular), bold: widthsOf(bold) };

/** Characters composed, other spaces made plain ones, what the font has no sign for left out: emoji, for example. */
export function printable(text: string): string {
  return [...plain(text)].filter((sign) => sign === '\n' || tables.regular.has(sign)).join('');
}

/** The characters of a text that cannot be printed, each once. */
export function unprintable(text: string): string[] {
  const signs = [...plain(text)].filter(
    (sign) => sign !== '\n' && !tables.regular.has(sign) && !/\p{M}|\p{Cf}/u.test(sign),
  );
  return [...new Set(signs)];
}

const plain = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\t\u2000-\u200a\u3000]/g, ' ');

/** In points. */
export function widthOf(text: string, face: Face): number {
  const table = face.bold === true ? tables.bold : tables.regular;
  let sum = 0;
  for (const sign of text) sum += table.get(sign) ?? 0;
  return (sum * face.size) / 1000;
}

/** Lines no wider than that; an empty line stays one. A word wider than a line is broken where it must be. */
export function linesOf(text: string, face: Face, width: number): string[] {
  return printable(text)
    .split('\n')
    .flatMap((line) => broken(line.trimEnd(), face, width));
}

function broken(line: string, face: Face, width: number): string[] {
  const lines: string[] = [];
  const space = widthOf(' ', face);
  let current = '';
  let taken = 0;
  for (const word of line.split(/ +/)) {
    const own = widthOf(word, face);
    if (current !== '' && taken + space + own <= width) {
      current += ` ${word}`;
      taken += space + own;
      continue;
    }
    if (current !== '') lines.push(current);
    current = word;
    taken = own;
    while (taken > width && current.length > 1) {
      const head = fitting(current, face, width);
      lines.push(head);
      current = current.slice(head.length);
      taken = widthOf(current, face);
    }
  }
  return [...lines, current];
}

/** As many characters as fit, at least one. */
function fitting(word: string, face: Face, width: number): string {
  let head = '';
  for (const sign of word) {
    if (head !== '' && widthOf(head + sign, face) > width) break;
    head += sign;
  }
  return head;
}
