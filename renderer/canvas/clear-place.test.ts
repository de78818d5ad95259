import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, boxAt, movedBy, overlap } from './boxes.ts';
import { clearPlace } from './clear-place.ts';

const card = (x: number, y: number): Box => boxAt([x, y], { width: 236, height: 96 });

describe('cards dropped on others', () => {
  it('stay where they cover little or nothing', () => {
    expect(clearPlace([card(0, 0)], [card(300, 0)])).toEqual([0, 0]);
    expect(clearPlace([card(0, 0)], [card(200, 40)])).toEqual([0, 0]);
    expect(clearPlace([card(0, 0)], [])).toEqual([0, 0]);
  });

  it('make way to the nearest side', () => {
    expect(clearPlace([card(0, 0)], [card(10, 30)])).toEqual([0, -90]);
    expect(clearPlace([card(0, 0)], [card(0, -30)])).toEqual([0, 90]);
    // Below stands another one: then beside it is nearer than under both.
    expect(clearPlace([card(140, 0)], [card(0, -10), card(140, 130), card(140, -130)])).toEqual([120, 0]);
  });

  const place = fc.tuple(fc.integer({ min: -600, max: 600 }), fc.integer({ min: -400, max: 400 }));
  it('cover none afterwards, and a group stays together', () => {
    let pushed = 0;
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 14 }),
        fc.array(place, { minLength: 1, maxLength: 4 }),
        (walls, group) => {
          const others = walls.map(([x, y]) => card(x, y));
          const dropped = group.map(([x, y]) => card(x, y));
          const offset = clearPlace(dropped, others);
          if (offset[0] === 0 && offset[1] === 0) return;
          pushed += 1;
          for (const box of dropped)
            for (const other of others) expect(overlap(movedBy(box, offset), other)).toBe(false);
        },
      ),
    );
    expect(pushed).toBeGreaterThan(10);
  });

  it('gives up in a crowd of thousands without holding up the hand', () => {
    const crowd = Array.from({ length: 2000 }, (_, index) => card((index % 50) * 240, Math.floor(index / 50) * 100));
    // Of the processor: other work on the machine is not the hand's.
    const began = process.cpuUsage();
    clearPlace([card(6003, 2003)], crowd);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(300);
  });
});
