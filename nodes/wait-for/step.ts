import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { go, waitFor } from '../../flows/sdk/outcome.ts';
import { addDuration, isCalendarDuration } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, ({ config, input, now, arrivedAt }) => {
  if (input.kind === 'timer') return go('timeout');
  if (input.kind === 'signal' && config.outcomes.some(({ id }) => id === input.outcome))
    return go(input.outcome, { event: input.event.type, at: input.event.at });
  return waitFor(config.outcomes, addDuration({ ms: arrivedAt, zone: now.zone }, config.timeout).ms);
});

/** What a message reached already is each contact's own. */
export const cohort = defineCohort(spec, ({ outcomes, timeout }) =>
  outcomes.some(({ node }) => node !== undefined)
    ? null
    : {
        kind: 'wait',
        for: outcomes,
        until: (arrived) => addDuration(arrived, timeout).ms,
        zoned: isCalendarDuration(timeout),
        timeout: 'timeout',
      },
);
