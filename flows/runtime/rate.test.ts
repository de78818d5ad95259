import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRate, makeRates } from './rate.ts';

/** A clock that only the test moves, milliseconds. */
function timed(perSecond: number) {
  const clock = { now: 1000 };
  return { clock, rate: makeRate(perSecond, () => clock.now) };
}
/** The most that left in any window of so many milliseconds. */
const mostWithin = (left: readonly number[], ms: number): number =>
  Math.max(0, ...left.map((from) => left.filter((at) => at >= from && at < from + ms).length));

const limits = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.05, max: 60, noNaN: true }));

describe('the limit of an account', () => {
  it('[S7] in no second are there more than it takes, whoever asks, when and for how many', () => {
    let busiest = 0;
    fc.assert(
      fc.property(
        limits,
        fc.array(
          fc.record({
            passes: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 50, noNaN: true }), fc.integer({ max: 5000 })),
            wanted: fc.integer({ min: 0, max: 100 }),
          }),
          { maxLength: 150 },
        ),
        (perSecond, looks) => {
          const { clock, rate } = timed(perSecond);
          const left: number[] = [];
          for (const { passes, wanted } of looks) {
            clock.now += Math.max(0, passes);
            for (let free = Math.min(wanted, rate.free()); free > 0; free--) {
              rate.take();
              left.push(clock.now);
            }
          }
          const most = mostWithin(left, 1000);
          expect(most).toBeLessThanOrEqual(Math.max(1, perSecond));
          if (perSecond < 1) expect(mostWithin(left, 1000 / perSecond - 0.001)).toBeLessThanOrEqual(1);
          busiest = Math.max(busiest, most / perSecond);
        },
      ),
      { numRuns: 500 },
    );
    expect(busiest).toBeGreaterThan(0.9);
  });

  it('lets one leave after the time it names, and is used to the full by who has much to send', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (perSecond) => {
        const { clock, rate } = timed(perSecond);
        const from = clock.now;
        let left = 0;
        for (let looks = 0; clock.now < from + 20_000; looks++) {
          expect(looks).toBeLessThan(10_000);
          for (let free = rate.free(); free > 0; free--, left++) rate.take();
          expect(rate.free()).toBe(0);
          const wait = rate.wait();
          expect(wait).toBeGreaterThan(0);
          clock.now += wait;
          expect(rate.free()).toBeGreaterThan(0);
        }
        expect(left).toBeGreaterThan(perSecond * 20 * 0.9);
      }),
    );
  });

  it('begins with one, since nobody knows what left before the start', () => {
    const { rate } = timed(30);
    expect(rate.free()).toBe(1);
  });

  it('is one for all who send by the account, and there is none where the vendor names none', () => {
    const clock = { now: 0 };
    const rates = makeRates(() => clock.now);
    const [messages, operations] = [rates('shop', 10), rates('shop', 10)];
    clock.now = 5000;
    expect(messages.free()).toBe(10);
    for (let n = 0; n < 7; n++) messages.take();
    expect(operations.free()).toBe(3);
    expect(rates('other', 10).free()).toBe(1);
    expect(rates('other', 10)).toBe(rates('other', 10));
    // Removed, and another vendor's of its name connected.
    const before = rates('other', 10);
    expect(rates('other', 2)).not.toBe(before);
    expect(rates('free', null).free()).toBe(Number.POSITIVE_INFINITY);
  });
});
