/**
 * The condition of one rule, read once for both forms: what passes, and whether the answer is turned round. A negative
 * operator is exactly the opposite of its positive one, which makes it true where the value is missing.
 */
import { KaskadError } from '../sdk/problem.ts';
import type { Operator, Rule } from '../sdk/rule.ts';
import { addDuration, isDuration, type Moment, resolveTime } from '../sdk/time.ts';
import { compareText, fold, isScalar, numberOf, type Scalar, timeOfText } from './values.ts';

export interface Bound<T> {
  value: T;
  inclusive: boolean;
}
type RangeOf<K extends string, T> = { kind: 'range'; of: K; low: Bound<T> | null; high: Bound<T> | null };

export type Condition =
  | { kind: 'missing' }
  /** Equal to one of these. Over a time field they are milliseconds. */
  | { kind: 'equals'; values: readonly Scalar[] }
  | RangeOf<'number', number>
  | RangeOf<'time', number>
  | RangeOf<'text', string>
  /** `needle` is folded already. */
  | { kind: 'text'; how: 'contains' | 'begins' | 'ends'; needle: string }
  /** The value can be compared with nothing, such as `<` with true. */
  | { kind: 'never' };

export interface Test {
  condition: Condition;
  negated: boolean;
}

/** How the actual values are to be read. `any` is what attributes and properties hold. */
export type ValueKind = 'any' | 'text' | 'lowercase' | 'time' | 'number' | 'boolean';

const negatives: Partial<Record<Operator, Operator>> = {
  '!=': '=',
  notIn: 'in',
  doesNotContain: 'contains',
  notWithinLast: 'withinLast',
  notNull: 'null',
};

const allowed: Partial<Record<ValueKind, ReadonlySet<Operator>>> = {
  time: new Set(['=', '<', '<=', '>', '>=', 'between', 'in', 'null', 'before', 'after', 'withinLast']),
  number: new Set(['=', '<', '<=', '>', '>=', 'between', 'in', 'null']),
  boolean: new Set(['=', 'in', 'null']),
};

/** Reads operator and value. Throws `rule-operator` or `rule-value` where they make no sense for the field. */
export function readTest(rule: Rule, kind: ValueKind, now: Moment): Test {
  const positive = negatives[rule.operator];
  const operator = positive ?? rule.operator;
  const operators = allowed[kind];
  if (operators !== undefined && !operators.has(operator)) {
    throw new KaskadError(
      'rule-operator',
      `The rule on "${rule.field}" uses "${rule.operator}", which does not go with this field. Choose another comparison.`,
      { field: rule.field, operator: rule.operator },
    );
  }
  return { condition: readCondition(rule, operator, kind, now), negated: positive !== undefined };
}

const badValue = (rule: Rule, expected: string): KaskadError =>
  new KaskadError(
    'rule-value',
    `The rule on "${rule.field}" with "${rule.operator}" needs ${expected}, but has ${JSON.stringify(rule.value) ?? 'nothing'}.`,
    { field: rule.field, operator: rule.operator, expected },
  );

function readCondition(rule: Rule, operator: Operator, kind: ValueKind, now: Moment): Condition {
  switch (operator) {
    case 'null':
      return { kind: 'missing' };
    case '=':
      return equals(rule, [one(rule)], kind, now);
    case 'in':
      return equals(rule, list(rule), kind, now);
    case '<':
    case '<=':
      return range(rule, null, { value: one(rule), inclusive: operator === '<=' }, kind, now);
    case '>':
    case '>=':
      return range(rule, { value: one(rule), inclusive: operator === '>=' }, null, kind, now);
    case 'between': {
      const values = list(rule);
      if (values.length !== 2) throw badValue(rule, 'two values');
      const [low, high] = values as [Scalar | null, Scalar | null];
      return range(rule, { value: low, inclusive: true }, { value: high, inclusive: true }, kind, now);
    }
    case 'contains':
    case 'beginsWith':
    case 'endsWith': {
      const value = one(rule);
      if (value === null || typeof value === 'boolean') return { kind: 'never' };
      const how = operator === 'contains' ? 'contains' : operator === 'beginsWith' ? 'begins' : 'ends';
      return { kind: 'text', how, needle: fold(String(value)) };
    }
    case 'before':
      return { kind: 'range', of: 'time', low: null, high: { value: time(rule, one(rule), now), inclusive: false } };
    case 'after':
      return { kind: 'range', of: 'time', low: { value: time(rule, one(rule), now), inclusive: false }, high: null };
    case 'withinLast': {
      const value = one(rule);
      if (typeof value !== 'string' || !isDuration(value)) throw badValue(rule, 'a duration such as P30D');
      const since = addDuration(now, value.startsWith('-') ? value : `-${value}`).ms;
      return {
        kind: 'range',
        of: 'time',
        low: { value: since, inclusive: true },
        high: { value: now.ms, inclusive: true },
      };
    }
    default:
      throw badValue(rule, 'a known comparison');
  }
}

function one(rule: Rule): Scalar | null {
  const { value } = rule;
  if (value === undefined || value === null) return null;
  if (!isScalar(value)) throw badValue(rule, 'one value');
  return value;
}

function list(rule: Rule): (Scalar | null)[] {
  const { value } = rule;
  if (Array.isArray(value)) return value;
  return [one(rule)];
}

const known = (values: readonly (Scalar | null)[]): Scalar[] => values.filter((value) => value !== null);

function equals(rule: Rule, values: readonly (Scalar | null)[], kind: ValueKind, now: Moment): Condition {
  if (kind === 'time') return { kind: 'equals', values: known(values).map((value) => time(rule, value, now)) };
  if (kind === 'lowercase') {
    return { kind: 'equals', values: known(values).map((value) => (typeof value === 'string' ? fold(value) : value)) };
  }
  return { kind: 'equals', values: known(values) };
}

function time(rule: Rule, value: Scalar | null, now: Moment): number {
  const ms = typeof value === 'string' ? timeOfValue(value, now) : null;
  if (ms === null) throw badValue(rule, 'a date, a time or a duration from now such as -P90D');
  return ms;
}

const timeOfValue = (value: string, now: Moment): number | null =>
  isDuration(value) ? resolveTime(value, now) : timeOfText(value, now.zone);

type Side = Bound<Scalar | null> | null;

/** The value of the rule decides what is compared: numbers, times, or text. */
function range(rule: Rule, low: Side, high: Side, kind: ValueKind, now: Moment): Condition {
  const read = <T>(side: Side, how: (value: Scalar | null) => T): Bound<T> | null =>
    side === null ? null : { value: how(side.value), inclusive: side.inclusive };
  if (kind === 'time') {
    const to = (value: Scalar | null) => time(rule, value, now);
    return { kind: 'range', of: 'time', low: read(low, to), high: read(high, to) };
  }
  const sides = [low, high].filter((side) => side !== null).map((side) => side.value);
  if (sides.every((value) => numberOf(value) !== null)) {
    const to = (value: Scalar | null) => numberOf(value) ?? 0;
    return { kind: 'range', of: 'number', low: read(low, to), high: read(high, to) };
  }
  if (sides.every((value) => typeof value === 'string' && timeOfValue(value, now) !== null)) {
    const to = (value: Scalar | null) => timeOfValue(String(value), now) ?? 0;
    return { kind: 'range', of: 'time', low: read(low, to), high: read(high, to) };
  }
  if (sides.every((value) => typeof value === 'string')) {
    const to = (value: Scalar | null) => (kind === 'lowercase' ? fold(String(value)) : String(value));
    return { kind: 'range', of: 'text', low: read(low, to), high: read(high, to) };
  }
  return { kind: 'never' };
}

/** Does one actual value pass? Times are milliseconds when `kind` is `time`, else text that is read in the zone. */
function passesOne(condition: Condition, actual: Scalar, kind: ValueKind, zone: string): boolean {
  switch (condition.kind) {
    case 'missing':
      return true;
    case 'never':
      return false;
    case 'equals':
      return condition.values.some((value) => equal(actual, value));
    case 'text':
      return passesText(condition.how, condition.needle, actual);
    case 'range': {
      if (condition.of === 'text') return typeof actual === 'string' && within(condition, actual, compareText);
      const value =
        kind === 'time' && typeof actual === 'number'
          ? actual
          : condition.of === 'number'
            ? numberOf(actual)
            : typeof actual === 'string'
              ? timeOfText(actual, zone)
              : null;
      return value !== null && within(condition, value, (a, b) => a - b);
    }
  }
}

/** Text with text is exact; with a number on either side, as numbers; true and false also by their names. */
export function equal(actual: Scalar, value: Scalar): boolean {
  if (typeof actual === typeof value) return actual === value;
  if (typeof actual === 'number' || typeof value === 'number') {
    const a = numberOf(actual);
    return a !== null && a === numberOf(value);
  }
  return typeof actual === 'boolean' && String(actual) === value;
}

export function passesText(how: 'contains' | 'begins' | 'ends', needle: string, actual: unknown): boolean {
  if (typeof actual !== 'string' && typeof actual !== 'number') return false;
  const text = fold(String(actual));
  if (how === 'contains') return text.includes(needle);
  return how === 'begins' ? text.startsWith(needle) : text.endsWith(needle);
}

function within<T>(
  range: { low: Bound<T> | null; high: Bound<T> | null },
  value: T,
  compare: (a: T, b: T) => number,
): boolean {
  if (range.low !== null) {
    const c = compare(value, range.low.value);
    if (c < 0 || (c === 0 && !range.low.inclusive)) return false;
  }
  if (range.high !== null) {
    const c = compare(value, range.high.value);
    if (c > 0 || (c === 0 && !range.high.inclusive)) return false;
  }
  return true;
}

/** The whole test over the actual values: none is missing, several (tags, lists) pass when one of them does. */
export function passes(test: Test, actual: readonly Scalar[], kind: ValueKind, zone: string): boolean {
  const found =
    test.condition.kind === 'missing'
      ? actual.length === 0
      : actual.some((value) => passesOne(test.condition, value, kind, zone));
  return found !== test.negated;
}
