import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvCell, csvText } from './csv.ts';

describe('csvText', () => {
  it('never gives a spreadsheet a formula', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝'), fc.string(), (start, rest) => {
        fc.pre(!/^\d+([.,]\d+)?$/.test(rest));
        const [[cell] = []] = Papa.parse<string[]>(csvText([[start + rest]]).slice(1)).data;
        expect(cell?.startsWith("'")).toBe(true);
      }),
    );
  });

  it('leaves negative numbers be', () => {
    expect(csvCell('-12.5')).toBe('-12.5');
    expect(csvCell(-3)).toBe('-3');
    expect(csvCell('-12+cmd')).toBe('"\'-12+cmd"');
  });

  it('is read back as it was written', () => {
    const harmless = fc.string().filter((text) => !/^[=+\-@\t\r＝＋－＠]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(harmless, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        const text = csvText(rows);
        expect(text.startsWith('\uFEFF')).toBe(true);
        expect(Papa.parse(text.slice(1), { newline: '\r\n', delimiter: ',' }).data.slice(0, -1)).toEqual(rows);
      }),
    );
  });
});
