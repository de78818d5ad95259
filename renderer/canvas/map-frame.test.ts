import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMap, mapFrame, onMap } from './map-frame.ts';

const size = { width: 150, height: 92 };
const box = fc
  .tuple(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -5000, max: 5000 }), fc.nat(4000), fc.nat(4000))
  .map(([left, top, width, height]) => ({ left, top, right: left + width, bottom: top + height }));

describe('the small map', () => {
  it('holds all things and all that is in sight', () => {
    fc.assert(
      fc.property(box, box, (things, inSight) => {
        const frame = mapFrame(things, inSight, size);
        for (const one of [things, inSight]) {
          const { x, y, width, height } = onMap(frame, one);
          expect(x).toBeGreaterThanOrEqual(-0.01);
          expect(y).toBeGreaterThanOrEqual(-0.01);
          expect(x + width).toBeLessThanOrEqual(size.width + 0.01);
          expect(y + height).toBeLessThanOrEqual(size.height + 0.01);
        }
      }),
    );
  });

  it('stays as it is while one looks about among the things', () => {
    const things = { left: 0, top: 0, right: 3000, bottom: 2000 };
    const look = (left: number) => mapFrame(things, { left, top: 100, right: left + 800, bottom: 700 }, size);
    expect(look(20)).toEqual(look(1900));
  });

  it('leads from a point of the map to the place it shows', () => {
    fc.assert(
      fc.property(box, box, (things, inSight) => {
        const frame = mapFrame(things, inSight, size);
        const { x, y } = onMap(frame, things);
        const place = fromMap(frame, { x, y });
        expect(place.x).toBeCloseTo(things.left, 3);
        expect(place.y).toBeCloseTo(things.top, 3);
      }),
    );
  });
});
