import { describe, expect, it } from 'vitest';
import { formatInstant } from '../../flows/sdk/time.ts';
import { moment } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { trigger } from './step.ts';

const zone = 'Europe/Kyiv';

/** Local time of the next occurrence, and the day it is named by. */
function next(value: unknown, config: object, after = '2026-01-01T00:00', last: string | null = null, where = zone) {
  const parsed = spec.config.parse({ attribute: 'date', at: '10:00', ...config });
  const plan = trigger(parsed, moment(after, where), () => null);
  const found = plan.kind === 'date' ? plan.next(value, moment(after, where), last) : null;
  return found === null ? null : [formatInstant(found.at, where).slice(0, 16), found.day];
}
const yearly = { yearly: true };

describe('trigger-date', () => {
  it('comes once, on its day at its time in the contact’s zone', () => {
    expect(next('2026-06-05', {})).toEqual(['2026-06-05T10:00', '2026-06-05']);
    expect(next('2026-06-05', {}, '2026-06-05T10:00')).toBeNull();
    expect(next('2025-06-05', {})).toBeNull();
    expect(next('2026-06-05', {}, '2026-01-01T00:00', null, 'America/New_York')).toEqual([
      '2026-06-05T10:00',
      '2026-06-05',
    ]);
  });

  it('comes days before or after', () => {
    expect(next('2026-03-02', { days: -3 })).toEqual(['2026-02-27T10:00', '2026-03-02']);
    expect(next('2025-12-30', { days: 5 })).toEqual(['2026-01-04T10:00', '2025-12-30']);
  });

  it('comes every year, from the first on', () => {
    expect(next('1983-08-19', yearly)).toEqual(['2026-08-19T10:00', '2026-08-19']);
    expect(next('1983-08-19', yearly, '2026-08-19T10:00')).toEqual(['2027-08-19T10:00', '2027-08-19']);
    expect(next('2028-08-19', yearly)).toEqual(['2028-08-19T10:00', '2028-08-19']);
    // Three days before the first of January is in the year before.
    expect(next('1990-01-01', { ...yearly, days: -3 }, '2026-12-01T00:00')).toEqual(['2026-12-29T10:00', '2027-01-01']);
    expect(next('1990-12-31', { ...yearly, days: 3 })).toEqual(['2026-01-03T10:00', '2025-12-31']);
  });

  it.each([
    ['feb-28', ['2026-02-28T10:00', '2026-02-28']],
    ['mar-1', ['2026-03-01T10:00', '2026-03-01']],
    ['leap-only', ['2028-02-29T10:00', '2028-02-29']],
  ])('knows what to do with 29 February: %s', (leap, expected) => {
    expect(next('1992-02-29', { ...yearly, leap })).toEqual(expected);
    expect(next('1992-02-29', { ...yearly, leap }, '2028-01-01T00:00')).toEqual(['2028-02-29T10:00', '2028-02-29']);
    expect(next('1992-02-29', { ...yearly, leap: 'leap-only' }, '2097-01-01T00:00')?.[1]).toBe('2104-02-29');
  });

  it('does not come twice for one day, whatever happens to the zone', () => {
    expect(next('1983-08-19', yearly, '2026-08-19T08:00', '2026-08-19', 'America/New_York')).toEqual([
      '2027-08-19T10:00',
      '2027-08-19',
    ]);
  });

  it('fires after a gap of the clocks, and once when an hour comes twice', () => {
    expect(next('2026-03-29', { at: '03:30' })).toEqual(['2026-03-29T04:00', '2026-03-29']);
    const plan = trigger(spec.config.parse({ attribute: 'date', at: '03:30' }), moment('2026-01-01'), () => null);
    const first = plan.kind === 'date' ? plan.next('2026-10-25', moment('2026-10-01T00:00'), null) : null;
    expect(formatInstant(first?.at ?? 0, zone)).toBe('2026-10-25T03:30:00+03:00');
  });

  it('reads dates, local times and instants, and nothing else', () => {
    expect(next('2026-06-05T18:30', {})).toEqual(['2026-06-05T10:00', '2026-06-05']);
    // Half past one at night in Kyiv.
    expect(next('2026-06-05T22:30:00Z', {})).toEqual(['2026-06-06T10:00', '2026-06-06']);
    for (const value of [null, undefined, 7, '', 'soon', '2026-02-30', '05.06.2026', ['2026-06-05']])
      expect(next(value, {})).toBeNull();
  });
});
