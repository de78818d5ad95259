import { describe, expect, it } from 'vitest';
import { everybody, type RuleGroup } from '../../flows/sdk/rule.ts';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const rule = (value: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field: 'country', operator: '=', value }],
});
const config = spec.config.parse({
  branches: [
    { id: 'ua', rule: rule('UA') },
    { id: 'pl', name: 'Poland', rule: rule('PL') },
  ],
});
const holds = (...rules: RuleGroup[]) =>
  step(stepArgs(config, { matches: (asked) => rules.some((one) => one === asked) }));

describe('segment', () => {
  it('takes the first branch that fits, else "else"', () => {
    const [first, second] = config.branches.map(({ rule }) => rule) as [RuleGroup, RuleGroup];
    expect(holds(first, second)).toEqual({ kind: 'go', outlet: 'ua' });
    expect(holds(second)).toEqual({ kind: 'go', outlet: 'pl' });
    expect(holds()).toEqual({ kind: 'go', outlet: 'else' });
  });
  it('warns of a branch that takes everybody, but not of one that takes nobody', () => {
    const codes = (asked: RuleGroup) => spec.check?.({ branches: [{ id: 'a', rule: asked }] }).map(({ code }) => code);
    expect(codes(everybody)).toEqual(['branch-everybody']);
    expect(codes({ combinator: 'and', rules: [{ combinator: 'or', rules: [] }] })).toEqual(['branch-everybody']);
    expect(codes({ ...everybody, not: true })).toEqual([]);
    expect(codes(rule('UA'))).toEqual([]);
  });
  it('refuses ids that clash with each other or with "else"', () => {
    const issues = (...ids: string[]) =>
      spec.config.safeParse({ branches: ids.map((id) => ({ id, rule: everybody })) }).error?.issues[0]?.message;
    expect(issues('a', 'a')).toBe('duplicate-id');
    expect(issues('else')).toBe('reserved-id');
    expect(issues('a', 'b')).toBeUndefined();
  });
});
