import { describe, expect, it } from 'vitest';
import { addDuration, atTimeOfDay, formatInstant, isZone, parseInstant } from './time.ts';

const at = (text: string, zone: string) => ({ ms: parseInstant(text, zone) ?? Number.NaN, zone });
const shown = (moment: { ms: number; zone: string }) => formatInstant(moment.ms, moment.zone);

describe('durations', () => {
  it('[W1] P1D is a calendar day in the zone, PT24H is 24 hours', () => {
    const before = at('2026-03-28T10:00:00', 'Europe/Kyiv');
    expect(shown(addDuration(before, 'P1D'))).toBe('2026-03-29T10:00:00+03:00');
    expect(shown(addDuration(before, 'PT24H'))).toBe('2026-03-29T11:00:00+03:00');
  });
  it('[W1] 168h equals 7d when no clock changes between', () => {
    const start = at('2026-01-05T09:30:00', 'Europe/Kyiv');
    expect(addDuration(start, 'PT168H').ms).toBe(addDuration(start, 'P7D').ms);
  });
});

describe('a time of day', () => {
  it('[W4] that does not exist is the first instant after the gap', () => {
    expect(shown(atTimeOfDay(at('2026-03-29T01:00:00', 'Europe/Kyiv'), '03:30'))).toBe('2026-03-29T04:00:00+03:00');
  });
  it('that occurs twice is the first of the two', () => {
    expect(shown(atTimeOfDay(at('2026-10-25T00:10:00', 'Europe/Kyiv'), '03:30'))).toBe('2026-10-25T03:30:00+03:00');
  });
});

describe('zones', () => {
  it('knows IANA names and refuses others', () => {
    expect(isZone('Europe/Kyiv')).toBe(true);
    expect(isZone('Europe/Gotham')).toBe(false);
    expect(isZone('+02:00')).toBe(false);
  });
});
