import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phoneCountry, zoneOf } from '../contacts/zone.ts';
import { parseInstant } from '../sdk/time.ts';
import { country, date, email, instant, language, number, phone } from './normalise.ts';
import { singleZones } from './single-zones.ts';

describe('the zone of a contact', () => {
  const nobody = { timezone: null, country: null, phone: null };
  const workspace = 'Asia/Tokyo';
  it('[W3] is the profile, else the country with one zone, else the phone, else the flow, else the workspace', () => {
    const profile = { timezone: 'Europe/London', country: 'UA', phone: '+380671234567' };
    expect(zoneOf(profile, { workspace })).toEqual({ name: 'Europe/London', source: 'profile' });
    expect(zoneOf({ ...nobody, country: 'UA' }, { workspace })).toEqual({ name: 'Europe/Kyiv', source: 'country' });
    expect(zoneOf({ ...nobody, phone: '+380671234567' }, { workspace }).name).toBe('Europe/Kyiv');
    expect(zoneOf({ ...nobody, country: 'US', phone: '+380671234567' }, { workspace }).source).toBe('workspace');
    expect(zoneOf(nobody, { flow: 'Europe/Kyiv', workspace })).toEqual({ name: 'Europe/Kyiv', source: 'flow' });
    expect(zoneOf({ ...nobody, timezone: 'Europe/Gotham' }, { workspace })).toEqual({
      name: workspace,
      source: 'workspace',
    });
  });
  it('every zone of the table exists', () => {
    expect(singleZones.size).toBeGreaterThan(200);
    for (const [code, name] of singleZones)
      expect(zoneOf({ ...nobody, country: code }, { workspace: 'UTC' }).name).toBe(name);
    expect([...singleZones.values()].every((name) => parseInstant('2026-01-01', name) !== null)).toBe(true);
  });
  it('knows the country of a phone', () => {
    expect([phoneCountry('+380671234567'), phoneCountry('+12015550123'), phoneCountry('12')]).toEqual([
      'UA',
      'US',
      null,
    ]);
  });
});

describe('values', () => {
  it.each<[string, string | null, string | null]>([
    ['+38 (067) 123-45-67', null, '+380671234567'],
    ['067 123 45 67', 'UA', '+380671234567'],
    ['380671234567', 'UA', '+380671234567'],
    ['380671234567', null, '+380671234567'],
    ['00380671234567', null, '+380671234567'],
    ['8 (912) 345-67-89', 'RU', '+79123456789'],
    // Not a number of Korea, although +82 would make it one.
    ['8 (2165550102', 'RU', null],
    ['067 123 45 67', null, null],
    ['3.80671E+11', 'UA', null],
    ['+999123456789', null, null],
    ['call me', 'UA', null],
  ])('phone %s with %s is %s', (text, hint, expected) => {
    expect(phone(text, hint)).toBe(expected);
  });
  it.each([
    ['Anna@X.io', 'anna@x.io'],
    ['имя@почта.рф', 'имя@почта.рф'],
    ['a@x', null],
    ['a b@x.io', null],
    ['a@x..io', null],
  ])('e-mail %s is %s', (text, expected) => {
    expect(email(text)).toBe(expected);
  });
  it.each([
    ['1 234,50', 1234.5],
    ['1,234.50', 1234.5],
    ['1.234,50', 1234.5],
    ['-3,5', -3.5],
    ['1.234.567', 1_234_567],
    ['12a', null],
    ['1,2,3', null],
  ])('number %s is %s', (text, expected) => {
    expect(number(text)).toBe(expected);
  });
  it('languages and countries by code and by name', () => {
    expect(['uk', 'uk-UA', 'UA', 'Ukrainian', 'украинский', 'українська', 'deutsch'].map(language)).toEqual([
      'uk',
      'uk',
      'uk',
      'uk',
      'uk',
      'uk',
      'de',
    ]);
    expect(['ua', 'Ukraine', 'Украина', 'Україна', 'UK', 'США', 'Narnia'].map(country)).toEqual([
      'UA',
      'UA',
      'UA',
      'UA',
      'GB',
      'US',
      null,
    ]);
  });
  it('dates with a time, of the zone unless they say otherwise', () => {
    expect(date('05.01.2026 10:30', 'dmy', 'Europe/Kyiv')).toBe('2026-01-05T10:30:00+02:00');
    expect(date('1/5/2026 3:05 PM', 'mdy', 'Europe/Kyiv')).toBe('2026-01-05T15:05:00+02:00');
    expect(date('2026-01-05T08:30:00Z', 'dmy', 'Europe/Kyiv')).toBe('2026-01-05T10:30:00+02:00');
    expect(
      ['31.02.2026', '05.13.2026', '05.01.26', '2026-01-05 25:00'].map((text) => date(text, 'dmy', 'UTC')),
    ).toEqual([null, null, null, null]);
  });
  it('every day comes back from every way of writing it', () => {
    const day = fc.date({
      min: new Date('1900-01-01T00:00:00Z'),
      max: new Date('2100-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, fc.constantFrom('.', '/', '-'), (at, separator) => {
        const iso = at.toISOString().slice(0, 10);
        const [y, m, d] = iso.split('-') as [string, string, string];
        expect(date([d, m, y].join(separator), 'dmy', 'UTC')).toBe(iso);
        expect(date([m, d, y].join(separator), 'mdy', 'UTC')).toBe(iso);
        expect(date([y, m, d].join(separator), 'dmy', 'UTC')).toBe(iso);
        expect(instant([d, m, y].join(separator), 'dmy', 'Europe/Kyiv')).toBe(parseInstant(iso, 'Europe/Kyiv'));
      }),
    );
  });
});
