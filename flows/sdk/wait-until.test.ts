import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, localTime, parseInstant } from './time.ts';
import {
  dateTarget,
  firstAllowed,
  isAllowed,
  isTimeInWindow,
  moveOn,
  nextAllowed,
  type WaitRule,
} from './wait-until.ts';

const kyiv = 'Europe/Kyiv';
const utc = (text: string) => parseInstant(text, 'UTC') ?? Number.NaN;
const iso = (ms: number) => formatInstant(ms, 'UTC').replace('+00:00', 'Z');
const at = (text: string, zone = kyiv) => ({ ms: parseInstant(text, zone) ?? Number.NaN, zone });
const ends = (now: string, rule: WaitRule, zone = kyiv): string =>
  formatInstant(nextAllowed(at(now, zone), rule).ms, zone).slice(0, 16);

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const workdays = [1, 2, 3, 4, 5];

describe('a length of time', () => {
  it.each([
    ['PT90S', '2026-06-01T10:00:00', '2026-06-01T10:01'],
    ['P1D', '2026-06-01T10:00:00', '2026-06-02T10:00'],
    ['P1D', '2026-03-28T10:00:00', '2026-03-29T10:00'],
    ['PT24H', '2026-03-28T10:00:00', '2026-03-29T11:00'],
    ['P1M', '2026-01-31T10:00:00', '2026-02-28T10:00'],
    ['P1Y', '2024-02-29T10:00:00', '2025-02-28T10:00'],
  ])('%s from %s', (duration, now, end) => {
    expect(ends(now, { for: duration })).toBe(end);
  });
});

describe('a time of day', () => {
  it.each([
    // Whole days count dates, whatever the hour.
    ['P1D', '2026-06-01T00:01:00', '2026-06-02T10:00'],
    ['P1D', '2026-06-01T23:59:00', '2026-06-02T10:00'],
    ['P3D', '2026-06-01T15:20:00', '2026-06-04T10:00'],
    ['P1W', '2026-06-01T15:20:00', '2026-06-08T10:00'],
    ['P1M', '2026-01-31T15:20:00', '2026-02-28T10:00'],
    // Today if still ahead, else tomorrow; the very instant is not ahead.
    ['P0D', '2026-06-01T09:59:59', '2026-06-01T10:00'],
    ['P0D', '2026-06-01T10:00:00', '2026-06-02T10:00'],
    ['P0D', '2026-06-01T10:00:01', '2026-06-02T10:00'],
    ['P0W', '2026-06-01T10:00:01', '2026-06-02T10:00'],
    // Hours pass first, then comes the first such time.
    ['PT36H', '2026-06-01T09:00:00', '2026-06-03T10:00'],
    ['PT36H', '2026-06-01T22:00:00', '2026-06-03T10:00'],
    ['PT36H', '2026-06-01T21:59:00', '2026-06-03T10:00'],
    ['PT36H', '2026-06-01T22:01:00', '2026-06-04T10:00'],
    ['PT0S', '2026-06-01T10:00:00', '2026-06-01T10:00'],
    ['P1DT2H', '2026-06-01T08:00:00', '2026-06-02T10:00'],
    ['P1DT2H', '2026-06-01T08:01:00', '2026-06-03T10:00'],
  ])('%s at 10:00 from %s', (duration, now, end) => {
    expect(ends(now, { for: duration, at: '10:00' })).toBe(end);
  });

  it('that does not exist is the first instant after the gap, that occurs twice is the first', () => {
    expect(formatInstant(nextAllowed(at('2026-03-28T12:00'), { for: 'P1D', at: '03:30' }).ms, kyiv)).toBe(
      '2026-03-29T04:00:00+03:00',
    );
    expect(formatInstant(nextAllowed(at('2026-10-24T12:00'), { for: 'P1D', at: '03:30' }).ms, kyiv)).toBe(
      '2026-10-25T03:30:00+03:00',
    );
    // Standing between the two: the next one is tomorrow's, so that nobody is served twice.
    const between = { ms: utc('2026-10-25T00:45:00Z'), zone: kyiv };
    expect(formatInstant(nextAllowed(between, { for: 'P0D', at: '03:30' }).ms, kyiv)).toBe('2026-10-26T03:30:00+02:00');
  });

  it('is of the zone of the contact', () => {
    const now = utc('2026-06-01T22:30:00Z');
    const end = (zone: string) => iso(nextAllowed({ ms: now, zone }, { for: 'P1D', at: '10:00' }).ms);
    expect(end('Europe/Kyiv')).toBe('2026-06-03T07:00:00Z');
    expect(end('America/New_York')).toBe('2026-06-02T14:00:00Z');
  });
});

describe('weekdays', () => {
  it.each([
    // 2026-06-05 is a Friday.
    ['P1D', '2026-06-05T15:20:00', '2026-06-08T15:20'],
    ['P1D', '2026-06-04T15:20:00', '2026-06-05T15:20'],
    ['PT1H', '2026-06-05T23:30:00', '2026-06-08T00:30'],
  ])('%s from %s moves on to a working day, at the same time of day', (duration, now, end) => {
    expect(ends(now, { for: duration, weekdays: workdays })).toBe(end);
  });
  it('keep the time of day that was asked for', () => {
    expect(ends('2026-06-05T15:20', { for: 'P1D', at: '10:00', weekdays: workdays })).toBe('2026-06-08T10:00');
    expect(ends('2026-06-05T15:20', { for: 'P0D', at: '10:00', weekdays: [5] })).toBe('2026-06-12T10:00');
  });
  it('never land on a day that the zone skipped', () => {
    // Apia had no Friday 2011-12-30.
    expect(ends('2011-12-29T12:00', { for: 'PT0S', weekdays: [5] }, 'Pacific/Apia')).toBe('2012-01-06T12:00');
    expect(ends('2011-12-29T12:00', { for: 'P1D', at: '10:00', weekdays: [5] }, 'Pacific/Apia')).toBe(
      '2012-01-06T10:00',
    );
  });
  it('keep seconds and milliseconds', () => {
    const now = { ms: utc('2026-06-06T10:11:12.345Z'), zone: 'UTC' };
    expect(iso(firstAllowed(now, { weekdays: [1] }).ms)).toBe('2026-06-08T10:11:12.345Z');
  });
});

describe('hours', () => {
  const day = { from: '09:00', to: '18:00' };
  const night = { from: '22:00', to: '06:00' };
  it.each([
    [day, '2026-06-01T08:59', '2026-06-01T09:00'],
    [day, '2026-06-01T09:00', '2026-06-01T09:00'],
    [day, '2026-06-01T17:59', '2026-06-01T17:59'],
    [day, '2026-06-01T18:00', '2026-06-02T09:00'],
    [night, '2026-06-01T21:59', '2026-06-01T22:00'],
    [night, '2026-06-01T23:00', '2026-06-01T23:00'],
    [night, '2026-06-01T00:00', '2026-06-01T00:00'],
    [night, '2026-06-01T05:59', '2026-06-01T05:59'],
    [night, '2026-06-01T06:00', '2026-06-01T22:00'],
  ])('%o from %s', (window, now, end) => {
    expect(ends(now, { for: 'PT0S', window })).toBe(end);
  });

  it('with weekdays begin when the first allowed window opens', () => {
    expect(ends('2026-06-05T19:00', { for: 'PT0S', window: day, weekdays: workdays })).toBe('2026-06-08T09:00');
    expect(ends('2026-06-06T12:00', { for: 'PT0S', window: day, weekdays: workdays })).toBe('2026-06-08T09:00');
  });

  it('[W6] that cross midnight belong to the day they open on', () => {
    const friday = { for: 'PT0S', window: night, weekdays: [5] };
    expect(ends('2026-06-05T02:00', friday)).toBe('2026-06-05T22:00');
    expect(ends('2026-06-06T02:00', friday)).toBe('2026-06-06T02:00');
    expect(ends('2026-06-06T06:00', friday)).toBe('2026-06-12T22:00');
  });

  it('with a time of day inside keep it, with one outside begin when they open', () => {
    expect(ends('2026-06-01T12:00', { for: 'P1D', at: '10:00', window: day })).toBe('2026-06-02T10:00');
    expect(ends('2026-06-01T12:00', { for: 'P1D', at: '20:00', window: day })).toBe('2026-06-03T09:00');
    expect(ends('2026-06-04T12:00', { for: 'P1D', at: '02:00', window: night, weekdays: [5] })).toBe(
      '2026-06-06T02:00',
    );
  });

  it('that begin in a gap open after it, and that lie inside one are skipped', () => {
    expect(ends('2026-03-29T01:00', { for: 'PT0S', window: { from: '03:30', to: '05:00' } })).toBe('2026-03-29T04:00');
    expect(ends('2026-03-29T01:00', { for: 'PT0S', window: { from: '03:15', to: '03:45' } })).toBe('2026-03-30T03:15');
  });

  it('compare the clock', () => {
    expect(isTimeInWindow('10:00', day)).toBe(true);
    expect(isTimeInWindow('18:00', day)).toBe(false);
    expect(isTimeInWindow('02:00', night)).toBe(true);
    expect(isTimeInWindow('12:00', night)).toBe(false);
  });
});

describe('a date', () => {
  const target = (text: string, rule: { offset?: string; at?: string } = {}) => {
    const found = dateTarget(text, kyiv, rule, parseInstant);
    return found === null ? null : [found.end, found.passesAt].map(({ ms }) => formatInstant(ms, kyiv).slice(0, 16));
  };
  it('without a time lasts all day', () => {
    expect(target('2026-06-05')).toEqual(['2026-06-05T00:00', '2026-06-05T23:59']);
    expect(target('2026-06-05', { offset: '-P1D' })).toEqual(['2026-06-04T00:00', '2026-06-04T23:59']);
  });
  it('with a time passes at that time', () => {
    expect(target('2026-06-05T15:00')).toEqual(['2026-06-05T15:00', '2026-06-05T15:00']);
    expect(target('2026-06-05T15:00', { offset: '-PT2H' })).toEqual(['2026-06-05T13:00', '2026-06-05T13:00']);
  });
  it('[W2] with a time of day counts dates, unless hours are counted', () => {
    expect(target('2026-06-05T18:00', { offset: '-P1D', at: '10:00' })).toEqual([
      '2026-06-04T10:00',
      '2026-06-04T10:00',
    ]);
    expect(target('2026-06-05', { at: '10:00' })).toEqual(['2026-06-05T10:00', '2026-06-05T10:00']);
    expect(target('2026-06-05T18:00', { offset: 'PT2H', at: '10:00' })).toEqual([
      '2026-06-06T10:00',
      '2026-06-06T10:00',
    ]);
  });
  it('that is none is null', () => {
    expect(target('soon')).toBeNull();
    expect(target('')).toBeNull();
  });
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const zone = fc.constantFrom(
  kyiv,
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Apia',
  'Asia/Kolkata',
  'UTC',
);
const moment = fc.record({ ms: fc.integer({ min: utc('2010-01-01'), max: utc('2035-01-01') }), zone });
const weekdays = fc.option(fc.subarray(everyDay, { minLength: 1 }), { nil: undefined });
const window = fc.option(
  fc.record({ from: time, to: time }).filter(({ from, to }) => from !== to),
  { nil: undefined },
);
const duration = fc.oneof(
  fc.constantFrom('P0D', 'P1D', 'P1W', 'P1M', 'P1Y', 'PT0S', 'PT36H', 'P1DT12H'),
  fc.integer({ min: 0, max: 400 }).map((days) => `P${days}D`),
  fc.integer({ min: 0, max: 5000 }).map((minutes) => `PT${minutes}M`),
);
const rule = fc.record({ for: duration, at: fc.option(time, { nil: undefined }), weekdays, window });

describe('always', () => {
  it('[W2] ends at an allowed moment, never before it began', () => {
    fc.assert(
      fc.property(moment, rule, (now, wanted) => {
        const end = nextAllowed(now, wanted);
        expect(end.zone).toBe(now.zone);
        expect(end.ms).toBeGreaterThanOrEqual(now.ms);
        expect(isAllowed(end, wanted)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('is the same when asked again at its own end', () => {
    fc.assert(
      fc.property(moment, rule, (now, { weekdays, window }) => {
        const end = firstAllowed(now, { weekdays, window });
        expect(firstAllowed(end, { weekdays, window }).ms).toBe(end.ms);
      }),
      { numRuns: 500 },
    );
  });

  it('shows the time of day asked for, where the hours allow it and the clock has it', () => {
    fc.assert(
      fc.property(
        fc.record({ ms: moment.map(({ ms }) => ms), zone: fc.constantFrom('UTC', 'Asia/Kolkata') }),
        rule,
        time,
        (now, wanted, clock) => {
          fc.pre(wanted.window === undefined || isTimeInWindow(clock, wanted.window));
          const { hour, minute } = localTime(nextAllowed(now, { ...wanted, at: clock }));
          expect([hour, minute]).toEqual(clock.split(':').map(Number));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the first allowed minute of a window (looked for minute by minute)', () => {
    const allowedByTheClock = (ms: number, rule: Pick<WaitRule, 'weekdays' | 'window'>): boolean => {
      const minutes = (ms / 60_000) % 1440;
      const shown = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
      // The first day of the epoch was a Thursday.
      const weekday = (ms: number) => ((Math.floor(ms / 86_400_000) + 3) % 7) + 1;
      const { from, to } = rule.window ?? { from: '00:00', to: '24:00' };
      const openedYesterday = to < from && shown < to;
      const inside = from < to ? shown >= from && shown < to : shown >= from || shown < to;
      const day = weekday(openedYesterday ? ms - 86_400_000 : ms);
      return inside && (rule.weekdays ?? everyDay).includes(day);
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 28_000_000, max: 30_000_000 }),
        weekdays,
        window.filter((value) => value !== undefined),
        (minute, weekdays, window) => {
          const start = minute * 60_000;
          let expected = start;
          while (!allowedByTheClock(expected, { weekdays, window })) expected += 60_000;
          expect(firstAllowed({ ms: start, zone: 'UTC' }, { weekdays, window }).ms).toBe(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('moves an end on, not back', () => {
    fc.assert(
      fc.property(moment, rule, (end, wanted) => {
        expect(moveOn(end, wanted).ms).toBeGreaterThanOrEqual(end.ms);
      }),
    );
  });
});
