/** Words of the app in three languages. Namespaces are the file names under `renderer/strings/<language>/`. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { folderStrings } from '../../registry/editors.ts';
import { isLanguage, type Language, languages, pickLanguage } from './language.ts';

const modules = import.meta.glob<Record<string, unknown>>('../strings/*/*.json', { eager: true, import: 'default' });

type Resources = Record<string, Record<string, Record<string, unknown>>>;
interface Words {
  [key: string]: unknown;
}
const isWords = (value: unknown): value is Words => typeof value === 'object' && value !== null;
const together = (one: Words, other: Words): Words => {
  const all = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = all[key];
    all[key] = isWords(before) && isWords(value) ? together(before, value) : value;
  }
  return all;
};

const resources: Resources = {};
for (const language of languages) resources[language] = { ...folderStrings[language] };
for (const [path, strings] of Object.entries(modules)) {
  const [language, file] = path.split('/').slice(-2);
  if (language === undefined || file === undefined) continue;
  resources[language] ??= {};
  resources[language][file.replace('.json', '')] = strings;
}

// What a vendor's own operations are called stands in the vendor's folder, beside the words that vendors share.
for (const [language, own] of Object.entries(resources)) {
  const shared = (own.operations ?? {}) as Words;
  own.operations = Object.keys(folderStrings[language] ?? {}).reduce((all, namespace) => {
    const { operations } = folderStrings[language]?.[namespace] ?? {};
    return namespace.startsWith('connector-') && isWords(operations) ? together(all, operations) : all;
  }, shared);
}

const stored = 'kaskad.language';

function reflect(language: string): void {
  document.documentElement.lang = language;
}

export async function startI18n(): Promise<void> {
  const language = pickLanguage(window.localStorage.getItem(stored), window.navigator.languages);
  await i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: 'en',
    supportedLngs: [...languages],
    ns: Object.keys(resources.en ?? {}),
    defaultNS: 'app',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  reflect(language);
  // Chosen in another window.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== stored || newValue === null || !isLanguage(newValue)) return;
    void i18next.changeLanguage(newValue).then(() => reflect(newValue));
  });
}

/** Switches at once and is remembered on this computer. */
export async function changeLanguage(language: Language): Promise<void> {
  window.localStorage.setItem(stored, language);
  await i18next.changeLanguage(language);
  reflect(language);
}
