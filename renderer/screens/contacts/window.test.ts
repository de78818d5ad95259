import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagesOf, rowWindow, tallest } from './window.ts';

const list = fc.record({
  total: fc.integer({ min: 1, max: 3_000_000 }),
  view: fc.integer({ min: 50, max: 2000 }),
  row: fc.integer({ min: 20, max: 60 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('rowWindow', () => {
  it('fills the view with rows, wherever it is scrolled to', () => {
    fc.assert(
      fc.property(list, ({ total, view, row, share }) => {
        const height = Math.min(total * row, tallest);
        const top = share * Math.max(0, height - view);
        const { from, to, offset } = rowWindow(top, view, total, row);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(total);
        const drawnTo = offset + (to - from) * row;
        expect(offset).toBeLessThanOrEqual(top + 0.01);
        expect(drawnTo).toBeGreaterThanOrEqual(Math.min(top + view, height) - 0.01);
        expect(to - from).toBeLessThanOrEqual(Math.ceil(view / row) + 14);
      }),
    );
  });

  it('reaches the very first and the very last row of a million', () => {
    expect(rowWindow(0, 600, 1_000_000, 40).from).toBe(0);
    expect(rowWindow(tallest - 600, 600, 1_000_000, 40).to).toBe(1_000_000);
    expect(rowWindow(Number.MAX_SAFE_INTEGER, 600, 1_000_000, 40).to).toBe(1_000_000);
  });

  it('is exact where no mapping is needed', () => {
    expect(rowWindow(400, 200, 1000, 40, 0)).toEqual({ from: 10, to: 15, offset: 400, height: 40_000 });
  });
});

describe('pagesOf', () => {
  it('covers every row of the window', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 300 }), (from, length) => {
        const pages = pagesOf(from, from + length, 100);
        for (const row of [from, from + length - 1]) expect(pages).toContain(Math.floor(row / 100));
        expect(pages.length).toBeLessThanOrEqual(Math.ceil(length / 100) + 1);
      }),
    );
  });

  it('asks for the first page of an empty list', () => {
    expect(pagesOf(0, 0, 100)).toEqual([0]);
  });
});
