export const languages = ['en', 'ru', 'uk'] as const;
export type Language = (typeof languages)[number];

export const languageNames: Record<Language, string> = { en: 'English', ru: 'Русский', uk: 'Українська' };

export const isLanguage = (value: string): value is Language => (languages as readonly string[]).includes(value);

/** The stored choice, else the first of the person's languages that we have, else English. */
export function pickLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (stored !== null && isLanguage(stored)) return stored;
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0] ?? '';
    if (isLanguage(base)) return base;
  }
  return 'en';
}
