import { flowStarted } from '../../flows/sdk/calls.ts';
import { defineCohort, defineStep, defineTrigger } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, () => go('next'));

export const cohort = defineCohort(spec, () => ({ kind: 'go', outlet: 'next' }));

export const trigger = defineTrigger(spec, ({ where }) => ({
  kind: 'event',
  event: flowStarted,
  where: where ?? null,
  addressed: 'flow',
}));
