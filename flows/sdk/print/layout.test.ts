import fc from 'fast-check';
import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';
import { type Item, layOut, pieceTexts } from './layout.ts';
import { linesOf, printable, unprintable, widthOf } from './lines.ts';
import { gridOf, printFormats } from './paper.ts';
import { pictureSize } from './picture.ts';
import { type QrCode, qrCode, quietZone } from './qr.ts';

const dot =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const prose = fc
  .array(
    fc.constantFrom(
      'слово',
      'їжак',
      'a',
      'Donaudampfschifffahrtsgesellschaft'.repeat(4),
      '\n',
      '\n\n',
      '—',
      '12 345 ₴',
    ),
    {
      maxLength: 120,
    },
  )
  .map((words) => words.join(' '));
const pieces = fc.record({
  format: fc.constantFrom(...printFormats),
  envelope: fc.constantFrom('left', 'right', 'none'),
  picture: fc.constantFrom('', '200x80', '80x900'),
  title: prose,
  text: prose,
  qr: fc.constantFrom('', 'https://example.com/знижка?code=A-1'),
  caption: prose,
  sender: prose,
  name: prose,
  address: prose,
});

const rightOf = (item: Item): number => {
  if (item.kind === 'text') return item.x + widthOf(item.text, item);
  return item.x + (item.kind === 'qr' ? item.side : item.width);
};

describe('a page', () => {
  it('has everything inside the paper, whatever is written, or says that it does not fit', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const { pages, trouble } = layOut(pieceTexts(parts));
        const { width, height } = gridOf(parts.format).cell;
        for (const item of pages.flat()) {
          expect(item.x).toBeGreaterThanOrEqual(0);
          expect(rightOf(item)).toBeLessThanOrEqual(width);
          if (trouble === null) expect(item.y).toBeLessThanOrEqual(height);
        }
      }),
      { numRuns: 200 },
    );
  });
  it('loses no word of a letter', () => {
    fc.assert(
      fc.property(prose, (text) => {
        const { pages } = layOut(pieceTexts({ format: 'letter-a4', text, address: 'A' }));
        const said = pages
          .flat()
          .flatMap((item) => (item.kind === 'text' && !item.faint && item.text !== 'A' ? [item.text] : []))
          .join('');
        expect(said.replaceAll(/\s/g, '')).toBe(printable(text).replaceAll(/\s/g, ''));
      }),
    );
  });
  it('breaks lines that are no wider than they may be, and keeps every character', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 30, max: 500 }), (text, width) => {
        const face = { size: 11 };
        const lines = linesOf(text, face, width);
        for (const line of lines) expect(widthOf(line, face)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(printable(text).replaceAll(/\s/g, ''));
      }),
    );
  });
  it('of a flyer or a label that is too full says so; a letter needs an address', () => {
    const full = (format: string) => layOut(pieceTexts({ format, text: 'слово '.repeat(3000), address: 'A' })).trouble;
    expect(full('flyer-4')).toBe('too-long');
    expect(full('flyer-1')).toBe('too-long');
    expect(layOut(pieceTexts({ format: 'label-l7160', address: 'Вулиця\n'.repeat(30) })).trouble).toBe('too-long');
    expect(layOut(pieceTexts({ format: 'letter-a4', text: 'x' })).trouble).toBe('no-address');
    expect(layOut(pieceTexts({ format: 'flyer-2', qr: 'x'.repeat(400) })).trouble).toBe('qr-too-long');
  });
  it('leaves out what the font has no sign for, and says which that is', () => {
    expect(printable('Так 😀→!\tи\u0306')).toBe('Так ! й');
    expect(unprintable('Так 😀→ 😀 €')).toEqual(['😀', '→']);
  });
});

/** As a camera sees it. */
function seen({ side, runs }: QrCode): string | null {
  const [scale, size] = [4, (side + 2 * quietZone) * 4];
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [column, row, length] of runs) {
    for (let y = (row + quietZone) * scale; y < (row + quietZone + 1) * scale; y++) {
      const from = y * size + (column + quietZone) * scale;
      for (let at = from; at < from + length * scale; at++) pixels.fill(0, at * 4, at * 4 + 3);
    }
  }
  return jsqr(pixels, size, size)?.data ?? null;
}

describe('a QR code', () => {
  it.each(['https://example.com/r/SPRING-A1', 'Код: ЇЖАК-15 ₴', 'x'.repeat(180)])(
    'is read as what it says: %s',
    (text) => {
      const code = qrCode(text, 30);
      expect(code === null ? null : seen(code)).toBe(text);
    },
  );
  it('that would be too fine for paper is none', () => {
    expect(qrCode('x'.repeat(900), 30)).toBeNull();
    expect(qrCode('', 30)).toBeNull();
  });
});

describe('a picture', () => {
  it('tells its size, or that it is none', () => {
    expect(pictureSize(dot)).toEqual({ width: 1, height: 1 });
    expect(pictureSize('data:image/png;base64,AAAA')).toBeNull();
    expect(pictureSize('https://example.com/x.png')).toBeNull();
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080010002001011100ffd9', 'hex').toString(
      'base64',
    );
    expect(pictureSize(`data:image/jpeg;base64,${jpeg}`)).toEqual({ width: 32, height: 16 });
  });
});
