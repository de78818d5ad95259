/** What rules compare: numbers, times and text, read the same way by the SQL form and the in-memory form. */
import { type Millis, parseInstant } from '../sdk/time.ts';

export type Scalar = string | number | boolean;

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

const plainNumber = /^-?\d{1,300}(?:\.\d{1,300})?$/;

/** A number, or text that is plainly a number (`12`, `-3.5`); null for all else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && plainNumber.test(value) ? Number(value) : null;
}

/** Without regard to case, for all of Unicode: `ÉCOLE`, `ПРИВІТ`. */
export const fold = (text: string): string => text.toLowerCase();

const timeText = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?$/;
const cache = new Map<string, Millis | null>();

/** Reads a stored time: an ISO instant, or a local date or date-time in the zone. Null for text that is no time. */
export function timeOfText(text: string, zone: string): Millis | null {
  const parts = timeText.exec(text);
  if (parts === null) return null;
  const key = `${zone} ${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const value = exactInstant(parts) ?? parseInstant(text.replace(' ', 'T'), zone);
  if (cache.size >= 20_000) cache.clear();
  cache.set(key, value);
  return value;
}

/** The usual case without the costs of a calendar library: a time with an offset, on a day that every month has. */
function exactInstant(parts: RegExpExecArray): Millis | null {
  const [, year, month, day, hour, minute, second, fraction, offset] = parts.map((part) => part ?? '');
  if (offset === '' || offset === undefined) return null;
  const [y, m, d, h, min, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (y < 1000 || m < 1 || m > 12 || d < 1 || d > 28 || h > 23 || min > 59 || s > 59) return null;
  const sign = offset.startsWith('-') ? -1 : 1;
  const shift = offset === 'Z' ? 0 : sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4)));
  if (Math.abs(shift) > 14 * 60) return null;
  const ms = Math.trunc(Number(`0.${fraction || '0'}`) * 1000 + 1e-6);
  return ((daysFromCivil(y, m, d) * 24 + h) * 60 + min - shift) * 60_000 + s * 1000 + ms;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant's algorithm). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Order by code points, as SQLite orders text; JavaScript's own order is by UTF-16 units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xHigh = x >= 0xd800 && x <= 0xdfff;
    const yHigh = y >= 0xd800 && y <= 0xdfff;
    if (xHigh !== yHigh) return xHigh ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** Adds up as money is added up: without the dust of binary fractions. */
export function makeSum(): { add(value: number): void; total(): number } {
  let sum = 0;
  let lost = 0;
  return {
    add(value) {
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    },
    total() {
      const exact = sum + lost;
      return Math.abs(exact) < 1e15 ? Number(exact.toFixed(6)) : exact;
    },
  };
}
