/**
 * `node scripts/print-font.ts`: writes how wide the characters of the printed font are into flows/sdk/print/widths.ts, so
 * that lines can be broken where no font can be read: in the page, in checks, in connectors.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { fontFile } from '../flows/print/font.ts';

const root = join(import.meta.dirname, '..');

/** What people of this app write in: Latin, Greek, Cyrillic, punctuation, currencies and the like. */
const ranges: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x218, 0x21b],
  [0x386, 0x3ce],
  [0x400, 0x4ff],
  [0x1e80, 0x1ef9],
  [0x2010, 0x2027],
  [0x2030, 0x203a],
  [0x20a0, 0x20bf],
  [0x2116, 0x2122],
  [0x2212, 0x2212],
];

const document = new PDFDocument({ font: '', autoFirstPage: false });
document.font(fontFile('regular'));
const hasGlyph = (at: number): boolean =>
  (
    document as unknown as { _font: { font: { hasGlyphForCodePoint(at: number): boolean } } }
  )._font.font.hasGlyphForCodePoint(at);

/** Runs of neighbours: `[first code, widths]`. A soft hyphen is never shown. */
function table(weight: 'regular' | 'bold'): [number, number[]][] {
  document.font(fontFile(weight)).fontSize(1000);
  const runs: [number, number[]][] = [];
  for (const [from, to] of ranges) {
    for (let code = from; code <= to; code++) {
      if (!hasGlyph(code) || code === 0xad) continue;
      const width = Math.round(document.widthOfString(String.fromCodePoint(code)));
      const last = runs.at(-1);
      if (last !== undefined && last[0] + last[1].length === code) last[1].push(width);
      else runs.push([code, [width]]);
    }
  }
  return runs;
}

const show = (weight: 'regular' | 'bold'): string =>
  `export const ${weight}: Runs = [\n${table(weight)
    .map(([first, widths]) => `  [${first}, '${widths.map((width) => width.toString(36)).join(' ')}'],`)
    .join('\n')}\n];\n`;

writeFileSync(
  join(root, 'flows/sdk/print/widths.ts'),
  `/** Made by scripts/print-font.ts from the font of printed pages: widths in thousandths of the size, base 36, by first code. */
type Runs = readonly (readonly [number, string])[];

${show('regular')}
${show('bold')}`,
);
