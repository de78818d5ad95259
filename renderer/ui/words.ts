/** Durations, times and lists in words. Pure: the language decides, through the platform's own plural rules. */

type Unit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

const pattern =
  /^[+-]?P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const units: readonly Unit[] = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];

/** Feminine unit words whose singular changes in the accusative ("wait one week", "one week ago"). */
const accusative: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  ru: [
    [/неделя$/, 'неделю'],
    [/минута$/, 'минуту'],
    [/секунда$/, 'секунду'],
  ],
  uk: [
    [/година$/, 'годину'],
    [/хвилина$/, 'хвилину'],
    [/секунда$/, 'секунду'],
  ],
};

export interface DurationPart {
  amount: number;
  unit: Unit;
}

/** The parts of an ISO 8601 duration that are not zero; null when it is none. The sign is left out. */
export function durationParts(iso: string): DurationPart[] | null {
  const match = pattern.exec(iso);
  if (match === null || /[PT]$/.test(iso)) return null;
  const parts: DurationPart[] = [];
  units.forEach((unit, index) => {
    const text = match[index + 1];
    if (text !== undefined && Number(text) !== 0) parts.push({ amount: Number(text), unit });
  });
  return parts;
}

/** The unit a duration is written in, of `P0D` and `PT0S` too. */
export function zeroUnit(iso: string): Unit {
  if (/^[+-]?PT/.test(iso)) return /H/.test(iso) ? 'hour' : /S/.test(iso) ? 'second' : 'minute';
  return /Y/.test(iso) ? 'year' : /M/.test(iso) ? 'month' : /W/.test(iso) ? 'week' : 'day';
}

function partInWords(part: DurationPart, language: string, grammar: 'plain' | 'object'): string {
  const text = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: part.unit,
    unitDisplay: 'long',
    maximumFractionDigits: 3,
  }).format(part.amount);
  if (grammar === 'plain') return text;
  const changes = accusative[language.split('-')[0] ?? ''] ?? [];
  return changes.reduce((words, [from, to]) => words.replace(from, to), text);
}

/**
 * `P3D` as "3 days", `PT36H` as "36 hours", `P1DT2H` as "1 day, 2 hours". `grammar: 'object'` gives the form that stands
 * after "in the last" or before "ago". What is no duration comes back as it is.
 */
export function durationInWords(iso: string, language: string, grammar: 'plain' | 'object' = 'plain'): string {
  const parts = durationParts(iso);
  if (parts === null) return iso;
  const shown = parts.length === 0 ? [{ amount: 0, unit: zeroUnit(iso) }] : parts;
  return listInWords(
    shown.map((part) => partInWords(part, language, grammar)),
    language,
    'unit',
  );
}

/** "a, b and c" (`conjunction`), "a, b or c" (`disjunction`), "a, b, c" (`unit`). */
export function listInWords(
  items: readonly string[],
  language: string,
  type: 'conjunction' | 'disjunction' | 'unit' = 'conjunction',
): string {
  return new Intl.ListFormat(language, { type, style: type === 'unit' ? 'short' : 'long' }).format(items);
}

export const numberInWords = (value: number, language: string): string => new Intl.NumberFormat(language).format(value);

/** An ISO date or instant in the language; a bare date stays that date in every zone. Other texts come back as they are. */
export function dateInWords(iso: string, language: string, timeZone?: string): string {
  const dateOnly = /^\d{4}-\d\d-\d\d$/.test(iso);
  const at = new Date(dateOnly ? `${iso}T00:00:00Z` : iso);
  if (Number.isNaN(at.getTime())) return iso;
  const zone = dateOnly ? 'UTC' : timeZone;
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    ...(dateOnly ? {} : { timeStyle: 'short' as const }),
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(at);
}

/** Names of the weekdays, Monday first: 1 Monday to 7 Sunday. */
export function weekdayName(weekday: number, language: string, width: 'long' | 'short' = 'long'): string {
  // 2024-01-01 was a Monday.
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, weekday)),
  );
}

/** A language's own name in the UI's language: `uk` as "Ukrainian". */
export function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
