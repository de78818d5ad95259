import { audienceRule } from '../../flows/sdk/audience.ts';
import { defineCohort, defineStep, defineTrigger } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { parseInstant } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, () => go('next'));

export const cohort = defineCohort(spec, () => ({ kind: 'go', outlet: 'next' }));

export const trigger = defineTrigger(spec, ({ audience, at }, now, segments) => ({
  kind: 'audience',
  audience: audienceRule(audience, segments),
  at: at === undefined ? null : parseInstant(at, now.zone),
}));
