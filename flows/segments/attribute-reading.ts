/**
 * An attribute as one comparison reads it: as a number, as a time, or as it is. Each is one expression over the contact's row, so
 * that an index can hold it. They read single values; a list has no reading.
 */
import type { Condition } from './condition.ts';
import { type Fragment, raw, sql } from './fragment.ts';
import { numberOf } from './values.ts';

/** Names that may stand in the text of a statement: nothing in them could end a quoted text. */
const plainName = /^[\p{L}\p{N}_ .-]{1,100}$/u;

export const isPlainName = (name: string): boolean => plainName.test(name);

/** The attribute's type, as the statement and the index both spell it. `column` is such as `c.attributes`. */
export const typeText = (column: string, name: string): string => `json_type(${column}, '$."${name}"')`;

const zoneName = /^[A-Za-z0-9_+/-]{1,60}$/;

/**
 * The condition over the reading that it compares, and that reading. Null where the name, or the condition, has none: then no
 * index can answer it.
 */
export function readingOf(
  column: string,
  name: string,
  condition: Condition,
  zone: string,
): { reading: string; test: Fragment; equality: boolean } | null {
  if (!isPlainName(name)) return null;
  const value = `json_extract(${column}, '$."${name}"')`;
  const type = typeText(column, name);
  const asIs = `CASE WHEN ${type} IN ('text', 'integer', 'real') THEN ${value} END`;
  const asNumber = `CASE WHEN ${type} IN ('integer', 'real') THEN ${value} WHEN ${type} = 'text' THEN kaskad_number(${value}) END`;
  if (condition.kind === 'equals') {
    const { values } = condition;
    if (values.length === 0) return null;
    if (values.every((one) => typeof one === 'number')) {
      return { reading: asNumber, test: oneOf(asNumber, values), equality: true };
    }
    const texts = values.filter((one) => typeof one === 'string');
    if (texts.length < values.length || texts.some((one) => one === 'true' || one === 'false')) return null;
    const numbers = texts.map(numberOf).filter((one) => one !== null);
    return { reading: asIs, test: oneOf(asIs, [...texts, ...numbers]), equality: true };
  }
  if (condition.kind !== 'range') return null;
  if (condition.of === 'time' && !zoneName.test(zone)) return null;
  const reading =
    condition.of === 'number'
      ? asNumber
      : condition.of === 'text'
        ? asIs
        : `CASE WHEN ${type} = 'text' THEN kaskad_time(${value}, '${zone}') END`;
  const { low, high } = condition;
  const above = low === null ? null : sql`${raw(reading)} ${raw(low.inclusive ? '>=' : '>')} ${low.value}`;
  const below = high === null ? null : sql`${raw(reading)} ${raw(high.inclusive ? '<=' : '<')} ${high.value}`;
  // Numbers stand before all texts.
  const floor = above ?? (condition.of === 'text' ? sql`${raw(reading)} >= ''` : null);
  if (floor === null) return below === null ? null : { reading, test: below, equality: false };
  return { reading, test: below === null ? floor : sql`(${floor} AND ${below})`, equality: false };
}

function oneOf(reading: string, values: readonly (string | number)[]): Fragment {
  const [first] = values;
  return values.length === 1 && first !== undefined
    ? sql`${raw(reading)} = ${first}`
    : sql`${raw(reading)} IN (SELECT w.value FROM json_each(${JSON.stringify(values)}) w)`;
}
