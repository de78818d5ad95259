/**
 * Cyrillic in Latin letters, so that an SMS takes fewer parts. Ukrainian as the Cabinet of Ministers orders it (resolution 55 of
 * 2010, as in passports), Russian as people commonly write it in messages. Signs are left out in both. Variables and tags of a
 * template stay as they are.
 */
import { estimateSmsParts } from './sms-parts.ts';
import { mapStatic } from './template.ts';

/** Small letters; at the beginning of a word as the second table says. */
const ukrainian: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'h',
  ґ: 'g',
  д: 'd',
  е: 'e',
  є: 'ie',
  ж: 'zh',
  з: 'z',
  и: 'y',
  і: 'i',
  ї: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ь: '',
  ю: 'iu',
  я: 'ia',
};
const ukrainianFirst: Readonly<Record<string, string>> = { є: 'ye', ї: 'yi', й: 'y', ю: 'yu', я: 'ya' };

const russian: Readonly<Record<string, string>> = {
  ...ukrainian,
  г: 'g',
  е: 'e',
  ё: 'yo',
  и: 'i',
  й: 'y',
  ъ: '',
  ы: 'y',
  э: 'e',
  ю: 'yu',
  я: 'ya',
};

/** What people type without thinking and what makes an SMS 70 characters instead of 160. */
const typographic: Readonly<Record<string, string>> = {
  '«': '"',
  '»': '"',
  '“': '"',
  '”': '"',
  '„': '"',
  '‘': "'",
  '’': "'",
  ʼ: "'",
  '–': '-',
  '—': '-',
  '−': '-',
  '‑': '-',
  '…': '...',
  '•': '-',
  '·': '-',
  '×': 'x',
  '№': 'No.',
  '₴': 'UAH',
  '₽': 'RUB',
  '°': ' ',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  '\u00ad': '',
  '\u200b': '',
};

const isCapital = (letter: string | undefined): boolean =>
  letter !== undefined && letter !== letter.toLowerCase() && letter === letter.toUpperCase();

/** Letters that Ukrainian has and Russian has not; the other way round. */
const onlyUkrainian = /[ґєії]/i;
const onlyRussian = /[ёъыэ]/i;

/** Which table a text is written by: its own letters say it, else its language. */
const isUkrainian = (text: string, language: string): boolean =>
  onlyUkrainian.test(text) || (!onlyRussian.test(text) && language !== 'ru');

/** `language`: of the text, where its letters do not tell. */
export function inLatin(text: string, language: string): string {
  const ukr = isUkrainian(text, language);
  const table = ukr ? ukrainian : russian;
  const letters = [...text];
  let out = '';
  for (const [n, letter] of letters.entries()) {
    const small = letter.toLowerCase();
    const before = letters[n - 1];
    const after = letters[n + 1];
    const first = before === undefined || !/[\p{L}'’ʼ]/u.test(before);
    // An apostrophe within a Ukrainian word is not written.
    if (
      ukr &&
      /['’ʼ]/.test(letter) &&
      /\p{Script=Cyrillic}/u.test(before ?? '') &&
      /\p{Script=Cyrillic}/u.test(after ?? '')
    )
      continue;
    // зг is zgh, so that it is not read as zh.
    if (ukr && small === 'г' && before?.toLowerCase() === 'з') {
      out += isCapital(letter) ? (isCapital(after) || isCapital(before) ? 'GH' : 'Gh') : 'gh';
      continue;
    }
    const found = (ukr && first ? ukrainianFirst[small] : undefined) ?? table[small] ?? russian[small];
    if (found === undefined) out += letter;
    else if (!isCapital(letter)) out += found;
    // Among capitals all letters are capitals, at the head of a word only the first.
    else if (found.length > 1 && (isCapital(after) || (isCapital(before) && !/\p{L}/u.test(after ?? ''))))
      out += found.toUpperCase();
    else out += found.charAt(0).toUpperCase() + found.slice(1);
  }
  return out;
}

export const plainSigns = (text: string): string => [...text].map((sign) => typographic[sign] ?? sign).join('');

/** The signs of a template that have a plain form, each once. */
export const fancySigns = (template: string): string[] => {
  const found = new Set<string>();
  mapStatic(template, (text) => {
    for (const sign of text) if (sign in typographic) found.add(sign);
    return text;
  });
  return [...found];
};

export interface Shorter {
  text: string;
  /** SMS that it takes then. */
  parts: number;
}

/** The template with plain signs, where that alone saves SMS; null where it does not. */
export function withPlainSigns(template: string, link: string | null = null): Shorter | null {
  return saving(template, mapStatic(template, plainSigns), link);
}

/** The template in Latin letters, where that saves SMS; null where it does not. */
export function withLatin(template: string, language: string, link: string | null = null): Shorter | null {
  return saving(
    template,
    mapStatic(template, (text) => plainSigns(inLatin(text, language))),
    link,
  );
}

function saving(template: string, text: string, link: string | null): Shorter | null {
  if (text === template) return null;
  const parts = estimateSmsParts(text, link).parts;
  return parts < estimateSmsParts(template, link).parts ? { text, parts } : null;
}
