import { describe, expect, it } from 'vitest';
import { formatter } from './formatter.ts';

const now = () => Date.parse('2026-03-10T12:00:00Z');
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('formatter', () => {
  it('writes numbers as each language does', () => {
    expect(formatter('en', 'UTC').number(1234567.891)).toBe('1,234,567.89');
    expect(plain(formatter('uk', 'UTC').number(1234567))).toBe('1 234 567');
  });

  it('says a share, and a dash where there is nothing to share', () => {
    const { share } = formatter('en', 'UTC');
    expect(share(1, 8)).toBe('12.5%');
    expect(share(0, 0)).toBe('–');
  });

  it('shows times in the zone of the workspace', () => {
    const at = '2026-03-10T23:30:00Z';
    expect(formatter('en', 'UTC').dateTime(at)).toBe('Mar 10, 2026, 23:30');
    expect(formatter('en', 'Europe/Kyiv').dateTime(at)).toBe('Mar 11, 2026, 01:30');
    expect(formatter('en', 'Europe/Kyiv').nearTime(at)).toBe('Mar 11, 01:30');
    expect(formatter('uk', 'Europe/Kyiv').weekday(at)).toBe('ср');
  });

  it('says how long ago in words with the right plural, and a date beyond a week', () => {
    const ru = formatter('ru', 'UTC', now);
    expect(ru.ago('2026-03-10T11:57:00Z')).toBe('3 минуты назад');
    expect(ru.ago('2026-03-10T11:55:00Z')).toBe('5 минут назад');
    expect(formatter('en', 'UTC', now).ago('2026-03-10T14:00:00Z')).toBe('in 2 hours');
    expect(formatter('en', 'UTC', now).ago('2026-03-01T12:00:00Z')).toBe('Mar 1, 2026');
  });

  it('gives back what is no time', () => {
    expect(formatter('en', 'UTC').date('soon')).toBe('soon');
  });
});
