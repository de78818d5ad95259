/** One cell of text into a value of ours. Null means that the text is no such value. */
import { isZone, parseInstant } from '../sdk/time.ts';
import { type DateOrder, isoOf, yearFirst, yearLast } from '../sdk/typed.ts';
import { singleZones } from './single-zones.ts';

export { type DateOrder, date, email, number, phone } from '../sdk/typed.ts';

/** Without the invisible characters that spreadsheets and web pages leave behind. */
export const clean = (text: string): string => text.replace(/[\p{Cc}\u200b\u200e\u200f\ufeff]+/gu, ' ').trim();

const yes = new Set(['yes', 'y', 'true', '1', 'да', 'так', 'on', 'истина', 'істина', '+']);
const no = new Set(['no', 'n', 'false', '0', 'нет', 'ні', 'off', 'ложь', 'хибність', '-']);

export function bool(text: string): boolean | null {
  const word = text.toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
}

/** A word for yes or no, as opposed to 1 and 0 which may be counts. */
export const isBooleanWord = (text: string): boolean => (text.length > 1 ? bool(text) !== null : false);

/** Digits that are a name rather than an amount: `007`, or more of them than a number holds. */
export const isCode = (text: string): boolean => /^(?:0\d+|\d{16,})$/.test(text);

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
