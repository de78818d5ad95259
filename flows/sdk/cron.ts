/** Schedules as cron of five fields: minute, hour, day of month, month, weekday. */
import { Cron } from 'croner';
import * as z from 'zod';
import { atTimeOfDay, formatInstant, localTime, type Millis, type Moment } from './time.ts';

const options = { mode: '5-part', paused: true } as const;

export const isCron = (pattern: string): boolean => {
  try {
    return new Cron(pattern, { ...options, timezone: 'UTC' }).getPattern() !== undefined;
  } catch {
    return false;
  }
};

export const cronSchema = z
  .string()
  .max(200)
  .refine((pattern) => isCron(pattern), 'not-a-cron')
  .meta({ id: 'Cron', title: 'Schedule', examples: ['0 10 * * 1-5', '30 9 1 * *'] });

/** Weekends to look over before a schedule that skips them is taken for one that never fires. */
const weekendsTried = 60;

/**
 * The first time strictly after the moment, in its zone, in milliseconds; null when there is none. A local time that
 * does not exist fires at the first instant after the gap; one that occurs twice fires once, first.
 */
export function nextCron(pattern: string, after: Moment, { skipWeekends = false } = {}): Millis | null {
  const cron = new Cron(pattern, { ...options, timezone: after.zone });
  let from = after.ms;
  for (let tries = 0; tries <= weekendsTried; tries++) {
    const next = cron.nextRun(formatInstant(from, 'UTC'))?.getTime() ?? null;
    if (next === null || !skipWeekends) return next;
    const { weekday } = localTime({ ms: next, zone: after.zone });
    if (weekday < 6) return next;
    from = atTimeOfDay({ ms: next, zone: after.zone }, '00:00', 8 - weekday).ms - 1;
  }
  return null;
}

/** The next times of a schedule, for showing it to people. */
export function upcoming(pattern: string, after: Moment, count: number, rules: { skipWeekends?: boolean } = {}) {
  const times: Millis[] = [];
  for (let from: Moment = after; times.length < count; ) {
    const next = nextCron(pattern, from, rules);
    if (next === null) break;
    times.push(next);
    from = { ms: next, zone: after.zone };
  }
  return times;
}
