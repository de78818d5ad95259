/** What the columns of a file of events most likely are, by their names and their first values. */
import { keyColumn, mapByName } from '../tables/map-columns.ts';
import { clean, dateParts, email, phone } from '../tables/normalise.ts';

export interface EventsGuess {
  type: string;
  contact: string;
  at: string;
  key: string | null;
  mapping: Record<string, string>;
}

const when =
  /^(?:at|date|time|datetime|timestamp|created( at)?|ordered( at)?|дата.*|время|час|когда|коли|створено|создан.*)$/iu;
const orderKey =
  /^(?:order[ _-]?(?:id|no|number)|event[ _-]?id|№ ?(?:заказа|замовлення)|номер (?:заказа|замовлення)|заказ|замовлення)$/iu;
const orders = /order|заказ|замовл/iu;

export function guessEvents(
  columns: readonly string[],
  sample: readonly (readonly string[])[],
  fileName: string,
): EventsGuess {
  const valuesOf = (column: string): string[] => {
    const index = columns.indexOf(column);
    return sample.map((row) => clean(row[index] ?? '')).filter((text) => text !== '');
  };
  const mostly = (column: string, is: (text: string) => boolean): boolean => {
    const values = valuesOf(column);
    return values.length > 0 && values.filter(is).length >= values.length * 0.8;
  };
  const key = columns.find((column) => orderKey.test(column.trim())) ?? null;
  const rest = columns.filter((column) => column !== key);
  const byName = mapByName(rest);
  const at =
    rest.find((column) => when.test(column.trim()) && mostly(column, (text) => dateParts(text) !== null)) ??
    rest.find((column) => mostly(column, (text) => dateParts(text) !== null)) ??
    '';
  const contact =
    keyColumn(rest) ??
    rest.find((column) => byName[column] === 'email') ??
    rest.find((column) => byName[column] === 'phone') ??
    rest.find((column) => mostly(column, (text) => email(text) !== null)) ??
    rest.find(
      (column) => column !== at && mostly(column, (text) => text.startsWith('+') && phone(text, null) !== null),
    ) ??
    '';
  return {
    type: key !== null || orders.test(fileName) || columns.some((column) => orders.test(column)) ? 'order.created' : '',
    contact,
    at,
    key,
    mapping: {},
  };
}
