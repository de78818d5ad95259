import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Box, gap, margin, placeNote, type Side, type Size } from './place.ts';

const view: Size = { width: 1280, height: 800 };
const note: Size = { width: 320, height: 190 };

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

it('stands beside a panel, below a button, and on the other side where there is no room', () => {
  const palette: Box = { left: 56, top: 48, width: 222, height: 752 };
  expect(placeNote(palette, note, view, ['right'])).toMatchObject({ side: 'right', left: 56 + 222 + gap });
  const inspector: Box = { left: 920, top: 48, width: 360, height: 752 };
  expect(placeNote(inspector, note, view, ['left'])).toMatchObject({ side: 'left', left: 920 - gap - 320 });
  const start: Box = { left: 1170, top: 8, width: 98, height: 32 };
  const below = placeNote(start, note, view, ['below']);
  expect(below).toMatchObject({ side: 'below', top: 40 + gap });
  expect(below.left + note.width).toBe(view.width - margin);
  const low: Box = { left: 600, top: 780, width: 24, height: 18 };
  expect(placeNote(low, note, view, ['below']).side).not.toBe('below');
});

it('never covers what it explains where any side has room, and never leaves the window', () => {
  const side = fc.constantFrom<Side>('right', 'left', 'below', 'above');
  const box = fc.record({
    left: fc.integer({ min: 0, max: 1280 }),
    top: fc.integer({ min: 0, max: 800 }),
    width: fc.integer({ min: 1, max: 1280 }),
    height: fc.integer({ min: 1, max: 800 }),
  });
  let placed = 0;
  fc.assert(
    fc.property(
      box,
      fc.array(side, { maxLength: 2 }),
      fc.constantFrom<'middle' | 'start'>('middle', 'start'),
      (raw, prefer, align) => {
        const of = {
          ...raw,
          width: Math.min(raw.width, view.width - raw.left),
          height: Math.min(raw.height, view.height - raw.top),
        };
        const at = placeNote(of, note, view, prefer, align);
        const there: Box = { left: at.left, top: at.top, ...note };
        expect(at.left).toBeGreaterThanOrEqual(margin);
        expect(at.top).toBeGreaterThanOrEqual(margin);
        expect(at.left + note.width).toBeLessThanOrEqual(view.width - margin);
        expect(at.top + note.height).toBeLessThanOrEqual(view.height - margin);
        if (at.side === null) return;
        placed += 1;
        expect(overlap(there, of)).toBe(false);
      },
    ),
    { numRuns: 500 },
  );
  expect(placed).toBeGreaterThan(100);
});
