/** Liquid filters of our own, and safe forms of those that liquidjs has. */
import type { Context, Liquid } from 'liquidjs';
import { KaskadError } from '../sdk/problem.ts';
import { formatDate, instantOf, type Locale } from './dates.ts';

interface FilterThis {
  context: Context;
}

const locales = new WeakMap<object, Locale>();

/** Filters find the contact's zone and language by the scope they run over; templates cannot see or change it. */
export const setLocale = (environment: object, locale: Locale): void => {
  locales.set(environment, locale);
};

const localeOf = (filter: FilterThis): Locale =>
  locales.get(filter.context.environments as object) ?? { zone: 'UTC', language: 'en' };

export const failed = (detail: string, details: Record<string, unknown> = {}): KaskadError =>
  new KaskadError('render-failed', detail, details);

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** What a value looks like in a text. Nothing at all is refused: an empty word would be sent. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    throw failed('A value in braces comes to nothing for this contact. Add | default: "…" with what to write instead.');
  }
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length > 0) return value.map(textOf).join(', ');
  if (Array.isArray(value)) throw failed('A list in braces is empty for this contact. Add | default: "…" to it.');
  if (typeof value === 'object') {
    throw failed(
      'A value in braces is a group of values, not one. Name the value inside it, such as event.customer.city.',
    );
  }
  return String(value);
}

const numberOf = (value: unknown, filter: string): number => {
  const number = typeof value === 'string' ? Number(value.trim().replace(',', '.')) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || value === '') {
    throw failed(`The filter "${filter}" needs a number, but the value is ${JSON.stringify(value) ?? 'nothing'}.`);
  }
  return number;
};

function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(language, options);
  } catch {
    return new Intl.NumberFormat('en', options);
  }
}

function date(this: FilterThis, value: unknown, format?: unknown): string {
  const locale = localeOf(this);
  const now: unknown = this.context.getSync(['now']);
  const ms = instantOf(value === 'now' || value === 'today' ? now : value, locale.zone);
  if (ms === null) {
    throw failed(
      `The filter "date" needs a date, but the value is ${JSON.stringify(value) ?? 'nothing'}. Dates are written like 2026-03-29 or 2026-03-29T10:00:00+03:00.`,
    );
  }
  return formatDate(ms, typeof format === 'string' && format !== '' ? format : 'medium', locale);
}

function money(this: FilterThis, value: unknown, currency?: unknown): string {
  const number = numberOf(value, 'money');
  const { language } = localeOf(this);
  const decimals = Number.isInteger(number) ? 0 : 2;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  if (currency === undefined) return numberFormat(language, digits).format(number);
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw failed(
      `The filter "money" needs a currency such as "UAH", but got ${JSON.stringify(currency) ?? 'nothing'}.`,
    );
  }
  return numberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...digits,
  }).format(number);
}

function number(this: FilterThis, value: unknown, decimals?: unknown): string {
  const options: Intl.NumberFormatOptions = {};
  if (decimals !== undefined) {
    const digits = Math.min(Math.max(Math.trunc(numberOf(decimals, 'number')), 0), 20);
    options.minimumFractionDigits = digits;
    options.maximumFractionDigits = digits;
  }
  return numberFormat(localeOf(this).language, options).format(numberOf(value, 'number'));
}

const unchanged = (value: unknown): unknown => value;

/** Filters that both kinds of parts have; in HTML parts everything is escaped on its way out, whatever a template says. */
export function registerFilters(engine: Liquid, html: boolean): void {
  engine.registerFilter('date', date);
  for (const name of ['date_to_string', 'date_to_long_string', 'date_to_rfc822', 'date_to_xmlschema']) {
    engine.registerFilter(name, function (this: FilterThis, value: unknown) {
      return date.call(this, value, name === 'date_to_xmlschema' ? '%FT%T%z' : '%d %b %Y');
    });
  }
  engine.registerFilter('money', money);
  engine.registerFilter('number', number);
  // `raw` would let a value of the contact through unescaped.
  engine.registerFilter('raw', unchanged);
  if (!html) return;
  for (const name of ['escape', 'escape_once', 'xml_escape', 'h']) engine.registerFilter(name, unchanged);
  engine.registerFilter('newline_to_br', {
    raw: true,
    handler: (value: unknown) => escapeHtml(textOf(value)).replace(/\r\n|\r|\n/g, '<br>\n'),
  });
}
