import type * as z from 'zod';
import { defineCohort, defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { exit, go, type Outcome, sleepUntil } from '../../flows/sdk/outcome.ts';
import { formatInstant, isCalendarDuration, type Moment, parseInstant } from '../../flows/sdk/time.ts';
import { dateTarget, firstAllowed, moveOn, nextAllowed } from '../../flows/sdk/wait-until.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Until = NonNullable<Config['until']>;

export const step = defineStep(spec, (args) => {
  const { config, input, arrivedAt } = args;
  if (input.kind !== 'arrived') return go('next');
  const { now } = args;
  const arrived: Moment = { ms: arrivedAt, zone: now.zone };
  return config.until === undefined ? sleepUntil(nextAllowed(arrived, config).ms) : untilDate(args, config.until);
});

/** A wait for a date is each contact's own; a length of time is not, but for the zone. */
export const cohort = defineCohort(spec, (config) =>
  config.until === undefined
    ? { kind: 'sleep', until: (arrived) => nextAllowed(arrived, config).ms, zoned: isZoned(config), next: 'next' }
    : null,
);

const isZoned = ({ for: length, at, weekdays, window }: Config): boolean =>
  at !== undefined || weekdays !== undefined || window !== undefined || isCalendarDuration(length ?? 'PT0S');

function untilDate({ config, contact, event, now }: StepArgs<Config>, until: Until): Outcome<'next' | 'past'> {
  const text = dateText(until, contact.attributes, event?.props ?? {});
  const target =
    text === null ? null : dateTarget(text, now.zone, { offset: until.offset, at: config.at }, parseInstant);
  if (target !== null && target.passesAt.ms >= now.ms) {
    const end = target.end.ms < now.ms ? now : target.end;
    return sleepUntil(moveOn(end, config).ms);
  }
  const why = { date: target === null ? text : formatInstant(target.end.ms, now.zone), missing: target === null };
  switch (config.ifPast) {
    case 'skip-to':
      return go('past', why);
    case 'exit':
      return exit('date-past');
    default: {
      // Going on at once would break the hours the author asked for.
      const allowed = firstAllowed(now, config);
      return allowed.ms > now.ms ? sleepUntil(allowed.ms) : go('next', why);
    }
  }
}

function dateText(
  until: Until,
  attributes: Readonly<Record<string, unknown>>,
  props: Readonly<Record<string, unknown>>,
): string | null {
  if ('date' in until) return until.date;
  const [values, name] = 'attribute' in until ? [attributes, until.attribute] : [props, until.property];
  const value = Object.hasOwn(values, name) ? values[name] : null;
  return typeof value === 'string' ? value.trim() : null;
}
