import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from '../sdk/time.ts';
import { compareText, makeSum, numberOf, timeOfText } from './values.ts';

describe('values of rules', () => {
  it('order text as the bytes of UTF-8 do, which is how SQLite orders it', () => {
    const letters = fc.constantFrom('a', 'Я', '\ufffd', '\uffee', '😀', '\u{10ffff}', 'é');
    const text = fc.array(letters, { maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 1000 },
    );
  });

  it('read a time with an offset as the calendar library does', () => {
    const part = (max: number) => fc.integer({ min: 0, max });
    const two = (n: number) => String(n).padStart(2, '0');
    const time = fc.tuple(
      fc.integer({ min: 1900, max: 2100 }),
      part(13),
      part(32),
      part(25),
      part(61),
      part(61),
      part(15),
      fc.constantFrom('', '.5', '.123', '.999'),
    );
    let read = 0;
    fc.assert(
      fc.property(time, fc.boolean(), ([y, mo, d, h, mi, s, o, fraction], plus) => {
        const text = `${y}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}${fraction}${plus ? '+' : '-'}${two(o)}:30`;
        const value = timeOfText(text, 'UTC');
        expect(value, text).toBe(parseInstant(text, 'UTC'));
        if (value !== null) read++;
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it('add up money without the dust of binary fractions', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 200 }), (cents) => {
        const sum = makeSum();
        for (const one of cents) sum.add(one / 100);
        expect(sum.total() + 0).toBe(cents.reduce((a, b) => a + b, 0) / 100 + 0);
      }),
    );
  });

  it('take for numbers only what is plainly one', () => {
    expect(['12', '-3.5', '007', 7].map(numberOf)).toEqual([12, -3.5, 7, 7]);
    expect(['', ' 1', '1e5', '0x1', '1,5', '+1', 'Infinity', true, null].map(numberOf)).toEqual(Array(9).fill(null));
  });
});
