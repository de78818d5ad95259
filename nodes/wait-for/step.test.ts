import { describe, expect, it } from 'vitest';
import { eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = spec.config.parse({
  outcomes: [
    { id: 'read', event: 'message.read', node: 'mail' },
    { id: 'bought', event: 'order.created', where: { combinator: 'and', rules: [] } },
  ],
  timeout: 'P2D',
});

describe('wait-for', () => {
  it('waits for all that may happen, at most as long as it says', () => {
    const now = moment('2026-03-28T12:00');
    expect(step(stepArgs(config, { now }))).toEqual({
      kind: 'wait',
      for: config.outcomes,
      until: moment('2026-03-30T12:00').ms,
    });
  });
  it('leaves by what happened, or by "timeout"', () => {
    const signal = (outcome: string) => ({ kind: 'signal' as const, outcome, event: eventView('order.created') });
    expect(step(stepArgs(config, { input: signal('bought') }))).toMatchObject({ kind: 'go', outlet: 'bought' });
    expect(step(stepArgs(config, { input: { kind: 'timer' } }))).toEqual({ kind: 'go', outlet: 'timeout' });
  });
  it('goes on waiting, till the same time, when told of something it does not know', () => {
    const now = moment('2026-06-02T10:00');
    const arrivedAt = moment('2026-06-01T10:00').ms;
    const input = { kind: 'signal' as const, outcome: 'gone', event: eventView('x.y') };
    expect(step(stepArgs(config, { input, now, arrivedAt }))).toMatchObject({
      kind: 'wait',
      until: moment('2026-06-03T10:00').ms,
    });
  });
  it('has an outlet for each outcome, and refuses ids that clash', () => {
    expect(spec.outlets(config)).toEqual(['read', 'bought', 'timeout']);
    const issues = (ids: string[]) =>
      spec.config
        .safeParse({ outcomes: ids.map((id) => ({ id, event: 'a.b' })), timeout: 'P1D' })
        .error?.issues.map(({ message, path }) => [message, path.join('.')]);
    expect(issues(['a', 'b', 'a'])).toEqual([['duplicate-id', 'outcomes.2.id']]);
    expect(issues(['a', 'timeout'])).toEqual([['reserved-id', 'outcomes.1.id']]);
    expect(issues([])).toHaveLength(1);
    expect(issues(Array.from({ length: 10 }, (_, index) => `o${index}`))).toHaveLength(1);
  });
  it('ties only message events to a block', () => {
    const outcomes = [{ id: 'a', event: 'order.created', node: 'mail' }];
    expect(spec.check?.({ outcomes, timeout: 'P1D' }).map(({ code, path }) => [code, path])).toEqual([
      ['node-needs-message-event', 'outcomes.0.node'],
    ]);
    expect(spec.check?.(config)).toEqual([]);
  });
});
