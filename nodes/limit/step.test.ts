import { describe, expect, it } from 'vitest';
import { moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

describe('limit', () => {
  it('asks for its turn, and goes on when it comes', () => {
    const config = spec.config.parse({ count: 50, per: 'PT1H' });
    expect(step(stepArgs(config))).toEqual({ kind: 'throttle', count: 50, per: 'PT1H' });
    expect(step(stepArgs(config, { input: { kind: 'timer' } }))).toEqual({ kind: 'go', outlet: 'next' });
  });
  it('spreads people evenly over the span, from when each arrived', () => {
    const config = spec.config.parse({ over: 'P1D' });
    const at = moment('2026-06-01T10:00').ms;
    const until = (sticky: number) => {
      const outcome = step(stepArgs(config, { sticky, arrivedAt: at, now: moment('2026-06-01T11:00') }));
      return outcome.kind === 'sleep' ? outcome.until : Number.NaN;
    };
    expect(until(0)).toBe(at);
    expect(until(5_000)).toBe(moment('2026-06-01T22:00').ms);
    expect(until(9_999)).toBeLessThan(moment('2026-06-02T10:00').ms);
  });
  it('takes a number per period, or a span: one of the two, and never nothing', () => {
    const issue = (config: unknown) => spec.config.safeParse(config).error?.issues[0]?.message;
    for (const config of [
      {},
      { count: 1 },
      { per: 'PT1H' },
      { count: 1, per: 'PT1H', over: 'P1D' },
      { count: 1, over: 'P1D' },
    ])
      expect(issue(config), JSON.stringify(config)).toBe('count-or-over');
    for (const none of ['PT0S', 'P0D', 'PT0.5S']) {
      expect(issue({ over: none })).toBe('too-short');
      expect(issue({ count: 1, per: none })).toBe('too-short');
    }
  });
});
