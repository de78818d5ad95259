/** However people write a score, it is the one they mean; a number that means something else is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npsGroup, npsScale, scoreOf } from './score.ts';

const spoken = {
  en: 'zero one two three four five six seven eight nine ten'.split(' '),
  ru: 'ноль один два три четыре пять шесть семь восемь девять десять'.split(' '),
  uk: "нуль один два три чотири п'ять шість сім вісім дев'ять десять".split(' '),
};
const score = fc.integer({ min: 0, max: 10 });
const apostrophe = fc.constantFrom("'", '’', 'ʼ', '`');
const spaces = fc.constantFrom('', ' ', '\n', '  ');
const end = fc.constantFrom('', '.', '!', '!!!', ' :)', ' 👍');

describe('a score in words', () => {
  it('is read in three languages, whatever the case and the apostrophe', () => {
    fc.assert(
      fc.property(
        score,
        fc.constantFrom('en', 'ru', 'uk'),
        apostrophe,
        spaces,
        end,
        fc.boolean(),
        (n, language, mark, space, last, loud) => {
          const word = (spoken[language][n] as string).replace("'", mark);
          expect(scoreOf(`${space}${loud ? word.toUpperCase() : word}${last}`, npsScale)).toBe(n);
        },
      ),
    );
  });
  it('is read as a figure, alone, of ten, and with a comment', () => {
    const form = fc.constantFrom(
      (n: number) => `${n}`,
      (n: number) => `${n}/10`,
      (n: number) => `${n} из 10`,
      (n: number) => `${n} з 10`,
      (n: number) => `${n} із десяти`,
      (n: number) => `${n} out of 10`,
      (n: number) => `${n} of ten`,
      (n: number) => `Ставлю ${n}`,
      (n: number) => `${n} баллов`,
      (n: number) => `твёрдая ${n}-ка`,
      (n: number) => `${n}, все подобалось, дякую`,
      (n: number) => `${n}\n--\nSent from my phone`,
    );
    fc.assert(
      fc.property(score, form, spaces, end, (n, write, space, last) => {
        expect(scoreOf(`${space}${write(n)}${last}`, npsScale)).toBe(n);
      }),
    );
  });
  it('is none outside of the scale, between two figures, in a fraction or among other words', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 20 }), (n, max) => {
        expect(scoreOf(String(n), { min: 1, max })).toBe(n >= 1 && n <= max ? n : null);
      }),
    );
    for (const text of [
      '',
      'good',
      'no one',
      '7 or 8',
      '7.5',
      '8,5',
      '-3',
      '3-4',
      'на пять минут позже',
      'x'.repeat(400),
      '11/10',
    ]) {
      expect(scoreOf(text, npsScale), text).toBeNull();
    }
  });
  it('groups as the net promoter score does', () => {
    expect(Array.from({ length: 11 }, (_, n) => npsGroup(n)).join(' ')).toBe(
      `${'detractor '.repeat(7)}passive passive promoter promoter`,
    );
  });
});
