import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { afterAll, describe, expect, it } from 'vitest';
import { readPdf } from '../../tests/kit/pdf-text.ts';
import { printable, widthOf } from '../sdk/print/lines.ts';
import { gridOf, mm, type PrintFormat, piecesPerSheet, placeOf } from '../sdk/print/paper.ts';
import { fontFile } from './font.ts';
import { makePdf, type PrintText } from './make-pdf.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaskad-pdf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = 'Їжачок їв ґречно єдиний пиріг; съешь ещё этих мягких французских булок. Ціна: 1 250 ₴, №5 — «так»!';
const text = (format: PrintFormat, n: number): PrintText => ({
  picture: null,
  parts: {
    ...{ format, envelope: 'left', title: 'Знижка для вас', text: words, qr: `https://example.com/${n}` },
    ...{ caption: `Код ${n}`, sender: 'Крамниця\nСадова, 1', name: `Олена ${n}`, address: 'Хрещатик, 22\n01001 Київ' },
  },
});

async function made(format: PrintFormat, count: number, options: { skip?: number; texts?: PrintText[] } = {}) {
  const path = join(folder, `${format}-${Math.random()}.pdf`);
  const texts = options.texts ?? Array.from({ length: count }, (_, n) => text(format, n));
  const windows = (function* () {
    for (let at = 0; at < texts.length; at += 3) yield texts.slice(at, at + 3);
  })();
  const job = { format, skip: options.skip ?? 0, title: 'T', author: 'A', at: 1_700_000_000_000 };
  const sheets = await makePdf(path, job, windows, { signal: new AbortController().signal, progress: () => {} });
  const bytes = readFileSync(path);
  return { sheets, bytes, ...readPdf(bytes) };
}

describe('the PDF', () => {
  it('holds texts that can be found again, in Ukrainian and Russian, each page of one person', async () => {
    const { pages, sheets, size } = await made('letter-a4', 4);
    expect(sheets).toBe(4);
    expect(pages).toHaveLength(4);
    expect([size.width, size.height].map(Math.round)).toEqual([595, 842]);
    for (const [n, page] of pages.entries()) {
      const said = page.map((one) => one.text).join(' ');
      expect(said).toContain(words.slice(0, 60));
      for (const one of ['Знижка для вас', `Олена ${n}`, 'Хрещатик, 22', '01001 Київ', `Код ${n}`])
        expect(said).toContain(one);
      // DIN 5008, form B: the address begins 62.7 mm from the top and 25 mm from the left.
      const street = page.find((one) => one.text === 'Хрещатик, 22');
      expect(street?.x).toBeCloseTo(mm(25), 1);
      expect(street?.y).toBeGreaterThan(mm(62.7));
      expect(street?.y).toBeLessThan(mm(90));
    }
  });
  it('is the same, byte for byte, for the same', async () => {
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const [one, two] = [await made('flyer-4', 6), await made('flyer-4', 6)];
    expect(hash(one.bytes)).toBe(hash(two.bytes));
    expect(one.pages).toHaveLength(2);
  });
  it.each(['label-l7160', 'label-l7163'] as const)('lays each label of %s inside its own place', async (format) => {
    const grid = gridOf(format);
    const [skip, count] = [5, piecesPerSheet(grid)];
    const { pages } = await made(format, count, { skip });
    expect(pages).toHaveLength(2);
    expect(pages.flat()).toHaveLength(count * 3);
    for (let n = 0; n < count; n++) {
      const place = (skip + n) % count;
      const { x, y } = placeOf(grid, place);
      const own = pages[skip + n < count ? 0 : 1]?.filter(
        (one) => one.x >= x && one.x < x + grid.cell.width && one.y > y && one.y < y + grid.cell.height,
      );
      expect(own?.map((one) => one.text)).toEqual([`Олена ${n}`, 'Хрещатик, 22', '01001 Київ']);
    }
  });
  it('goes on on the next page', async () => {
    const long = { ...text('letter-a5', 1), parts: { ...text('letter-a5', 1).parts, text: `${words}\n\n`.repeat(25) } };
    const { pages } = await made('letter-a5', 1, { texts: [long] });
    expect(pages.length).toBeGreaterThan(1);
    const all = pages
      .flat()
      .map((one) => one.text)
      .join(' ');
    expect(all.split('Їжачок').length - 1).toBe(25);
    expect(all).toContain(`${pages.length} / ${pages.length}`);
  });
  it('stops when it is not wanted any more', async () => {
    const stop = new AbortController();
    const windows = (function* () {
      for (;;) yield [text('letter-a4', 1)];
    })();
    const job = { format: 'letter-a4' as const, skip: 0, title: 'T', author: 'A', at: 0 };
    const options = { signal: stop.signal, progress: (done: number) => done > 2 && stop.abort(new Error('enough')) };
    await expect(makePdf(join(folder, 'stopped.pdf'), job, windows, options)).rejects.toThrow('enough');
  });
  it('is reckoned with the widths that its font has', () => {
    const document = new PDFDocument({ font: '', autoFirstPage: false });
    const sample = printable(`${words} AWĄżğßñøœ0123456789%€₽+()"'*`);
    for (const [weight, bold] of [
      ['regular', false],
      ['bold', true],
    ] as const) {
      document.font(fontFile(weight)).fontSize(1000);
      for (const sign of sample)
        expect(widthOf(sign, { size: 1000, bold }), sign).toBeCloseTo(document.widthOfString(sign), 0);
    }
  });
});
