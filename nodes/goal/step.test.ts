import { describe, expect, it } from 'vitest';
import { eventView, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const choice = (then: 'count' | 'end', more: object = {}) => spec.config.parse({ ...{ then }, ...more });
const reached = (value: number | null, then: object) => ({ kind: 'goal', value, then });
const order = eventView('order.created', { total: '99.5' });

describe('goal', () => {
  it('without an event is reached on arrival; its value comes from what began the journey', () => {
    const config = choice('count', { value: 'event.total' });
    expect(step(stepArgs(config, { event: order }))).toEqual(reached(99.5, { outlet: 'next' }));
    expect(step(stepArgs(config))).toMatchObject({ value: null });
  });
  it('with an event waits for it, and takes the value from it', () => {
    const config = choice('end', { event: 'order.created', value: 'event.total' });
    expect(step(stepArgs(config))).toMatchObject({ kind: 'wait', for: [{ event: 'order.created' }], until: null });
    const input = { kind: 'signal' as const, outcome: 'reached', event: order };
    expect(step(stepArgs(config, { input }))).toEqual(reached(99.5, { exit: 'goal' }));
  });
  it('may be worth a plain number, zero too', () => {
    expect(step(stepArgs(choice('count', { value: 0 })))).toMatchObject({ value: 0 });
  });
  it('[X3] has no way on when it ends the journey', () => {
    expect(spec.outlets(choice('end'))).toEqual([]);
    expect(spec.outlets(choice('count'))).toEqual(['next']);
  });
});
