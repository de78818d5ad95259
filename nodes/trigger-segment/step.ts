import { audienceRule } from '../../flows/sdk/audience.ts';
import { defineCohort, defineStep, defineTrigger } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, () => go('next'));

export const cohort = defineCohort(spec, () => ({ kind: 'go', outlet: 'next' }));

/** Only those of now are an audience like any other: nobody is watched for it. */
export const trigger = defineTrigger(spec, ({ audience, on, who }, _now, segments) => {
  const rule = audienceRule(audience, segments);
  return who === 'now'
    ? { kind: 'audience', audience: rule, at: null }
    : { kind: 'segment', rule, on, now: who === 'both' };
});
