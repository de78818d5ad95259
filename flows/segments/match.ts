/** Counting rules: `events.<type>` and `messages.<channel>.<state>` with `match` over a nested group. */
import { KaskadError } from '../sdk/problem.ts';
import { everybody, type Rule, type RuleGroup } from '../sdk/rule.ts';

export interface CountTest {
  mode: 'atLeast' | 'atMost' | 'exactly';
  threshold: number;
  group: RuleGroup;
}

/** Without `match`: at least one. `none` is exactly zero. The operator of the rule says nothing here. */
export function readCount(rule: Rule): CountTest {
  const { match, value } = rule;
  let group = everybody;
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) group = value;
  else if (value !== undefined && value !== null && value !== '') {
    throw new KaskadError('rule-value', `The rule on "${rule.field}" needs a group of rules, or nothing.`, {
      field: rule.field,
      expected: 'a group of rules',
    });
  }
  if (match?.mode === 'none') return { mode: 'exactly', threshold: 0, group };
  return { mode: match?.mode ?? 'atLeast', threshold: match?.threshold ?? 1, group };
}

export function countHolds(test: CountTest, count: number): boolean {
  if (test.mode === 'atLeast') return count >= test.threshold;
  return test.mode === 'atMost' ? count <= test.threshold : count === test.threshold;
}

/** The slots or flows that a membership rule names. Throws for other operators than =, !=, in, notIn. */
export function readMembership(rule: Rule): { names: string[]; negated: boolean } {
  const negated = rule.operator === '!=' || rule.operator === 'notIn';
  if (!negated && rule.operator !== '=' && rule.operator !== 'in') {
    throw new KaskadError(
      'rule-operator',
      `The rule on "${rule.field}" uses "${rule.operator}". Choose "is" or "is not".`,
      { field: rule.field, operator: rule.operator },
    );
  }
  const values = Array.isArray(rule.value) ? rule.value : [rule.value];
  return { names: values.filter((value) => typeof value === 'string'), negated };
}
