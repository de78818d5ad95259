/** Walks a rule group once for every form of it. */
import { KaskadError } from '../sdk/problem.ts';
import { isRuleGroup, type Rule, type RuleGroup } from '../sdk/rule.ts';

/** Groups in groups, in event rules, in segments: a flow file comes from strangers. */
export const maxDepth = 20;

export function checkDepth(depth: number): void {
  if (depth > maxDepth) {
    throw new KaskadError(
      'rule-too-deep',
      `The rule has more than ${maxDepth} groups (or segments) inside one another. Make it flatter; a segment must not refer to itself.`,
      { maxDepth },
    );
  }
}

export const enabledRules = (group: RuleGroup): (Rule | RuleGroup)[] =>
  group.rules.filter((rule) => rule.disabled !== true);

/** In memory. An empty group holds for everybody. */
export function groupHolds(group: RuleGroup, depth: number, holds: (rule: Rule, depth: number) => boolean): boolean {
  checkDepth(depth);
  const rules = enabledRules(group);
  const each = (rule: Rule | RuleGroup) =>
    isRuleGroup(rule) ? groupHolds(rule, depth + 1, holds) : holds(rule, depth);
  const held = rules.length === 0 || (group.combinator === 'and' ? rules.every(each) : rules.some(each));
  return held !== (group.not === true);
}
