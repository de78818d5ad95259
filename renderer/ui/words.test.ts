import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateInWords, durationInWords, durationParts } from './words.ts';

const languages = ['en', 'ru', 'uk'] as const;

describe('durations in words', () => {
  it.each([
    ['P1D', '1 day', '1 день', '1 день'],
    ['P3D', '3 days', '3 дня', '3 дні'],
    ['P5D', '5 days', '5 дней', '5 днів'],
    ['P21D', '21 days', '21 день', '21 день'],
    ['PT24H', '24 hours', '24 часа', '24 години'],
    ['PT0S', '0 seconds', '0 секунд', '0 секунд'],
    ['-P90D', '90 days', '90 дней', '90 днів'],
  ])('%s', (iso, ...words) => {
    expect(languages.map((language) => durationInWords(iso, language))).toEqual(words);
  });
  it('stands after "in the last" and before "ago" in the right case', () => {
    expect(durationInWords('P1W', 'ru', 'object')).toBe('1 неделю');
    expect(durationInWords('PT21H', 'uk', 'object')).toBe('21 годину');
    expect(durationInWords('P2W', 'ru', 'object')).toBe('2 недели');
  });
  it('says every part, whatever the duration', () => {
    const part = fc.nat({ max: 400 });
    fc.assert(
      fc.property(part, part, part, part, fc.constantFrom(...languages), (years, days, hours, minutes, language) => {
        const iso = `P${years}Y${days}DT${hours}H${minutes}M`;
        const words = durationInWords(iso, language);
        expect(words.trim()).not.toBe('');
        for (const { amount } of durationParts(iso) ?? []) expect(words).toContain(String(amount));
      }),
    );
  });
  it('gives back what is no duration', () => expect(durationInWords('soon', 'en')).toBe('soon'));
});

it('a date without a time is that date in every zone', () => {
  expect(dateInWords('2026-12-24', 'en', 'Pacific/Auckland')).toBe('Dec 24, 2026');
});
