import type * as z from 'zod';
import type { EventView } from '../../flows/sdk/contact.ts';
import { lookupNumber } from '../../flows/sdk/lookup.ts';
import { defineCohort, defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { reachGoal, waitFor } from '../../flows/sdk/outcome.ts';
import { reachedId, spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

export const step = defineStep(spec, (args) => {
  const { config, input } = args;
  if (config.event === undefined) return reached(args, args.event);
  if (input.kind === 'signal') return reached(args, input.event);
  return waitFor([{ id: reachedId, event: config.event, where: config.where }], null);
});

/** `event` is the one that reached the goal; a goal without an event reads its value from the one that began the journey. */
function reached({ config, contact }: StepArgs<Config>, event: EventView | null) {
  const value = typeof config.value === 'string' ? lookupNumber(config.value, { contact, event }) : config.value;
  return reachGoal(value ?? null, config.then === 'end' ? { exit: 'goal' } : { outlet: 'next' as const });
}

/** A value that is read from the contact or the event is each contact's own. */
export const cohort = defineCohort(spec, ({ event, where, value, then }) => {
  if (event !== undefined)
    return { kind: 'wait', for: [{ id: reachedId, event, where }], until: null, zoned: false, timeout: null };
  if (typeof value === 'string') return null;
  return { kind: 'goal', value: value ?? null, next: then === 'end' ? { exit: 'goal' } : { outlet: 'next' } };
});
