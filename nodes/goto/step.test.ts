import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

describe('goto', () => {
  it('goes on at the block, so often as allowed, then leaves the flow', () => {
    const config = spec.config.parse({ node: 'ask', maxLoops: 2 });
    expect(step(stepArgs(config, { visit: 1 }))).toEqual({ kind: 'jump', node: 'ask' });
    expect(step(stepArgs(config, { visit: 2 }))).toEqual({ kind: 'jump', node: 'ask' });
    expect(step(stepArgs(config, { visit: 3 }))).toEqual({ kind: 'exit', reason: 'loop-limit' });
  });
  it('passes ten times where nothing is said', () => {
    expect(step(stepArgs({ node: 'ask' }, { visit: 10 }))).toMatchObject({ kind: 'jump' });
    expect(step(stepArgs({ node: 'ask' }, { visit: 11 }))).toMatchObject({ kind: 'exit' });
  });
  it('must know where to', () => {
    expect(spec.check?.({})?.map(({ code }) => code)).toEqual(['no-target']);
    expect(spec.references?.({ node: 'ask' })).toEqual({ nodes: [{ id: 'ask', path: 'node' }], jumps: ['ask'] });
  });
});
