/** What a rule said, for people: each condition with the value it wanted and the value it found. */
import { isRuleGroup, type Rule, type RuleGroup } from '../sdk/rule.ts';
import { checkDepth, enabledRules } from './walk.ts';

/** What one condition said. `actual` is null exactly when the value is missing. */
export interface ExplainedRule {
  kind: 'rule';
  field: string;
  operator: string;
  /** The value of the rule; for counting rules mode and threshold. */
  expected: unknown;
  actual: unknown;
  missing: boolean;
  /** True because there is no value: `!=`, "does not contain" and their like hold for what is missing. */
  byMissing: boolean;
  matched: boolean;
  /** Of a counting rule: what was counted, where not everything was. */
  counted?: RuleGroup | null;
  /** Of a segment rule: what each segment said; a rule of null: nothing is bound to the slot, so nobody is in it. */
  inside?: { slot: string; rule: ExplainedGroup | null }[];
}
export interface ExplainedGroup {
  kind: 'group';
  combinator: 'and' | 'or';
  not: boolean;
  matched: boolean;
  rules: (ExplainedRule | ExplainedGroup)[];
}

const negative: ReadonlySet<string> = new Set(['!=', 'notIn', 'doesNotContain', 'notWithinLast']);

export function explained(rule: Rule, actual: unknown, matched: boolean): ExplainedRule {
  const missing = actual === null;
  return {
    kind: 'rule',
    field: rule.field,
    operator: rule.operator,
    expected: rule.value ?? null,
    actual,
    missing,
    byMissing: missing && matched && negative.has(rule.operator),
    matched,
  };
}

/** An empty group holds for everybody. Disabled rules are left out. */
export function explainGroup(
  group: RuleGroup,
  depth: number,
  one: (rule: Rule, depth: number) => ExplainedRule,
): ExplainedGroup {
  checkDepth(depth);
  const rules = enabledRules(group).map((rule) =>
    isRuleGroup(rule) ? explainGroup(rule, depth + 1, one) : one(rule, depth),
  );
  const held =
    rules.length === 0 ||
    (group.combinator === 'and' ? rules.every((rule) => rule.matched) : rules.some((rule) => rule.matched));
  const not = group.not === true;
  return { kind: 'group', combinator: group.combinator, not, matched: held !== not, rules };
}
