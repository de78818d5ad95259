/** One cell of text into a value of ours. Null means that the text is no such value. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { formatInstant, isZone, parseInstant } from '../sdk/time.ts';
import { singleZones } from './single-zones.ts';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** Without the invisible characters that spreadsheets and web pages leave behind. */
export const clean = (text: string): string => text.replace(/[\p{Cc}\u200b\u200e\u200f\ufeff]+/gu, ' ').trim();

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

const yes = new Set(['yes', 'y', 'true', '1', 'да', 'так', 'on', 'истина', 'істина', '+']);
const no = new Set(['no', 'n', 'false', '0', 'нет', 'ні', 'off', 'ложь', 'хибність', '-']);

export function bool(text: string): boolean | null {
  const word = text.toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
}

/** A word for yes or no, as opposed to 1 and 0 which may be counts. */
export const isBooleanWord = (text: string): boolean => (text.length > 1 ? bool(text) !== null : false);

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

/** Digits that are a name rather than an amount: `007`, or more of them than a number holds. */
export const isCode = (text: string): boolean => /^(?:0\d+|\d{16,})$/.test(text);

const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](.+))?$/;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,? +(.+)|T(.+))?$/;
const clock = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?([ap])\.?m\.?)?(Z|[+-]\d\d:?\d\d)?$/i;

export interface DateParts {
  first: number;
  second: number;
  yearFirst: boolean;
  separator: string;
}

/** The two numbers beside the year, when the text has the shape of a date. */
export function dateParts(text: string): DateParts | null {
  const a = yearFirst.exec(text);
  if (a !== null) return { first: Number(a[3]), second: Number(a[4]), yearFirst: true, separator: a[2] ?? '' };
  const b = yearLast.exec(text);
  return b === null ? null : { first: Number(b[1]), second: Number(b[3]), yearFirst: false, separator: b[2] ?? '' };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** ISO text: `1983-08-19`, or a local or absolute date-time. Years first are read whatever the order says. */
function isoOf(text: string, order: DateOrder): string | null {
  const a = yearFirst.exec(text);
  const b = a === null ? yearLast.exec(text) : null;
  const match = a ?? b;
  if (match === null || (b !== null && order === 'ymd')) return null;
  const numbers =
    a !== null ? [a[1], a[3], a[4]] : order === 'mdy' ? [b?.[4], b?.[1], b?.[3]] : [b?.[4], b?.[3], b?.[1]];
  const [year, month, day] = numbers.map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
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

const instants = new Map<string, number | null>();

/** Milliseconds; a day without a time is its midnight in the zone. */
export function instant(text: string, order: DateOrder, zone: string): number | null {
  const key = `${order}${zone} ${text}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  const iso = isoOf(text, order);
  const ms = iso === null ? null : parseInstant(iso, zone);
  if (instants.size >= 20_000) instants.clear();
  instants.set(key, ms);
  return ms;
}

export const zone = (text: string): string | null => (isZone(text) ? text : null);

const spoken = ['en', 'ru', 'uk'] as const;
const languageAliases: Readonly<Record<string, string>> = {
  ua: 'uk',
  укр: 'uk',
  рус: 'ru',
  eng: 'en',
  rus: 'ru',
  ukr: 'uk',
  англ: 'en',
};
const countryAliases: Readonly<Record<string, string>> = {
  usa: 'US',
  uk: 'GB',
  сша: 'US',
  англия: 'GB',
  англія: 'GB',
  england: 'GB',
  ukr: 'UA',
  rus: 'RU',
  украина: 'UA',
  ukraine: 'UA',
};

/** Names of languages or countries in English, Russian and Ukrainian, made once when first needed. */
function nameTable(type: 'language' | 'region'): { codes: Set<string>; names: Map<string, string> } {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const codes = new Set<string>();
  const names = new Map<string, string>();
  for (const tongue of [...spoken, 'native' as const]) {
    for (const a of letters) {
      for (const b of letters) {
        const code = type === 'region' ? (a + b).toUpperCase() : a + b;
        const speaker = tongue === 'native' ? (type === 'language' ? code : 'en') : tongue;
        const name = new Intl.DisplayNames(speaker, { type, fallback: 'none' }).of(code);
        if (name === undefined) continue;
        codes.add(code);
        const word = name.toLowerCase();
        if (!names.has(word)) names.set(word, code);
      }
    }
  }
  return { codes, names };
}

let languages: ReturnType<typeof nameTable> | null = null;
let regions: ReturnType<typeof nameTable> | null = null;

/** Two letters: `uk`, `Ukrainian`, `українська`, `uk-UA`. */
export function language(text: string): string | null {
  const word = text.toLowerCase();
  const alias = languageAliases[word];
  if (alias !== undefined) return alias;
  languages ??= nameTable('language');
  const primary = word.split(/[-_]/)[0] ?? '';
  if (primary.length === 2) return languages.codes.has(primary) ? (languageAliases[primary] ?? primary) : null;
  return languages.names.get(word) ?? null;
}

/** ISO 3166-1 alpha-2: `UA`, `Ukraine`, `Украина`, `Україна`. */
export function country(text: string): string | null {
  const word = text.toLowerCase();
  const alias = countryAliases[word];
  if (alias !== undefined) return alias;
  regions ??= nameTable('region');
  const code = text.toUpperCase();
  if (code.length === 2) return regions.codes.has(code) ? code : null;
  return regions.names.get(word) ?? null;
}

/** The country whose one zone this is: the guess for phones written without a country. */
export function countryOfZone(name: string): string | null {
  for (const [code, zoneName] of singleZones) if (zoneName === name) return code;
  return null;
}

/** Split by `;` or `,`. */
export const tags = (text: string): string[] => [
  ...new Set(
    text
      .split(/[;,]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];
