/**
 * Text that people type, read as a value: by imports, by forms, by blocks that ask. Null means that the text is no such value.
 */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { formatInstant, parseInstant } from './time.ts';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** In lower case. */
export function email(text: string): string | null {
  const value = text.replace(/^mailto:/i, '').toLowerCase();
  if (value.length > 254 || value.includes('..')) return null;
  return /^[^\s@,;:<>()[\]"]+@[^\s@.,;<>()]+(?:\.[^\s@.,;<>()]+)+$/.test(value) ? value : null;
}

const possible = new Map<string, boolean>();

/** E.164. `hint` is the country of numbers written without one. */
export function phone(text: string, hint: string | null): string | null {
  const compact = text.replace(/[\s().\-\u00a0/]/g, '');
  if (/^\+[1-9]\d{6,14}$/.test(compact)) {
    // Whether a number can be depends on its first digits and its length: few answers are computed.
    const shape = `${compact.slice(0, 5)}:${compact.length}`;
    let answer = possible.get(shape);
    if (answer === undefined) {
      answer = parsePhoneNumberFromString(compact)?.isPossible() === true;
      if (possible.size < 50_000) possible.set(shape, answer);
    }
    return answer ? compact : null;
  }
  if (!/\d/.test(text) || /[a-zа-яіїєґ]{3}/i.test(text)) return null;
  // Without a plus it is a guess: only a number that is really given out somewhere will do.
  const guess = (number: string, country?: CountryCode) => {
    const parsed = parsePhoneNumberFromString(number, country);
    return parsed?.isValid() === true ? parsed.number : null;
  };
  if (compact.startsWith('00')) return guess(`+${compact.slice(2)}`);
  if (hint !== null) return guess(text, hint as CountryCode);
  return /^[1-79]\d{10,14}$/.test(text) ? guess(`+${text}`) : null;
}

const plain = /^-?(?:0|[1-9]\d*)(?:[.,]\d+)?$/;
const grouped = /^-?[1-9]\d{0,2}(?:[ \u00a0\u202f']\d{3})+(?:[.,]\d+)?$/;
const english = /^-?[1-9]\d{0,2}(?:,\d{3})+\.\d+$|^-?[1-9]\d{0,2}(?:,\d{3}){2,}$/;
const continental = /^-?[1-9]\d{0,2}(?:\.\d{3})+,\d+$|^-?[1-9]\d{0,2}(?:\.\d{3}){2,}$/;

/** `12`, `-3,5`, `1 234,50`, `1,234.50`, `1.234,50`. A single comma or point is the decimal one. */
export function number(text: string): number | null {
  let digits = text;
  if (plain.test(text)) digits = text.replace(',', '.');
  else if (grouped.test(text)) digits = text.replace(/[ \u00a0\u202f']/g, '').replace(',', '.');
  else if (english.test(text)) digits = text.replace(/,/g, '');
  else if (continental.test(text)) digits = text.replace(/\./g, '').replace(',', '.');
  else return null;
  if (digits.replace(/\D/g, '').length > 15) return null;
  return Number(digits);
}

export const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](.+))?$/;
export const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,? +(.+)|T(.+))?$/;
const clock = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?([ap])\.?m\.?)?(Z|[+-]\d\d:?\d\d)?$/i;

const two = (value: number): string => String(value).padStart(2, '0');

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** ISO text: `1983-08-19`, or a local or absolute date-time. Years first are read whatever the order says. */
export function isoOf(text: string, order: DateOrder): string | null {
  const a = yearFirst.exec(text);
  const b = a === null ? yearLast.exec(text) : null;
  const match = a ?? b;
  if (match === null || (b !== null && order === 'ymd')) return null;
  const numbers =
    a !== null ? [a[1], a[3], a[4]] : order === 'mdy' ? [b?.[4], b?.[1], b?.[3]] : [b?.[4], b?.[3], b?.[1]];
  const [year, month, day] = numbers.map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  const rest = a !== null ? a[5] : (b?.[5] ?? b?.[6]);
  if (rest === undefined || rest.trim() === '') return date;
  const time = clock.exec(rest.trim());
  if (time === null) return null;
  let hour = Number(time[1]);
  const half = time[5]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  const [minute, second] = [Number(time[2]), Number(time[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fraction = time[4] === undefined ? '' : `.${time[4]}`;
  const offset =
    time[6] === undefined ? '' : time[6] === 'Z' || time[6] === 'z' ? 'Z' : time[6].replace(/^(...)(\d\d)$/, '$1:$2');
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${offset}`;
}

/** For an attribute: a day stays a day (`1983-08-19`), a time becomes an instant with the zone's offset. */
export function date(text: string, order: DateOrder, zone: string): string | null {
  const iso = isoOf(text, order);
  if (iso === null || iso.length === 10) return iso;
  const ms = parseInstant(iso, zone);
  return ms === null ? null : formatInstant(ms, zone);
}
