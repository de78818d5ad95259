/** The condition of one rule as SQL over one expression. The functions kaskad_* are in flows/store/functions.ts. */
import type { Bound, Condition, Test, ValueKind } from './condition.ts';
import { type Fragment, join, not, raw, type SqlValue, sql } from './fragment.ts';
import { numberOf, type Scalar } from './values.ts';

/** An expression, and for JSON also the expression of its type (`json_type`). */
export interface Expression {
  value: Fragment;
  type: Fragment | null;
}

/** A member of a JSON column. Names that a path cannot spell are looked up by key. */
export function jsonMember(column: string, name: string): Expression & { path: string | null } {
  if (/["\\\p{Cc}]/u.test(name)) {
    const look = (what: string) => sql`(SELECT m.${raw(what)} FROM json_each(${raw(column)}) m WHERE m.key = ${name})`;
    return { value: look('value'), type: look('type'), path: null };
  }
  const path = `$."${name}"`;
  return { value: sql`json_extract(${raw(column)}, ${path})`, type: sql`json_type(${raw(column)}, ${path})`, path };
}

/** The number that a member of a JSON column is, or reads as; NULL for what is none. */
export function memberNumber(column: string, name: string): Fragment {
  const { value, type } = jsonMember(column, name);
  return sql`CASE WHEN ${type as Fragment} IN ('integer', 'real', 'text') THEN kaskad_number(${value}) END`;
}

/** The whole test over what a JSON column holds under a name: a scalar, or a list of which one must pass. */
export function jsonTest(column: string, name: string, test: Test, zone: string): Fragment {
  const member = jsonMember(column, name);
  const type = member.type as Fragment;
  const list = member.path === null ? sql`json_each(${member.value})` : sql`json_each(${raw(column)}, ${member.path})`;
  const item: Expression = { value: raw('j.value'), type: raw('j.type') };
  const anyOf = (condition: Fragment) => sql`EXISTS (SELECT 1 FROM ${list} j WHERE ${condition})`;
  if (test.condition.kind === 'missing') {
    const present = sql`CASE ${type} WHEN 'array' THEN ${anyOf(raw("j.type IN ('text', 'integer', 'real', 'true', 'false')"))} WHEN 'null' THEN 0 WHEN 'object' THEN 0 ELSE ${type} IS NOT NULL END`;
    return test.negated ? sql`(${present})` : not(present);
  }
  const inList = anyOf(conditionSql(test.condition, 'any', item, zone));
  const alone = conditionSql(test.condition, 'any', member, zone);
  const found = sql`CASE ${type} WHEN 'array' THEN ${inList} ELSE ${alone} END`;
  return test.negated ? not(found) : sql`(${found})`;
}

/** The whole test over a plain expression that is NULL when missing. */
export function plainTest(value: Fragment, kind: ValueKind, test: Test, zone: string): Fragment {
  if (test.condition.kind === 'missing') return sql`(${value} IS ${raw(test.negated ? 'NOT NULL' : 'NULL')})`;
  const found = conditionSql(test.condition, kind, { value, type: null }, zone);
  return test.negated ? not(found) : found;
}

/** True when the one actual value passes; false or NULL otherwise. */
export function conditionSql(condition: Condition, kind: ValueKind, actual: Expression, zone: string): Fragment {
  const { value, type } = actual;
  switch (condition.kind) {
    case 'missing':
      return sql`(${value} IS NULL)`;
    case 'never':
      return raw('0');
    case 'equals':
      return equalsSql(condition.values, kind, actual);
    case 'text': {
      const test = sql`kaskad_text(${value}, ${condition.how}, ${condition.needle})`;
      if (type === null) return kind === 'text' || kind === 'lowercase' ? test : raw('0');
      return sql`(${type} IN ('text', 'integer', 'real') AND ${test})`;
    }
    case 'range':
      return rangeSql(condition, kind, actual, zone);
  }
}

function oneOf(value: Fragment, values: readonly SqlValue[]): Fragment | null {
  if (values.length === 0) return null;
  if (values.length === 1) return sql`${value} = ${values[0] as SqlValue}`;
  return sql`${value} IN (SELECT w.value FROM json_each(${JSON.stringify(values)}) w)`;
}

function equalsSql(values: readonly Scalar[], kind: ValueKind, { value, type }: Expression): Fragment {
  const texts = values.filter((one) => typeof one === 'string');
  const numbers = values.filter((one) => typeof one === 'number');
  const numeric = values.map(numberOf).filter((one) => one !== null);
  const named = (flag: boolean) => values.some((one) => one === flag || one === String(flag));
  const parts: (Fragment | null)[] = [];
  if (type !== null) {
    const when = (types: string, part: Fragment | null) =>
      part === null ? null : sql`(${type} IN (${raw(types)}) AND ${part})`;
    parts.push(when("'text'", oneOf(value, texts)));
    parts.push(when("'text'", oneOf(sql`kaskad_number(${value})`, numbers)));
    parts.push(when("'integer', 'real'", oneOf(value, numeric)));
    if (named(true)) parts.push(sql`${type} = 'true'`);
    if (named(false)) parts.push(sql`${type} = 'false'`);
  } else if (kind === 'boolean') {
    if (named(true)) parts.push(sql`${value} = 1`);
    if (named(false)) parts.push(sql`${value} = 0`);
  } else if (kind === 'time' || kind === 'number') {
    parts.push(oneOf(value, numeric));
  } else {
    parts.push(oneOf(value, texts));
    parts.push(oneOf(sql`kaskad_number(${value})`, numbers));
  }
  return join(
    parts.filter((part) => part !== null),
    'OR',
  );
}

type Range = Extract<Condition, { kind: 'range' }>;

function rangeSql(range: Range, kind: ValueKind, { value, type }: Expression, zone: string): Fragment {
  const whenText = (part: Fragment) => (type === null ? part : sql`CASE WHEN ${type} = 'text' THEN ${part} END`);
  const isText = type !== null || kind === 'text' || kind === 'lowercase';
  let compared: Fragment;
  if (range.of === 'text') {
    if (!isText) return raw('0');
    compared = whenText(value);
  } else if (!isText) {
    if ((range.of === 'time') !== (kind === 'time')) return raw('0');
    compared = value;
  } else if (range.of === 'time') {
    compared = whenText(sql`kaskad_time(${value}, ${zone})`);
  } else {
    const parsed = sql`kaskad_number(${value})`;
    compared =
      type === null
        ? parsed
        : sql`CASE WHEN ${type} IN ('integer', 'real') THEN ${value} WHEN ${type} = 'text' THEN ${parsed} END`;
  }
  const side = (bound: Bound<string | number> | null, operator: '<' | '>') =>
    bound === null ? null : sql`${compared} ${raw(bound.inclusive ? `${operator}=` : operator)} ${bound.value}`;
  return join(
    [side(range.low, '>'), side(range.high, '<')].filter((part) => part !== null),
    'AND',
  );
}
