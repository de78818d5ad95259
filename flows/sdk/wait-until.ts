/**
 * When a wait ends: a length of time, a time of day, weekdays and hours, read in the contact's zone. The promises are in
 * docs/engine.md, "Waiting". Weekdays and windows move the end forward, never back.
 */
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { addDuration, atTimeOfDay, isCalendarDuration, type Moment, timeOfDaySchema } from './time.ts';

/** Hours of the day, `from` included, `to` not. `22:00` to `06:00` crosses midnight and belongs to the day it opens on. */
export const windowSchema = z
  .strictObject({
    from: timeOfDaySchema.meta({ title: 'From' }),
    to: timeOfDaySchema.meta({ title: 'To', description: 'Earlier than "from" means the next morning.' }),
  })
  .refine(({ from, to }) => from !== to, { message: 'empty-window', path: ['to'] })
  .meta({ title: 'Hours' });

export type Window = z.output<typeof windowSchema>;

export interface WaitRule {
  /** ISO duration. */
  for?: string | undefined;
  /** `HH:MM`. */
  at?: string | undefined;
  /** 1 Monday to 7 Sunday; with a window that crosses midnight, the day it opens on. */
  weekdays?: readonly number[] | undefined;
  window?: Window | undefined;
}

type Allowed = Pick<WaitRule, 'weekdays' | 'window'>;

/** Days looked at before giving up: two weeks hold every weekday twice, also around a day that a zone skipped. */
const horizon = 15;

const overnight = ({ from, to }: Window): boolean => to < from;

/** Does the clock show a time within the window? Compares `HH:MM` only. */
export const isTimeInWindow = (time: string, window: Window): boolean =>
  overnight(window) ? time >= window.from || time < window.to : time >= window.from && time < window.to;

const zoned = (moment: Moment): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(moment.ms).toZonedDateTimeISO(moment.zone);

const weekdayAfter = (moment: Moment, days: number): number => zoned(moment).toPlainDate().add({ days }).dayOfWeek;

const dayAllowed = (moment: Moment, days: number, weekdays: readonly number[] | undefined): boolean =>
  weekdays === undefined || weekdays.includes(weekdayAfter(moment, days));

/** The window that opens on the moment's date moved by `days`: milliseconds, the end not included. */
const opening = (moment: Moment, window: Window, days: number): { from: number; to: number } => ({
  from: atTimeOfDay(moment, window.from, days).ms,
  to: atTimeOfDay(moment, window.to, overnight(window) ? days + 1 : days).ms,
});

/** May a wait end at the moment? */
export function isAllowed(moment: Moment, { weekdays, window }: Allowed): boolean {
  if (window === undefined) return dayAllowed(moment, 0, weekdays);
  return [-1, 0].some((days) => {
    const { from, to } = opening(moment, window, days);
    return moment.ms >= from && moment.ms < to && dayAllowed(moment, days, weekdays);
  });
}

/**
 * The first allowed moment that is not before the one given. Without a window only the date moves, the time of day stays:
 * a wait that ends on Saturday at 15:20 and may end on weekdays ends on Monday at 15:20, not at midnight.
 */
export function firstAllowed(moment: Moment, allowed: Allowed): Moment {
  if (isAllowed(moment, allowed)) return moment;
  const { weekdays, window } = allowed;
  for (let days = 0; days < horizon; days++) {
    if (!dayAllowed(moment, days, weekdays)) continue;
    if (window === undefined) {
      const same = sameTime(moment, days);
      // A zone that skipped the whole day shows the next one instead.
      if (isAllowed(same, allowed)) return same;
      continue;
    }
    const { from, to } = opening(moment, window, days);
    if (from >= moment.ms && from < to) return { ms: from, zone: moment.zone };
  }
  return moment;
}

/** The same time on the clock, some days later; in a gap the first instant after it. */
function sameTime(moment: Moment, days: number): Moment {
  const time = zoned(moment).toPlainTime();
  const minute = atTimeOfDay(moment, time.toString({ smallestUnit: 'minute' }), days);
  const shown = zoned(minute).toPlainTime();
  const inGap = shown.hour !== time.hour || shown.minute !== time.minute;
  return inGap ? minute : { ms: minute.ms + time.second * 1000 + time.millisecond, zone: moment.zone };
}

const withClockPart = (duration: string): boolean => {
  const { hours, minutes, seconds, milliseconds } = Temporal.Duration.from(duration);
  return hours !== 0 || minutes !== 0 || seconds !== 0 || milliseconds !== 0;
};

/** Whole days (`P1D`, `P0D`, `P1M`): with a time of day they count dates, not hours. */
const countsDates = (duration: string): boolean =>
  !withClockPart(duration) && (isCalendarDuration(duration) || duration.includes('D') || !duration.includes('T'));

/** The given time of day on the first date on which it is not before the moment. */
function firstAt(moment: Moment, at: string): Moment {
  const today = atTimeOfDay(moment, at);
  return today.ms >= moment.ms ? today : atTimeOfDay(moment, at, 1);
}

/** The moment's date moved by whole days, weeks, months or years, at the time of day. */
function dateAt(moment: Moment, duration: string, at: string): Moment {
  const date = zoned(moment).toPlainDate();
  const days = date.until(date.add(Temporal.Duration.from(duration)), { largestUnit: 'day' }).days;
  return atTimeOfDay(moment, at, days);
}

/** Moves a time of day on to the first day on which it is allowed; when no day allows it, to where the window opens. */
function atAllowed(first: Moment, at: string, allowed: Allowed): Moment {
  for (let days = 0; days < horizon; days++) {
    const candidate = atTimeOfDay(first, at, days);
    if (candidate.ms >= first.ms && isAllowed(candidate, allowed)) return candidate;
  }
  return firstAllowed(first, allowed);
}

/** Moves an end on to where weekdays and hours allow it, at the same time of day where that can be. */
export const moveOn = (end: Moment, { at, weekdays, window }: Omit<WaitRule, 'for'>): Moment =>
  at === undefined ? firstAllowed(end, { weekdays, window }) : atAllowed(end, at, { weekdays, window });

/** When a wait that begins at the moment ends, in the moment's zone. Never before the moment. */
export function nextAllowed(now: Moment, { for: duration = 'PT0S', at, weekdays, window }: WaitRule): Moment {
  const allowed = { weekdays, window };
  if (at === undefined) return firstAllowed(addDuration(now, duration), allowed);
  if (!countsDates(duration)) return atAllowed(firstAt(addDuration(now, duration), at), at, allowed);
  const onDate = dateAt(now, duration, at);
  return atAllowed(onDate.ms > now.ms ? onDate : atTimeOfDay(now, at, 1), at, allowed);
}

/** A date as it was found, with what people meant by it. */
export interface DateTarget {
  /** When the wait would end, before weekdays and windows move it. */
  end: Moment;
  /** The date has passed when the clock shows more than this: a date without a time lasts till its day is over. */
  passesAt: Moment;
}

/**
 * A date to wait for. `text` is an ISO instant, local date-time or date of the zone; null when it is none. A signed
 * `offset` moves it. With a time of day only the date counts (`P1D` before an evening, at 10:00, is 10:00 the day
 * before), unless the offset has hours: then it is the first such time after.
 */
export function dateTarget(
  text: string,
  zone: string,
  { offset = 'PT0S', at }: { offset?: string | undefined; at?: string | undefined },
  parse: (text: string, zone: string) => number | null,
): DateTarget | null {
  const ms = parse(text, zone);
  if (ms === null) return null;
  const moved = addDuration({ ms, zone }, offset);
  if (at !== undefined) {
    const end = withClockPart(offset) ? firstAt(moved, at) : atTimeOfDay(moved, at);
    return { end, passesAt: end };
  }
  const wholeDay = /^\d{4}-\d\d-\d\d$/.test(text) && !withClockPart(offset);
  return { end: moved, passesAt: wholeDay ? { ms: addDuration(moved, 'P1D').ms - 1, zone } : moved };
}
