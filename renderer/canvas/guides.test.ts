import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, boxAt, movedBy } from './boxes.ts';
import { snapTo } from './guides.ts';

const card = (x: number, y: number, width = 200, height = 100): Box => boxAt([x, y], { width, height });

describe('helper lines', () => {
  it('hold an edge near an edge and a centre near a centre, and say where', () => {
    const other = card(0, 0, 200, 100);
    const left = snapTo([other], card(4, 300), 6);
    expect([left.dx, left.dy, left.heldX, left.heldY]).toEqual([-4, 0, true, false]);
    // Same size: both edges fall together; that the centres do goes without saying.
    expect(left.lines).toEqual([
      { axis: 'x', at: 0, from: 0, to: 400 },
      { axis: 'x', at: 200, from: 0, to: 400 },
    ]);
    const centre = snapTo([other], card(53, 300, 100, 40), 6);
    expect(centre.dx).toBe(-3);
    expect(centre.lines).toEqual([{ axis: 'x', at: 100, from: 0, to: 340 }]);
    expect(snapTo([other], card(320, -5, 90, 40), 6)).toMatchObject({ dx: 0, dy: 5 });
  });

  it('let go of what is farther than asked', () => {
    const found = snapTo([card(0, 0)], card(7, 300, 190, 100), 6);
    // The left edges are 7 apart, the right ones 3, the centres 2.
    expect(found.dx).toBe(-2);
    expect(snapTo([card(0, 0)], card(27, 340, 190, 100), 6)).toEqual({
      dx: 0,
      dy: 0,
      heldX: false,
      heldY: false,
      lines: [],
      gaps: [],
    });
  });

  it('hold a card as far from the next as that one stands from its own, and halfway between two', () => {
    const row = [card(0, 0), card(260, 10)];
    const after = snapTo(row, card(523, 5, 120, 70), 6);
    expect(after.dx).toBe(-3);
    expect(after.gaps.map(({ from, to }) => to - from)).toEqual([60, 60]);
    const between = snapTo([card(0, 0), card(500, 0)], card(302, 23, 100, 40), 6);
    expect(between.dx).toBe(-2);
    expect(between.gaps.map(({ from, to }) => [from, to])).toEqual([
      [200, 300],
      [400, 500],
    ]);
    const column = snapTo([card(0, 0), card(0, 160)], card(30, 323, 120, 80), 6);
    expect(column.dy).toBe(-3);
    expect(column.gaps.every(({ axis }) => axis === 'y')).toBe(true);
  });

  const boxes = fc
    .tuple(
      fc.integer({ min: -2000, max: 2000 }),
      fc.integer({ min: -2000, max: 2000 }),
      fc.integer({ min: 60, max: 400 }),
      fc.integer({ min: 60, max: 300 }),
    )
    .map(([x, y, width, height]) => card(x, y, width, height));

  it('never move a card farther than asked, and each line touches the card and another one', () => {
    fc.assert(
      fc.property(
        fc.array(boxes, { maxLength: 20 }),
        boxes,
        fc.integer({ min: 2, max: 60 }),
        (others, moving, within) => {
          const { dx, dy, lines, gaps } = snapTo(others, moving, within);
          expect(Math.abs(dx)).toBeLessThanOrEqual(within);
          expect(Math.abs(dy)).toBeLessThanOrEqual(within);
          const there = movedBy(moving, [dx, dy]);
          const marks = (box: Box, axis: 'x' | 'y') =>
            axis === 'x'
              ? [box.left, (box.left + box.right) / 2, box.right]
              : [box.top, (box.top + box.bottom) / 2, box.bottom];
          for (const { axis, at } of lines) {
            expect(marks(there, axis)).toContain(at);
            expect(others.some((other) => marks(other, axis).some((mark) => Math.abs(mark - at) <= 0.5))).toBe(true);
          }
          for (const { from, to } of gaps) expect(to).toBeGreaterThan(from);
        },
      ),
    );
  });

  it('are quick with a thousand cards', () => {
    const others = Array.from({ length: 1000 }, (_, index) => card((index % 40) * 300, Math.floor(index / 40) * 200));
    const began = performance.now();
    for (let step = 0; step < 60; step++) snapTo(others, card(step * 7, step * 5), 6);
    // Sixty moves of the pointer must fit into one second with room to spare.
    expect(performance.now() - began).toBeLessThan(500);
  });
});
