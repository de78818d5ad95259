import { describe, expect, it } from 'vitest';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { moment } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { trigger } from './step.ts';

const now = moment('2026-06-05T12:00');
const rule: RuleGroup = { combinator: 'and', rules: [{ field: 'tags', operator: '=', value: 'vip' }] };
const plan = (config: object) =>
  trigger(spec.config.parse({ audience: rule, on: 'enter', ...config }), now, (slot) => (slot === 'vip' ? rule : null));

describe('trigger-segment', () => {
  it('watches a rule, or the segment in a slot', () => {
    expect(plan({})).toEqual({ kind: 'segment', rule, on: 'enter', now: false });
    expect(plan({ audience: { segment: 'vip' }, on: 'leave' })).toEqual({
      kind: 'segment',
      rule,
      on: 'leave',
      now: false,
    });
  });
  it('lets in those of now, those of later, or both', () => {
    expect(plan({ who: 'now' })).toEqual({ kind: 'audience', audience: rule, at: null });
    expect(plan({ who: 'later' })).toMatchObject({ kind: 'segment', now: false });
    expect(plan({ who: 'both' })).toMatchObject({ kind: 'segment', now: true });
  });
  it('nobody leaves at the start', () => {
    const parsed = spec.config.safeParse({ audience: rule, on: 'leave', who: 'both' });
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual(['leave-is-later']);
  });
  it('says when everybody would enter at once', () => {
    const codes = (config: object) =>
      spec.check?.(spec.config.parse({ audience: { combinator: 'and', rules: [] }, on: 'enter', ...config })).length;
    expect(codes({ who: 'both' })).toBe(1);
    expect(codes({ who: 'later' })).toBe(0);
  });
});
