/** Does a rule make sense: its fields, operators and values. What it selects is the business of flows/segments. */
import { isRuleGroup, type Operator, type Rule, type RuleGroup } from '../sdk/rule.ts';
import { isDuration, resolveTime } from '../sdk/time.ts';

export interface RuleProblem {
  path: string;
  code: 'rule-field' | 'rule-operator' | 'rule-value' | 'rule-nested' | 'segment-undeclared';
  params: Record<string, string | number>;
}

type Kind = 'text' | 'number' | 'time' | 'flag' | 'list' | 'any' | 'segment' | 'flow' | 'count';

const presence: readonly Operator[] = ['null', 'notNull'];
const equality: readonly Operator[] = ['=', '!=', 'in', 'notIn'];
const ordering: readonly Operator[] = ['<', '<=', '>', '>=', 'between'];
const wording: readonly Operator[] = ['contains', 'doesNotContain', 'beginsWith', 'endsWith'];
const timing: readonly Operator[] = ['before', 'after', 'withinLast', 'notWithinLast'];

/** Operators that make sense for a kind of field; the rule builder offers these. */
export const operatorsOf: Readonly<Record<Kind, readonly Operator[]>> = {
  text: [...equality, ...ordering, ...wording, ...presence],
  number: [...equality, ...ordering, ...presence],
  time: ['=', '!=', ...ordering, ...timing, ...presence],
  flag: ['=', '!=', ...presence],
  list: [...equality, 'contains', 'doesNotContain', ...presence],
  any: [...equality, ...ordering, ...wording, ...timing, ...presence],
  segment: equality,
  flow: [...equality, ...presence],
  count: ['=', ...presence],
};

const contactFields: Readonly<Record<string, Kind>> = {
  key: 'text',
  email: 'text',
  phone: 'text',
  first_name: 'text',
  last_name: 'text',
  country: 'text',
  language: 'text',
  timezone: 'text',
  createdAt: 'time',
  tags: 'list',
  segment: 'segment',
  inFlow: 'flow',
  'rfm.recency': 'number',
  'rfm.frequency': 'number',
  'rfm.monetary': 'number',
};

const prefixes: readonly (readonly [RegExp, Kind])[] = [
  [/^attributes\..+$/, 'any'],
  [/^consent\.[^.]+(\..+)?$/, 'flag'],
  [/^reachable\..+$/, 'flag'],
  [/^events\..+$/, 'count'],
  [/^messages\.[^.]+\.[^.]+$/, 'count'],
  [/^(first|last)EventAt\..+$/, 'time'],
  [/^sum\..+\.[^.]+$/, 'number'],
];

/** Null when no such field exists. */
export function fieldKind(field: string, over: 'contact' | 'event'): Kind | null {
  if (over === 'event')
    return field === 'at' ? 'time' : /^props\..+$/.test(field) ? 'any' : (nestedFields.get(field) ?? null);
  return contactFields[field] ?? prefixes.find(([pattern]) => pattern.test(field))?.[1] ?? null;
}

/** Beside `at` and `props.*`: what a message knows of itself. */
const nestedFields: ReadonlyMap<string, Kind> = new Map([
  ['flow', 'text'],
  ['node', 'text'],
]);

const isTime = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && resolveTime(value, { ms: 0, zone: 'UTC' }) !== null);

function valueFits(rule: Rule, kind: Kind): boolean {
  const { operator, value } = rule;
  if (operator === 'null' || operator === 'notNull') return true;
  if (value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value))) return false;
  if (operator === 'between') {
    if (!Array.isArray(value) || value.length !== 2 || value.some((bound) => bound === null || bound === ''))
      return false;
    return kind !== 'time' || value.every(isTime);
  }
  if (operator === 'in' || operator === 'notIn') return Array.isArray(value) && value.length > 0;
  if (Array.isArray(value)) return false;
  if (operator === 'withinLast' || operator === 'notWithinLast') {
    return typeof value === 'string' && isDuration(value) && !value.startsWith('-');
  }
  if (kind === 'time' || operator === 'before' || operator === 'after') return isTime(value);
  if (kind === 'number') return typeof value === 'number' || (value !== '' && Number.isFinite(Number(value)));
  if (kind === 'flag') return typeof value === 'boolean';
  if (kind === 'segment') return typeof value === 'string' && value !== '';
  // An empty text is a value a person may look for, but "contains nothing" never is.
  if (wording.includes(operator)) return value !== '';
  return true;
}

function checkRule(rule: Rule, path: string, over: 'contact' | 'event', slots: ReadonlySet<string>): RuleProblem[] {
  const kind = fieldKind(rule.field, over);
  if (kind === null) return [{ path: `${path}.field`, code: 'rule-field', params: { field: rule.field } }];
  if (!operatorsOf[kind].includes(rule.operator)) {
    return [
      { path: `${path}.operator`, code: 'rule-operator', params: { field: rule.field, operator: rule.operator } },
    ];
  }
  if (kind === 'count') {
    if (rule.value === undefined || rule.value === null || rule.value === '') return [];
    if (typeof rule.value !== 'object' || Array.isArray(rule.value)) {
      return [{ path: `${path}.value`, code: 'rule-nested', params: { field: rule.field } }];
    }
    return checkRules(rule.value, `${path}.value`, 'event', slots);
  }
  if (!valueFits(rule, kind)) {
    return [{ path: `${path}.value`, code: 'rule-value', params: { field: rule.field, operator: rule.operator } }];
  }
  if (kind === 'segment') {
    const named = Array.isArray(rule.value) ? rule.value : [rule.value];
    return named
      .filter((slot) => !slots.has(String(slot)))
      .map((slot) => ({ path: `${path}.value`, code: 'segment-undeclared', params: { slot: String(slot) } }));
  }
  return [];
}

/** `slots` are the segment slots that the flow declares. Disabled rules are not looked at. */
export function checkRules(
  group: RuleGroup,
  path: string,
  over: 'contact' | 'event',
  slots: ReadonlySet<string>,
): RuleProblem[] {
  if (group.disabled) return [];
  return group.rules.flatMap((rule, index) => {
    if (rule.disabled) return [];
    const at = `${path}.rules.${index}`;
    return isRuleGroup(rule) ? checkRules(rule, at, over, slots) : checkRule(rule, at, over, slots);
  });
}

/** Segment slots that a rule names. */
export function segmentSlotsOf(group: RuleGroup): string[] {
  return group.rules.flatMap((rule) => {
    if (isRuleGroup(rule)) return segmentSlotsOf(rule);
    if (rule.field !== 'segment') return [];
    return (Array.isArray(rule.value) ? rule.value : [rule.value]).filter((slot) => typeof slot === 'string');
  });
}
