import { describe, expect, it } from 'vitest';
import { everybody, type RuleGroup } from '../../flows/sdk/rule.ts';
import { formatInstant } from '../../flows/sdk/time.ts';
import { moment } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { trigger } from './step.ts';

const now = moment('2026-06-05T12:00');
const rule: RuleGroup = { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'UA' }] };

function nextOf(config: object, from = now): string | null {
  const plan = trigger(spec.config.parse({ audience: everybody, ...config }), now, () => null);
  const next = plan.kind === 'schedule' ? plan.next(from) : null;
  return next === null ? null : formatInstant(next, 'UTC').slice(0, 16);
}

describe('trigger-schedule', () => {
  it('repeats in its own zone, or in the flow’s', () => {
    expect(nextOf({ cron: '0 10 * * *' })).toBe('2026-06-06T07:00');
    expect(nextOf({ cron: '0 10 * * *', timezone: 'America/New_York' })).toBe('2026-06-05T14:00');
    expect(nextOf({ cron: '0 10 * * *', skipWeekends: true })).toBe('2026-06-08T07:00');
  });
  it('fires once for a date, and never for one that has passed', () => {
    expect(nextOf({ once: '2026-06-05T13:00' })).toBe('2026-06-05T10:00');
    expect(nextOf({ once: '2026-06-05T13:00' }, moment('2026-06-05T13:00'))).toBeNull();
  });
  it.each([
    [{}, 'cron-or-once'],
    [{ cron: '0 10 * * *', once: '2026-06-05' }, 'cron-or-once'],
    [{ once: '2026-06-06', skipWeekends: true }, 'skip-weekends-needs-cron'],
    [{ cron: 'daily' }, 'not-a-cron'],
  ])('refuses %o', (config, code) => {
    const issues = spec.config.safeParse({ audience: everybody, ...config }).error?.issues;
    expect(issues?.map(({ message }) => message)).toContain(code);
  });
  it('says when it would never fire, and when it takes everybody', () => {
    const codes = (config: object) => spec.check?.(spec.config.parse(config)).map(({ code }) => code);
    expect(codes({ audience: rule, cron: '0 0 30 2 *' })).toEqual(['schedule-never']);
    expect(codes({ audience: rule, cron: '0 10 * * 0,6', skipWeekends: true })).toEqual(['schedule-never']);
    expect(codes({ audience: rule, cron: '0 10 29 2 *' })).toEqual([]);
    expect(codes({ audience: everybody, cron: '0 10 * * *' })).toEqual(['audience-everybody']);
  });
});
