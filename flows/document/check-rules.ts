/** Does a rule make sense: its fields, operators and values. What it selects is the business of flows/segments. */

import { isRuleGroup, type Operator, type Rule, type RuleGroup } from '../sdk/rule.ts';
import { isDuration } from '../sdk/time.ts';
import { contactField, eventField, messageField } from '../segments/fields.ts';
import { valueKind } from '../segments/memory.ts';
import { timeOfText } from '../segments/values.ts';
import { maxDepth } from '../segments/walk.ts';

export interface RuleProblem {
  path: string;
  code: 'rule-field' | 'rule-operator' | 'rule-value' | 'rule-nested' | 'rule-too-deep' | 'segment-undeclared';
  params: Record<string, string | number>;
}

/** What a rule is asked of. */
export type Over = 'contact' | 'event' | 'message';

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
  list: [...equality, ...wording, ...presence],
  any: [...equality, ...ordering, ...wording, ...timing, ...presence],
  segment: equality,
  flow: equality,
  count: ['=', ...presence],
};

/** Null when no such field exists. The same readers that the engine uses say so. */
export function fieldKind(field: string, over: Over): Kind | null {
  try {
    if (over === 'event') return eventField(field).kind === 'at' ? 'time' : 'any';
    if (over === 'message') return messageField(field).kind === 'at' ? 'time' : 'text';
    const found = contactField(field);
    if (found.kind === 'segment') return 'segment';
    if (found.kind === 'inFlow' || found.kind === 'list') return 'flow';
    if (found.kind === 'events' || found.kind === 'messages') return 'count';
    if (found.kind === 'tags') return 'list';
    const kind = valueKind(found);
    return kind === 'boolean' ? 'flag' : kind === 'lowercase' ? 'text' : kind;
  } catch {
    return null;
  }
}

const isTime = (value: unknown): boolean =>
  typeof value === 'string' && (isDuration(value) || timeOfText(value, 'UTC') !== null);

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

function checkRule(rule: Rule, path: string, over: Over, slots: ReadonlySet<string>, depth: number): RuleProblem[] {
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
    const inner = rule.field.startsWith('messages.') ? 'message' : 'event';
    return checkRules(rule.value, `${path}.value`, inner, slots, depth + 1);
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
  over: Over,
  slots: ReadonlySet<string>,
  depth = 1,
): RuleProblem[] {
  if (group.disabled) return [];
  if (depth > maxDepth) return [{ path, code: 'rule-too-deep', params: { maxDepth } }];
  return group.rules.flatMap((rule, index) => {
    if (rule.disabled) return [];
    const at = `${path}.rules.${index}`;
    return isRuleGroup(rule) ? checkRules(rule, at, over, slots, depth + 1) : checkRule(rule, at, over, slots, depth);
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
