import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeBeside } from './tooltip-place.ts';

const room = { width: 1280, height: 800 };

describe('a tooltip', () => {
  it('stands over the middle of its target, or beside it', () => {
    const target = { left: 600, top: 400, width: 40, height: 30 };
    expect(placeBeside(target, { width: 100, height: 26 }, room, 'top')).toEqual({ x: 570, y: 368 });
    expect(placeBeside(target, { width: 100, height: 26 }, room, 'right')).toEqual({ x: 646, y: 402 });
  });

  it('goes to the other side where there is no room', () => {
    const size = { width: 100, height: 26 };
    expect(placeBeside({ left: 600, top: 8, width: 40, height: 30 }, size, room, 'top').y).toBe(44);
    expect(placeBeside({ left: 1230, top: 400, width: 40, height: 30 }, size, room, 'right').x).toBe(1124);
  });

  it('is never out of the window', () => {
    const side = fc.constantFrom('top' as const, 'right' as const);
    const box = fc.record({
      left: fc.integer({ min: 0, max: 1280 }),
      top: fc.integer({ min: 0, max: 800 }),
      width: fc.integer({ min: 1, max: 300 }),
      height: fc.integer({ min: 1, max: 100 }),
    });
    const size = fc.record({ width: fc.integer({ min: 20, max: 320 }), height: fc.integer({ min: 20, max: 200 }) });
    fc.assert(
      fc.property(box, size, side, (target, own, where) => {
        const { x, y } = placeBeside(target, own, room, where);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + own.width).toBeLessThanOrEqual(room.width);
        expect(y + own.height).toBeLessThanOrEqual(room.height);
      }),
    );
  });
});
