/**
 * Time for pure code: a moment is milliseconds since the epoch plus the IANA zone in which people read it.
 * Nothing here reads a clock.
 */
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number;

export interface Moment {
  readonly ms: Millis;
  /** IANA name, such as `Europe/Kyiv`. */
  readonly zone: string;
}

const durationPattern =
  /^-?P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/;

/** ISO 8601 duration without sign: `P3D`, `PT24H`, `P1M`. */
export const durationSchema = z
  .string()
  .max(40, 'not-a-duration')
  .regex(/^P/, 'not-a-duration')
  .refine((text) => isDuration(text), 'not-a-duration')
  .meta({ id: 'Duration', title: 'ISO 8601 duration', examples: ['P3D', 'PT24H'] });

/** `HH:MM`, 00:00 to 23:59. */
export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not-a-time')
  .meta({ id: 'TimeOfDay', title: 'Time of day', examples: ['10:00'] });

export const zoneSchema = z.string().refine((zone) => isZone(zone), 'unknown-zone');

const zones = new Map<string, boolean>();

/** True for an IANA zone name this machine knows. Cached: asking costs a formatter. */
export function isZone(zone: string): boolean {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  let valid = false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    valid = /^[A-Za-z]/.test(zone);
  } catch {
    valid = false;
  }
  if (zones.size < 5000) zones.set(zone, valid);
  return valid;
}

/** Longer ones are a slip of the hand, and the calendar cannot always hold them. */
const longestDays = 366 * 200;

const durations = new Map<string, boolean>();

/** True for an ISO 8601 duration, signed or not, of at most two hundred years. Cached: rules ask for every contact. */
export function isDuration(text: string): boolean {
  if (!durationPattern.test(text)) return false;
  let known = durations.get(text);
  if (known === undefined) {
    known = isShortEnough(text);
    if (durations.size < 10_000) durations.set(text, known);
  }
  return known;
}

function isShortEnough(text: string): boolean {
  try {
    return Math.abs(Temporal.Duration.from(text).total({ unit: 'days', relativeTo: '2024-01-01' })) <= longestDays;
  } catch {
    return false;
  }
}

const parsed = new Map<string, Temporal.Duration>();

function parse(duration: string): Temporal.Duration {
  let value = parsed.get(duration);
  if (value === undefined) {
    value = Temporal.Duration.from(duration);
    if (parsed.size < 10_000) parsed.set(duration, value);
  }
  return value;
}

const hasCalendarPart = (d: Temporal.Duration): boolean =>
  d.years !== 0 || d.months !== 0 || d.weeks !== 0 || d.days !== 0;

/**
 * Adds an ISO duration (signed allowed). Days, weeks, months and years are of the calendar in the moment's zone; hours,
 * minutes and seconds are exact. A local time that does not exist becomes the first instant after the gap; one that
 * occurs twice is the first of the two (RFC 5545's and Temporal's `compatible`).
 */
export function addDuration(moment: Moment, duration: string): Moment {
  const d = parse(duration);
  if (!hasCalendarPart(d)) return { ms: moment.ms + Math.round(d.total('milliseconds')), zone: moment.zone };
  const key = `${moment.ms} ${moment.zone} ${duration}`;
  let ms = calendarSums.get(key);
  if (ms === undefined) {
    const at = Temporal.Instant.fromEpochMilliseconds(moment.ms).toZonedDateTimeISO(moment.zone);
    ms = at.add(d).epochMilliseconds;
    if (calendarSums.size >= mostSums) calendarSums.clear();
    calendarSums.set(key, ms);
  }
  return { ms, zone: moment.zone };
}

/** On a virtual clock thousands wait the same from the same instant, and the calendar is asked slowly. */
const calendarSums = new Map<string, Millis>();
const mostSums = 500;

/** True when the duration counts whole calendar days or more (`P1D`), not hours (`PT24H`). */
export const isCalendarDuration = (duration: string): boolean => hasCalendarPart(parse(duration));

export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
}

/** What the clock on the wall shows at the moment. */
export function localTime(moment: Moment): LocalTime {
  const at = Temporal.Instant.fromEpochMilliseconds(moment.ms).toZonedDateTimeISO(moment.zone);
  return { year: at.year, month: at.month, day: at.day, hour: at.hour, minute: at.minute, weekday: at.dayOfWeek };
}

/** The local time of day, as `HH:MM`. */
export function clockOf(moment: Moment): string {
  const { hour, minute } = localTime(moment);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/**
 * The moment's local date, moved by `days`, at `HH:MM` on the wall. In a gap: the first instant after it. Twice: the
 * first.
 */
export function atTimeOfDay(moment: Moment, time: string, days = 0): Moment {
  const date = Temporal.Instant.fromEpochMilliseconds(moment.ms)
    .toZonedDateTimeISO(moment.zone)
    .toPlainDate()
    .add({ days });
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const at = wall.toZonedDateTime(moment.zone);
  if (at.toPlainDateTime().equals(wall)) return { ms: at.epochMilliseconds, zone: moment.zone };
  const before = wall.toZonedDateTime(moment.zone, { disambiguation: 'earlier' });
  const transition = before.getTimeZoneTransition('next');
  return { ms: transition === null ? at.epochMilliseconds : transition.epochMilliseconds, zone: moment.zone };
}

/**
 * Reads an instant: ISO with offset or `Z`; a date or a local date-time is of the zone given.
 * Returns null for anything else.
 */
export function parseInstant(text: string, zone: string): Millis | null {
  try {
    if (/(?:[zZ]|[+-]\d\d(?::?\d\d)?)$/.test(text) && text.includes('T'))
      return Temporal.Instant.from(text).epochMilliseconds;
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return Temporal.PlainDate.from(text).toZonedDateTime(zone).epochMilliseconds;
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** ISO with the zone's offset, to the second, or to the millisecond when it has one: `1997-01-01T00:00:00+02:00`. */
export function formatInstant(ms: Millis, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', smallestUnit: ms % 1000 === 0 ? 'second' : 'millisecond' });
}

/** A rule's time: an ISO instant or date, or a signed duration from now (`-P90D`). Null when it is neither. */
export function resolveTime(text: string, now: Moment): Millis | null {
  if (isDuration(text)) return addDuration(now, text).ms;
  return parseInstant(text, now.zone);
}
