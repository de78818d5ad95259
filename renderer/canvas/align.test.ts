import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../flows/document/edits.ts';
import { aligned, distributed, type Line } from './align.ts';
import { around, type Box, boxAt, overlap } from './boxes.ts';

/** Cards of different sizes, at least one apart so that none lies on another: three columns of rows. */
const cards = fc
  .array(fc.record({ width: fc.integer({ min: 40, max: 400 }), height: fc.integer({ min: 40, max: 300 }) }), {
    minLength: 3,
    maxLength: 12,
  })
  .map((sizes) => {
    const boxes = new Map<string, Box>();
    for (const [index, size] of sizes.entries())
      boxes.set(`n${index}`, boxAt([(index % 3) * 500 + ((index * 37) % 90), Math.floor(index / 3) * 400], size));
    return boxes;
  });

const moved = (boxes: ReadonlyMap<string, Box>, points: Record<string, Point>): Map<string, Box> =>
  new Map(
    [...boxes].map(([id, box]) => [
      id,
      boxAt(points[id] ?? [box.left, box.top], { width: box.right - box.left, height: box.bottom - box.top }),
    ]),
  );

const edges: Record<Line, (box: Box) => number> = {
  left: (box) => box.left,
  centre: (box) => (box.left + box.right) / 2,
  right: (box) => box.right,
  top: (box) => box.top,
  middle: (box) => (box.top + box.bottom) / 2,
  bottom: (box) => box.bottom,
};
const lines = Object.keys(edges) as Line[];

describe('aligning', () => {
  it('brings every card to the same line, by its own size', () => {
    fc.assert(
      fc.property(cards, fc.constantFrom(...lines), (boxes, line) => {
        const found = [...moved(boxes, aligned(boxes, line)).values()].map(edges[line]);
        expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('goes by the border of what was chosen, and never makes a heap', () => {
    fc.assert(
      fc.property(cards, fc.constantFrom(...lines), (boxes, line) => {
        const there = [...moved(boxes, aligned(boxes, line)).values()];
        for (const [index, box] of there.entries())
          for (const other of there.slice(index + 1)) expect(overlap(box, other)).toBe(false);
        if (line === 'left') expect(around(there).left).toBe(around(boxes.values()).left);
        if (line === 'bottom') expect(around(there).bottom).toBe(around(boxes.values()).bottom);
      }),
    );
  });

  it('leaves the other direction alone where nothing would cover anything', () => {
    const boxes = new Map([
      ['a', boxAt([0, 0], { width: 236, height: 96 })],
      ['b', boxAt([90, 200], { width: 300, height: 120 })],
    ]);
    expect(aligned(boxes, 'left')).toEqual({ a: [0, 0], b: [0, 200] });
    expect(aligned(boxes, 'right')).toEqual({ a: [154, 0], b: [90, 200] });
    expect(aligned(boxes, 'centre')).toEqual({ a: [77, 0], b: [45, 200] });
  });

  it('done twice changes nothing more', () => {
    fc.assert(
      fc.property(cards, fc.constantFrom(...lines), (boxes, line) => {
        const once = moved(boxes, aligned(boxes, line));
        expect(moved(once, aligned(once, line))).toEqual(once);
      }),
    );
  });
});

describe('equal gaps', () => {
  it('are equal by real sizes, keep the order and the border where there is room, and leave the other direction alone', () => {
    fc.assert(
      fc.property(cards, fc.constantFrom('x' as const, 'y' as const), (boxes, axis) => {
        const there = moved(boxes, distributed(boxes, axis));
        const from = (box: Box) => (axis === 'x' ? box.left : box.top);
        const to = (box: Box) => (axis === 'x' ? box.right : box.bottom);
        const row = [...there.keys()].toSorted(
          (a, b) => from(boxes.get(a) as Box) - from(boxes.get(b) as Box) || (a < b ? -1 : 1),
        );
        const gaps = row
          .slice(1)
          .map((id, index) => from(there.get(id) as Box) - to(there.get(row[index] as string) as Box));
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
        const [before, after] = [around(boxes.values()), around(there.values())];
        const filled = [...boxes.values()].reduce((sum, box) => sum + to(box) - from(box), 0);
        expect(from(after)).toBe(from(before));
        if (filled <= to(before) - from(before)) expect(to(after)).toBe(to(before));
        else expect(gaps).toEqual(gaps.map(() => 24));
        for (const [id, box] of there)
          expect(axis === 'x' ? box.top : box.left).toBe(axis === 'x' ? boxes.get(id)?.top : boxes.get(id)?.left);
      }),
    );
  });
});
