/** Every node's card has a sentence in every language, made of words and not of keys. */
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { editors, folderStrings, specs } from '../../registry/editors.ts';
import { summaryHelp } from './use-ui.ts';

const shared = import.meta.glob<Record<string, unknown>>('../strings/*/ui.json', { eager: true, import: 'default' });
const missing: string[] = [];

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    fallbackLng: false,
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (languages, namespace, key, fallback) => {
      if (fallback === key || fallback === undefined) missing.push(`${languages.join()} ${namespace}:${key}`);
    },
    resources: Object.fromEntries(
      ['en', 'ru', 'uk'].map((language) => [
        language,
        { ...folderStrings[language], ui: shared[`../strings/${language}/ui.json`] ?? {} },
      ]),
    ),
  });
});

it('every node type has an editor', () => {
  expect([...editors.keys()].sort()).toEqual([...specs.keys()].sort());
});

describe.each(['en', 'ru', 'uk'])('summaries in %s', (language) => {
  it.each([...specs.keys()])('%s', async (type) => {
    missing.length = 0;
    await i18next.changeLanguage(language);
    const fixed = i18next.getFixedT(language, [`node-${type}`, 'ui']);
    const t = (key: string, params?: Record<string, string | number>) => fixed(key, { ...params });
    const spec = specs.get(type);
    const config = spec?.config.parse(spec.defaults);
    const text = editors.get(type)?.summary(config, summaryHelp({ t, language, nodeName: (id) => id })) ?? '';
    expect(text.trim()).not.toBe('');
    expect(text).not.toMatch(/summary\.|fields\.|ui:|\{\{/);
    for (const outlet of spec?.outlets(config) ?? [])
      editors.get(type)?.outletLabel?.(outlet, config, summaryHelp({ t, language, nodeName: (id) => id }));
    expect(missing).toEqual([]);
  });
});

const begun = [...editors].flatMap(([type, { first }]) => (first === undefined ? [] : [{ type, first }]));

it('some type has words of its own to begin with', () => expect(begun.map(({ type }) => type)).toContain('ask'));

describe.each(['en', 'ru', 'uk'])('new blocks in %s', (language) => {
  it.each(begun)('$type is what its defaults are, in the language of who draws', async ({ type, first }) => {
    missing.length = 0;
    await i18next.changeLanguage(language);
    const fixed = i18next.getFixedT(language, [`node-${type}`, 'ui']);
    const spec = specs.get(type);
    const config = spec?.config.parse(first((key, params) => fixed(key, { ...params })));
    expect(spec?.outlets(config)).toEqual(spec?.outlets(spec.config.parse(spec.defaults)));
    expect(missing).toEqual([]);
    const words = JSON.stringify(config);
    if (language === 'en') expect(config).toEqual(spec?.config.parse(spec.defaults));
    else expect(words).toMatch(/\p{Script=Cyrillic}/u);
  });
});
