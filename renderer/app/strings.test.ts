/** The three languages say the same things: same keys, same values in the sentences, every plural form. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { languages } from './language.ts';

const root = new URL('../strings/', import.meta.url);
const plural = /_(zero|one|two|few|many|other)$/;

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

const read = (language: string, file: string): Map<string, string> =>
  flat(JSON.parse(readFileSync(new URL(`${language}/${file}`, root), 'utf8')) as Tree);

const params = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? ''))].sort();

const files = readdirSync(new URL('en/', root));

describe.each(files)('%s', (file) => {
  const words = Object.fromEntries(languages.map((language) => [language, read(language, file)]));
  const bases = (language: string) =>
    new Set([...(words[language]?.keys() ?? [])].map((key) => key.replace(plural, '')));

  it('has the same keys in every language', () => {
    for (const language of languages) expect([...bases(language)].sort()).toEqual([...bases('en')].sort());
  });

  it('has every plural form that the language needs', () => {
    for (const language of languages) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const counted = new Set(
        [...(words[language]?.keys() ?? [])].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')),
      );
      for (const key of counted)
        for (const form of forms)
          expect(words[language]?.has(`${key}_${form}`), `${language} ${key}_${form}`).toBe(true);
    }
  });

  it('puts the same values into the sentences, and leaves none empty', () => {
    // "One person" needs no number: the forms of a plural are taken together.
    const said = (language: string) => {
      const values: Record<string, string[]> = {};
      for (const [key, text] of words[language] ?? []) {
        expect(text.trim(), `${language} ${key}`).not.toBe('');
        const base = key.replace(plural, '');
        values[base] = [...new Set([...(values[base] ?? []), ...params(text)])].sort();
      }
      return values;
    };
    for (const language of languages) expect(said(language)).toEqual(said('en'));
  });
});
