/** When a date comes: once, or on the same day of each year. */
import { atTimeOfDay, isZone, localTime, type Millis, type Moment, parseInstant } from '../../flows/sdk/time.ts';
import type { leapRules } from './schema.ts';

export interface DateRule {
  /** Before (negative) or after. */
  days: number;
  /** `HH:MM` */
  at: string;
  yearly: boolean;
  leap: (typeof leapRules)[number];
}

interface Day {
  year: number;
  month: number;
  day: number;
}

/** Eight years hold a leap year, also around 1900 and 2100, and one more for the days after. */
const yearsAhead = 10;

const two = (value: number): string => String(value).padStart(2, '0');
const textOf = ({ year, month, day }: Day): string => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The day a value names: a date, the date of a local time, or that of an instant as the contact's clock shows it. */
export function dayOf(value: unknown, zone: string): Day | null {
  if (typeof value !== 'string' || !isZone(zone)) return null;
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:$|[T ])/.exec(value);
  const ms = parts === null ? null : parseInstant(value, zone);
  if (parts === null || ms === null) return null;
  if (/(?:[zZ]|[+-]\d\d(?::?\d\d)?)$/.test(value.slice(10))) {
    const { year, month, day } = localTime({ ms, zone });
    return { year, month, day };
  }
  return { year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) };
}

/** The day in a year; null where the year has none. */
function inYear(date: Day, year: number, leap: DateRule['leap']): Day | null {
  if (date.month !== 2 || date.day !== 29 || isLeap(year)) return { ...date, year };
  if (leap === 'leap-only') return null;
  return leap === 'mar-1' ? { year, month: 3, day: 1 } : { year, month: 2, day: 28 };
}

/**
 * The first occurrence strictly after the moment, in its zone, and of a later day than `last`. `day` is the date itself,
 * not moved by `days`: it names the occurrence whatever the time of day and the zone.
 */
export function nextOccurrence(
  value: unknown,
  rule: DateRule,
  after: Moment,
  last: string | null,
): { at: Millis; day: string } | null {
  const date = dayOf(value, after.zone);
  if (date === null) return null;
  const first = rule.yearly ? Math.max(date.year, localTime(after).year - 2) : date.year;
  for (let year = first; year <= first + (rule.yearly ? yearsAhead + 2 : 0); year++) {
    const there = rule.yearly ? inYear(date, year, rule.leap) : date;
    if (there === null) continue;
    const day = textOf(there);
    if (last !== null && day <= last) continue;
    const noon = parseInstant(`${day}T12:00`, after.zone);
    if (noon === null) return null;
    const at = atTimeOfDay({ ms: noon, zone: after.zone }, rule.at, rule.days).ms;
    if (at > after.ms) return { at, day };
  }
  return null;
}
