import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usualUtm, utmOf, utmSchema, withUtm } from './utm.ts';

const places = { flow: 'Spring  Sale', channel: 'email', block: 'First letter' };
const mark = (url: string, utm = usualUtm): string => withUtm(url, utm, places);

describe('marks of an address', () => {
  it('are filled in and added, and what the address says already stays', () => {
    expect(mark('https://a.example')).toBe(
      'https://a.example?utm_source=kaskad&utm_medium=email&utm_campaign=spring-sale',
    );
    expect(mark('https://a.example/x?b=%20+&utm_source=mine#top')).toBe(
      'https://a.example/x?b=%20+&utm_source=mine&utm_medium=email&utm_campaign=spring-sale#top',
    );
    expect(mark('https://a.example/?')).toMatch(/\/\?utm_source/);
    expect(mark('https://a.example/', { source: '{block}', medium: '', campaign: ' ' })).toBe(
      'https://a.example/?utm_source=first-letter&utm_campaign=%20',
    );
  });
  it('change nothing else, and are there once', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = mark(url);
        expect(mark(once)).toBe(once);
        const parsed = new URL(once);
        for (const [name, value] of new URL(url).searchParams)
          expect(parsed.searchParams.getAll(name)).toContain(value);
        expect(parsed.hash).toBe(new URL(url).hash);
        expect(once.startsWith(url.split('#', 1)[0] ?? '')).toBe(true);
      }),
    );
  });
  it('of a flow stand before those of the workspace', () => {
    expect(utmOf(null, null)).toBeNull();
    expect(utmOf(usualUtm, null)).toEqual(usualUtm);
    expect(utmOf(null, { campaign: 'x' })).toEqual({ ...usualUtm, campaign: 'x' });
  });
  it.each(['{{ contact.email }}', '{person}', '{', 'x'.repeat(101)])('are refused: %s', (source) => {
    expect(utmSchema.safeParse({ ...usualUtm, source }).success).toBe(false);
  });
});
