import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

describe('stop-flow', () => {
  it('ends the contact’s journeys in the flow that its slot stands for, and goes on', () => {
    const config = spec.config.parse({ flow: 'welcome' });
    expect(step(stepArgs(config, { flow: () => 'welcome-2' }))).toEqual({
      kind: 'stop-flow',
      flow: 'welcome-2',
      outlet: 'next',
    });
  });
  it('goes on where the slot stands for nothing', () => {
    expect(step(stepArgs(spec.config.parse({ flow: '' })))).toMatchObject({ kind: 'go', outlet: 'next' });
  });
});
