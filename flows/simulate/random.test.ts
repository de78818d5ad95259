import { describe, expect, it } from 'vitest';
import { lengthOf, readDelay } from './delay.ts';
import { drawsFor } from './random.ts';

describe('seeded chance', () => {
  it('depends on the seed and on what it is about, never on the order of asking', () => {
    const first = drawsFor(7, 'flow mail 12')(3);
    drawsFor(7, 'something else')(0);
    expect(drawsFor(7, 'flow mail 12')(3)).toBe(first);
    expect(drawsFor(8, 'flow mail 12')(3)).not.toBe(first);
    expect(drawsFor(7, 'flow mail 13')(3)).not.toBe(first);
    expect(drawsFor(7, 'flow mail 12')(4)).not.toBe(first);
  });

  it('is spread evenly, over neighbours too, and two questions about one thing are not alike', () => {
    const n = 40_000;
    const tenths = new Array<number>(10).fill(0);
    let both = 0;
    for (let contact = 0; contact < n; contact++) {
      const draw = drawsFor(1, `flow mail ${contact}`);
      const a = draw(0);
      expect(a).toBeGreaterThanOrEqual(0);
      expect(a).toBeLessThan(1);
      tenths[Math.floor(a * 10)] = (tenths[Math.floor(a * 10)] ?? 0) + 1;
      if (a < 0.5 && draw(1) < 0.5) both++;
    }
    for (const tenth of tenths) expect(Math.abs(tenth - n / 10)).toBeLessThan(300);
    expect(Math.abs(both - n / 4)).toBeLessThan(500);
  });
});

describe('delays', () => {
  it('lie half within the half and nine in ten within most', () => {
    const spread = readDelay({ half: 'PT2H', most: 'P1D', longest: 'P3D' });
    expect(spread(0)).toBe(0);
    expect(spread(0.5)).toBe(lengthOf('PT2H'));
    expect(spread(0.9)).toBe(lengthOf('P1D'));
    expect(spread(0.999999)).toBeLessThanOrEqual(lengthOf('P3D'));
    for (let n = 1; n < 100; n++) expect(spread(n / 100)).toBeGreaterThanOrEqual(spread((n - 1) / 100));
    expect(readDelay('PT5M')(0.3)).toBe(300_000);
  });
});
