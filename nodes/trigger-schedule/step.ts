import { audienceRule } from '../../flows/sdk/audience.ts';
import { nextCron } from '../../flows/sdk/cron.ts';
import { defineCohort, defineStep, defineTrigger } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { parseInstant } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, () => go('next'));

export const cohort = defineCohort(spec, () => ({ kind: 'go', outlet: 'next' }));

export const trigger = defineTrigger(spec, ({ audience, cron, once, timezone, skipWeekends }, now, segments) => {
  const zone = timezone ?? now.zone;
  const single = once === undefined ? null : parseInstant(once, zone);
  return {
    kind: 'schedule',
    audience: audienceRule(audience, segments),
    next: ({ ms }) =>
      cron === undefined
        ? single !== null && single > ms
          ? single
          : null
        : nextCron(cron, { ms, zone }, { skipWeekends: skipWeekends === true }),
  };
});
