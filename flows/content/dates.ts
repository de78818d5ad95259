/** Dates as texts show them: in the contact's zone and language. */
import { formatInstant, type Millis, parseInstant } from '../sdk/time.ts';

export interface Locale {
  /** IANA zone. */
  zone: string;
  /** BCP 47, such as `uk`. */
  language: string;
}

/** A number under this is seconds since the epoch, as other Liquid engines count; anything else milliseconds. */
const firstMillis = 1e11;

/** Null when the value is no time. A date without a time is midnight in the zone. */
export function instantOf(value: unknown, zone: string): Millis | null {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return null;
    const ms = Math.abs(value) < firstMillis ? value * 1000 : value;
    return Math.abs(ms) <= 8.64e15 ? Math.round(ms) : null;
  }
  return typeof value === 'string' ? parseInstant(value.trim(), zone) : null;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: Locale, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale.language} ${locale.zone} ${name}`;
  let found = formatters.get(key);
  if (found === undefined) {
    const all = { ...options, timeZone: locale.zone };
    try {
      found = new Intl.DateTimeFormat(locale.language, all);
    } catch {
      found = new Intl.DateTimeFormat('en', all);
    }
    if (formatters.size < 2000) formatters.set(key, found);
  }
  return found;
}

const styles = new Set(['full', 'long', 'medium', 'short']);

function part(
  locale: Locale,
  ms: Millis,
  name: string,
  options: Intl.DateTimeFormatOptions,
  type: Intl.DateTimeFormatPartTypes,
): string {
  const parts = formatter(locale, name, options).formatToParts(ms);
  return parts.find((candidate) => candidate.type === type)?.value ?? '';
}

const dayOfYear = (year: number, month: number, day: number): number =>
  Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;

const padded = (value: number, width: number, fill: string, flag: string): string => {
  if (flag === '-') return String(value);
  return String(value).padStart(width, flag === '_' ? ' ' : flag === '0' ? '0' : fill);
};

function directive(letter: string, flag: string, ms: Millis, locale: Locale): string | null {
  // `2026-03-29T04:00:00+03:00`, perhaps with milliseconds: what the clock on the wall shows.
  const iso = formatInstant(ms, locale.zone);
  const [year = 0, month = 1, day = 1] = iso.slice(0, 10).split('-').map(Number);
  const [hour = 0, minute = 0, second = 0] = iso.slice(11, 19).split(':').map(Number);
  const offset = iso.endsWith('Z') ? '+00:00' : iso.slice(-6);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const two = (value: number, fill = '0') => padded(value, 2, fill, flag);
  const again = (format: string) => strftime(ms, format, locale);
  switch (letter) {
    case 'Y':
      return String(year);
    case 'y':
      return two(year % 100);
    case 'm':
      return two(month);
    case 'd':
      return two(day);
    case 'e':
      return two(day, ' ');
    case 'j':
      return padded(dayOfYear(year, month, day), 3, '0', flag);
    case 'H':
      return two(hour);
    case 'k':
      return two(hour, ' ');
    case 'I':
      return two(hour % 12 || 12);
    case 'l':
      return two(hour % 12 || 12, ' ');
    case 'M':
      return two(minute);
    case 'S':
      return two(second);
    case 'L':
      return String(((ms % 1000) + 1000) % 1000).padStart(3, '0');
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'P':
      return hour < 12 ? 'am' : 'pm';
    case 'u':
      return String(weekday || 7);
    case 'w':
      return String(weekday);
    case 's':
      return String(Math.floor(ms / 1000));
    case 'z':
      return offset.replace(':', '');
    case 'Z':
      return part(locale, ms, 'zone', { timeZoneName: 'short' }, 'timeZoneName');
    // With a day beside it a month takes the form of running text: "5 марта", not "5 март".
    case 'B':
      return part(locale, ms, 'month', { month: 'long', day: 'numeric' }, 'month');
    case 'b':
    case 'h':
      return part(locale, ms, 'mon', { month: 'short', day: 'numeric' }, 'month');
    case 'A':
      return part(locale, ms, 'weekday', { weekday: 'long' }, 'weekday');
    case 'a':
      return part(locale, ms, 'wd', { weekday: 'short' }, 'weekday');
    case 'x':
      return formatter(locale, 'x', { dateStyle: 'short' }).format(ms);
    case 'X':
      return formatter(locale, 'X', { timeStyle: 'medium' }).format(ms);
    case 'c':
      return formatter(locale, 'c', { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
    case 'F':
      return again('%Y-%m-%d');
    case 'D':
      return again('%m/%d/%y');
    case 'T':
      return again('%H:%M:%S');
    case 'R':
      return again('%H:%M');
    case '%':
      return '%';
    default:
      return null;
  }
}

function strftime(ms: Millis, format: string, locale: Locale): string {
  return format.replace(/%([-_0^])?([A-Za-z%])/g, (whole, flag: string | undefined, letter: string) => {
    const text = directive(letter, flag ?? '', ms, locale);
    if (text === null) return whole;
    return flag === '^' ? text.toLocaleUpperCase(locale.language) : text;
  });
}

/** `format` is strftime's (`%d.%m.%Y`), or one of `full`, `long`, `medium`, `short` as the language writes dates. */
export function formatDate(ms: Millis, format: string, locale: Locale): string {
  if (!styles.has(format)) return strftime(ms, format.slice(0, 500), locale);
  return formatter(locale, format, { dateStyle: format as 'full' | 'long' | 'medium' | 'short' }).format(ms);
}
