/** What is typed into a text by hand and says something else than the offer does. Found by its look, so only worth a warning. */
import type { Offer } from '../sdk/offer.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import { textFromHtml } from './text-from-html.ts';

export const contradictionKinds = ['percent', 'price', 'date', 'code'] as const;
export type ContradictionKind = (typeof contradictionKinds)[number];

export interface Contradiction {
  kind: ContradictionKind;
  /** As it stands in the text. */
  found: string;
}

/** Words for months by their beginnings: English, Russian and Ukrainian. */
const months: readonly (readonly string[])[] = [
  ['jan', 'янв', 'січ'],
  ['feb', 'фев', 'лют'],
  ['mar', 'мар', 'бер'],
  ['apr', 'апр', 'кві'],
  ['may', 'мая', 'май', 'тра'],
  ['jun', 'июн', 'чер'],
  ['jul', 'июл', 'лип'],
  ['aug', 'авг', 'сер'],
  ['sep', 'сен', 'вер'],
  ['oct', 'окт', 'жов'],
  ['nov', 'ноя', 'лис'],
  ['dec', 'дек', 'гру'],
];
const monthOf = (word: string): number | null => {
  const index = months.findIndex((names) => names.some((name) => word.toLowerCase().startsWith(name)));
  return index < 0 ? null : index + 1;
};
/** Whole words: a longer word that only begins like a month ("marketing") is none. */
const monthWord =
  '(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|' +
  'январ[яь]|феврал[яь]|марта?|апрел[яь]|ма[яй]|июн[яь]|июл[яь]|августа?|сентябр[яь]|октябр[яь]|ноябр[яь]|декабр[яь]|' +
  'січ(?:ня|ень)|лют(?:ого|ий)|берез(?:ня|ень)|квіт(?:ня|ень)|трав(?:ня|ень)|черв(?:ня|ень)|лип(?:ня|ень)|серп(?:ня|ень)|верес(?:ня|ень)|жовт(?:ня|ень)|листопада?|груд(?:ня|ень))';

interface Found {
  found: string;
  value: number | string;
}

/** The number of `1 234,50` and `1,234.50`. */
function amountOf(text: string): number {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '');
  const comma = plain.lastIndexOf(',');
  const dot = plain.lastIndexOf('.');
  // What comes last, with one or two digits behind it, separates the fraction.
  const last = Math.max(comma, dot);
  const fraction = last >= 0 && plain.length - last <= 3 ? plain.slice(last + 1) : '';
  const whole = (fraction === '' ? plain : plain.slice(0, last)).replace(/[.,]/g, '');
  return Number(fraction === '' ? whole : `${whole}.${fraction}`);
}

const amount = '\\d{1,3}(?:[ \\u00a0\\u202f]\\d{3})+(?:[.,]\\d{1,2})?|\\d+(?:[.,]\\d{3})*(?:[.,]\\d{1,2})?';
const sign = '[$€£₴₽]|(?<![\\p{L}])(?:UAH|USD|EUR|GBP|RUB|PLN|KZT|грн|руб(?:лей|ля|ль)?)(?![\\p{L}])';

const finders: Readonly<Record<ContradictionKind, (text: string) => Found[]>> = {
  percent: (text) =>
    [...text.matchAll(/(\d+(?:[.,]\d+)?)[\s\u00a0]?%/g)].map(([found, value = '']) => ({
      found,
      value: Number(value.replace(',', '.')),
    })),
  price: (text) =>
    [
      ...text.matchAll(new RegExp(`(?:${sign})\\.?[\\s\\u00a0]?(${amount})`, 'gu')),
      ...text.matchAll(new RegExp(`(${amount})[\\s\\u00a0]?(?:${sign})`, 'gu')),
    ].map(([found, value = '']) => ({ found, value: amountOf(value) })),
  date: (text) => {
    const at = (found: string, day: number, month: number | null): Found[] =>
      month === null || month < 1 || month > 12 || day < 1 || day > 31 ? [] : [{ found, value: dayName(month, day) }];
    return [
      ...[...text.matchAll(/(?<![\d.])(\d{4})-(\d\d)-(\d\d)(?!\d)/g)].flatMap(([found, , month, day]) =>
        at(found, Number(day), Number(month)),
      ),
      ...[...text.matchAll(/(?<![\d.,])(\d{1,2})\.(\d{2})(?:\.(?:\d{4}|\d{2}))?(?![\d%]|\s?%|\.\d)/g)].flatMap(
        ([found, day, month]) => at(found, Number(day), Number(month)),
      ),
      ...[...text.matchAll(new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?\\s(${monthWord})(?!\\p{L})`, 'giu'))].flatMap(
        ([found, day, word = '']) => at(found, Number(day), monthOf(word)),
      ),
      ...[...text.matchAll(new RegExp(`(?<!\\p{L})(${monthWord})\\s(\\d{1,2})(?!\\d)`, 'giu'))].flatMap(
        ([found, word = '', day]) => at(found, Number(day), monthOf(word)),
      ),
    ];
  },
  code: (text) =>
    [
      ...text.matchAll(
        /(?<!\p{L})(?:promo[\s-]?code|code|промокод\p{L}*|код\p{L}*)\s*[:\-–—]?\s*[«"“„']?([\p{Lu}\d][\p{Lu}\d_-]{2,})/giu,
      ),
    ]
      .filter(([, code = '']) => code === code.toUpperCase() && /\p{Lu}/u.test(code))
      .map(([, code = '']) => ({ found: code, value: code })),
};

const dayName = (month: number, day: number): string =>
  `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const dayOf = (at: Millis, zone: string): string => formatInstant(at, zone).slice(5, 10);

/** What the offer itself says, by kind; empty: nothing that a text could contradict. */
function saidBy(
  { percent, price, startsAt, endsAt, code }: Offer,
  zone: string,
): Record<ContradictionKind, (number | string)[]> {
  return {
    percent: percent === null ? [] : [percent],
    price: price === null ? [] : [price],
    // The end is the first instant after: at midnight, people name the day before.
    date: [startsAt, endsAt, endsAt === null ? null : endsAt - 1].flatMap((at) =>
      at === null ? [] : [dayOf(at, zone)],
    ),
    code: code.kind === 'same' ? [code.code.toUpperCase()] : [],
  };
}

/**
 * `offers`: those that the text is about. A value counts only where at least one of them says one of its kind, and none says
 * this one.
 */
export function contradictions(
  template: string,
  { html, offers, zone }: { html: boolean; offers: readonly Offer[]; zone: string },
): Contradiction[] {
  if (offers.length === 0) return [];
  const written = template.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, ' … ');
  const text = html ? textFromHtml(written) : written;
  const said = offers.map((offer) => saidBy(offer, zone));
  const result = new Map<string, Contradiction>();
  for (const kind of contradictionKinds) {
    const right = said.flatMap((one) => one[kind]);
    if (right.length === 0) continue;
    for (const { found, value } of finders[kind](text)) {
      if (!right.includes(value)) result.set(`${kind} ${found}`, { kind, found: found.trim() });
    }
  }
  return [...result.values()];
}
