import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { cronSchema, isCron, nextCron, upcoming } from './cron.ts';
import { formatInstant, localTime, parseInstant } from './time.ts';

const kyiv = 'Europe/Kyiv';
const from = (text: string) => ({ ms: parseInstant(text, kyiv) ?? Number.NaN, zone: kyiv });
const shown = (ms: number | null) => (ms === null ? null : formatInstant(ms, kyiv));

describe('a schedule', () => {
  it('is strictly after the moment', () => {
    expect(shown(nextCron('0 10 * * *', from('2026-06-01T09:59:59')))).toBe('2026-06-01T10:00:00+03:00');
    expect(shown(nextCron('0 10 * * *', from('2026-06-01T10:00:00')))).toBe('2026-06-02T10:00:00+03:00');
  });
  it('fires after the gap, and once where the time occurs twice', () => {
    expect(shown(nextCron('30 3 * * *', from('2026-03-29T00:00')))).toBe('2026-03-29T04:00:00+03:00');
    expect(upcoming('30 3 * * *', from('2026-10-24T12:00'), 2).map(shown)).toEqual([
      '2026-10-25T03:30:00+03:00',
      '2026-10-26T03:30:00+02:00',
    ]);
  });
  it('skips weekends when told to', () => {
    expect(shown(nextCron('0 10 * * *', from('2026-06-05T10:00'), { skipWeekends: true }))).toBe(
      '2026-06-08T10:00:00+03:00',
    );
    expect(shown(nextCron('0 10 1 * *', from('2026-07-31T10:00'), { skipWeekends: true }))).toBe(
      '2026-09-01T10:00:00+03:00',
    );
    expect(nextCron('0 10 * * 6,0', from('2026-06-05T10:00'), { skipWeekends: true })).toBeNull();
  });
  it('that never comes is null', () => {
    expect(nextCron('0 0 31 2 *', from('2026-01-01'))).toBeNull();
    expect(upcoming('0 0 31 2 *', from('2026-01-01'), 3)).toEqual([]);
  });
  it('does not read the machine’s clock', () => {
    const wanted = nextCron('*/7 8-9 * * 1-5', from('2026-06-05T10:00'));
    vi.useFakeTimers({ now: from('2050-01-01').ms });
    try {
      expect(nextCron('*/7 8-9 * * 1-5', from('2026-06-05T10:00'))).toBe(wanted);
    } finally {
      vi.useRealTimers();
    }
  });
  it('of one minute and hour shows them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 6, max: 23 }),
        fc.integer({ min: from('2020-01-01').ms, max: from('2035-01-01').ms }),
        fc.boolean(),
        (minute, hour, ms, skipWeekends) => {
          const next = nextCron(`${minute} ${hour} * * *`, { ms, zone: kyiv }, { skipWeekends });
          expect(next).toBeGreaterThan(ms);
          const local = localTime({ ms: next ?? 0, zone: kyiv });
          expect([local.hour, local.minute]).toEqual([hour, minute]);
          if (skipWeekends) expect(local.weekday).toBeLessThan(6);
        },
      ),
    );
  });
  it('has five fields', () => {
    for (const good of ['0 10 * * *', '0 10 * * 1-5', '*/15 9-18 1,15 * MON', '0 10 L * *'])
      expect(isCron(good)).toBe(true);
    for (const bad of ['', 'x', '* * * * * *', '0 25 * * *', '0 10 * *', '60 1 * * *']) expect(isCron(bad)).toBe(false);
    expect(cronSchema.safeParse('every day').error?.issues[0]?.message).toBe('not-a-cron');
  });
});
