/**
 * Between flow rules and the builder's query. The builder wants an id on every rule and group; flow files do not carry
 * them. Ids given here start with a mark and are taken off again, so that nothing a file says is lost or added.
 */
import type { RuleGroupType, RuleType } from 'react-querybuilder';
import { isRuleGroup, type Rule, type RuleGroup } from '../../../flows/sdk/rule.ts';

const mark = 'kb-';
let last = 0;
/** A builder id; unique on this page. */
export const builderId = (): string => `${mark}${++last}`;

/** Kept by place, so that a rule edited elsewhere keeps its row (and its focus) here. */
const idAt = (path: string): string => `${mark}at-${path}`;

export function toBuilder(group: RuleGroup, path = 'r'): RuleGroupType {
  return {
    ...group,
    id: group.id ?? idAt(path),
    rules: group.rules.map((rule, index) =>
      isRuleGroup(rule) ? toBuilder(rule, `${path}.${index}`) : ruleToBuilder(rule, `${path}.${index}`),
    ),
  } as RuleGroupType;
}

function ruleToBuilder(rule: Rule, path: string): RuleType {
  return { ...rule, id: rule.id ?? idAt(path) } as RuleType;
}

export function fromBuilder(query: RuleGroupType): RuleGroup {
  const { id, rules, ...rest } = query as unknown as RuleGroup;
  const own: RuleGroup = { ...keepId(id), ...rest, rules: rules.map(stripped) };
  return own;
}

function stripped(item: Rule | RuleGroup): Rule | RuleGroup {
  if (isRuleGroup(item)) return fromBuilder(item as RuleGroupType);
  const { id, ...rest } = item;
  return { ...keepId(id), ...rest };
}

const keepId = (id: string | undefined): { id?: string } => (id === undefined || id.startsWith(mark) ? {} : { id });
