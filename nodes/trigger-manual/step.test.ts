import { describe, expect, it } from 'vitest';
import type { Audience } from '../../flows/sdk/audience.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { moment } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { trigger } from './step.ts';

const now = moment('2026-06-05T12:00');
const rule: RuleGroup = { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'UA' }] };

describe('trigger-manual', () => {
  it('takes a rule, or the segment in a slot', () => {
    const audience = (value: Audience, segments: (slot: string) => RuleGroup | null) => {
      const plan = trigger({ audience: value }, now, segments);
      return plan.kind === 'audience' ? plan.audience : null;
    };
    expect(audience(rule, () => null)).toEqual(rule);
    expect(audience({ segment: 'vip' }, (slot) => (slot === 'vip' ? rule : null))).toEqual(rule);
    // Nobody is in a slot that is not bound: never everybody.
    expect(audience({ segment: 'vip' }, () => null)).toEqual({
      combinator: 'and',
      rules: [{ field: 'segment', operator: '=', value: 'vip' }],
    });
  });

  it('lets in at once, or at a time of the flow’s zone', () => {
    const at = (config: object) => {
      const plan = trigger(spec.config.parse({ audience: rule, ...config }), now, () => null);
      return plan.kind === 'audience' ? plan.at : undefined;
    };
    expect(at({})).toBeNull();
    expect(at({ at: '2026-12-24T10:00' })).toBe(moment('2026-12-24T10:00').ms);
    expect(at({ at: '2026-12-24T10:00Z' })).toBe(moment('2026-12-24T10:00', 'UTC').ms);
    expect(spec.config.safeParse({ audience: rule, at: 'tomorrow' }).success).toBe(false);
  });
});
