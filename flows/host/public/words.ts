/** Words of the public pages, in the languages of the app; people who read another one get English. */
import { type Language, wordsEn } from './words-en.ts';
import { wordsRu } from './words-ru.ts';
import { wordsUk } from './words-uk.ts';

const all: Readonly<Record<Language, typeof wordsEn>> = { en: wordsEn, ru: wordsRu, uk: wordsUk };

export type Words = typeof wordsEn;

const isLanguage = (text: string): text is Language => Object.hasOwn(all, text);

/** The first of these that there are words in: `uk-UA`, null and unknown ones included. */
export function pageLanguage(wanted: readonly (string | null | undefined)[]): Language {
  for (const one of wanted) {
    const base = (one ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
    if (isLanguage(base)) return base;
  }
  return 'en';
}

export const wordsFor = (language: Language): Words => all[language];

/** Languages that a browser asks for, best first. */
export function askedLanguages(header: string | undefined): string[] {
  return (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [name = '', ...rest] = part.trim().split(';');
      const weight = Number(/q=([\d.]+)/.exec(rest.join(';'))?.[1] ?? 1);
      return { name, weight: Number.isFinite(weight) ? weight : 0 };
    })
    .filter(({ name }) => /^[A-Za-z-]{2,20}$/.test(name))
    .sort((a, b) => b.weight - a.weight)
    .map(({ name }) => name);
}
