import { describe, expect, it } from 'vitest';
import { longestChain } from '../../flows/sdk/calls.ts';
import { eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const now = moment('2026-06-05T12:00');
const config = (over: object = {}) => spec.config.parse({ flow: 'welcome', ...over });

describe('start-flow', () => {
  it('starts the flow of its slot with what it hands over, and goes on', () => {
    const args = stepArgs(
      config({
        context: [
          { name: 'total', value: '{{ event.total }}' },
          { name: 'said', value: 'Hi {{ contact.first_name }}' },
          { name: 'vip', value: true },
        ],
      }),
      { now, event: eventView('order.created', { total: 12.5 }), render: (text) => `rendered ${text}` },
    );
    expect(step(args)).toEqual({
      kind: 'emit',
      event: {
        type: 'flow.started',
        props: { total: 12.5, said: 'rendered Hi {{ contact.first_name }}', vip: true, flow: 'flow-welcome', chain: 1 },
      },
      outlet: 'next',
    });
  });

  it('waits for the end of the journey it started, and for no other', () => {
    const args = stepArgs(config({ waitForEnd: true, timeout: 'P1D' }), { now, key: '7:start:1' });
    expect(step(args)).toEqual({
      kind: 'wait',
      for: [
        {
          id: 'ended',
          event: 'flow.ended',
          where: { combinator: 'and', rules: [{ field: 'props.call', operator: '=', value: '7:start:1' }] },
        },
      ],
      until: now.ms + 86_400_000,
      emit: { type: 'flow.started', props: { flow: 'flow-welcome', chain: 1, call: '7:start:1' } },
    });
    const signal = (reason: string) =>
      step({ ...args, input: { kind: 'signal', outcome: 'ended', event: eventView('flow.ended', { reason }) } });
    expect(signal('end')).toMatchObject({ kind: 'go', outlet: 'next' });
    expect(signal('not-entered')).toMatchObject({ kind: 'go', outlet: 'not-started' });
    expect(step({ ...args, input: { kind: 'timer' } })).toMatchObject({ kind: 'go', outlet: 'timeout' });
  });

  it('ends the journey when flows start one another in a circle at once, not when they take their time', () => {
    const started = eventView('flow.started', { chain: longestChain }, now.ms);
    expect(step(stepArgs(config(), { now, event: started }))).toEqual({ kind: 'exit', reason: 'flow-circle' });
    const before = eventView('flow.started', { chain: longestChain }, now.ms - 3_600_000);
    expect(step(stepArgs(config(), { now, event: before }))).toMatchObject({
      kind: 'emit',
      event: { props: { chain: 1 } },
    });
  });

  it.each([
    [{ timeout: 'P1D' }, 'timeout-needs-wait'],
    [{ context: [{ name: 'flow', value: '' }] }, 'reserved-context-name'],
    [{ context: [{ name: 'a b', value: '' }] }, 'bad-context-name'],
    [
      {
        context: [
          { name: 'a', value: '' },
          { name: 'a', value: '' },
        ],
      },
      'same-context-name',
    ],
  ])('refuses %o', (over, code) => {
    const issues = spec.config.safeParse({ flow: 'welcome', ...over }).error?.issues;
    expect(issues?.map(({ message }) => message)).toContain(code);
  });
});
