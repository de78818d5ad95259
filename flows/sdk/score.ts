/** A score that a person wrote in words of their own: "9", "девять", "10/10", "дев'ять", "8 из 10, но дорого". Null: it is none. */

export interface Scale {
  min: number;
  max: number;
}

/** By how likely people recommend: nine and ten, seven and eight, the rest. */
export const npsScale: Scale = { min: 0, max: 10 };
export type NpsGroup = 'promoter' | 'passive' | 'detractor';
export const npsGroup = (score: number): NpsGroup => (score >= 9 ? 'promoter' : score >= 7 ? 'passive' : 'detractor');

const words: readonly (readonly string[])[] = [
  ['zero', 'ноль', 'нуль', 'ноля'],
  ['one', 'один', 'единица', 'единицу', 'одиниця', 'одиницю', 'одну'],
  ['two', 'два', 'двойка', 'двойку', 'двійка', 'двійку', 'дві'],
  ['three', 'три', 'тройка', 'тройку', 'трійка', 'трійку'],
  ['four', 'четыре', 'четверка', 'четверку', 'чотири', 'четвірка', 'четвірку'],
  ['five', 'пять', 'пятерка', 'пятерку', 'пятірка', 'пятірку'],
  ['six', 'шесть', 'шестерка', 'шестерку', 'шість', 'шістка', 'шістку'],
  ['seven', 'семь', 'семерка', 'семерку', 'сім', 'сімка', 'сімку'],
  ['eight', 'восемь', 'восьмерка', 'восьмерку', 'вісім', 'вісімка', 'вісімку'],
  ['nine', 'девять', 'девятка', 'девятку', 'девять', 'дев’ять', 'девятка'],
  ['ten', 'десять', 'десятка', 'десятку', 'десяти', 'десятки'],
];
const numberOf = new Map(words.flatMap((all, value) => all.map((word): [string, number] => [plain(word), value])));

/** In lower case, without apostrophes, whichever was typed; ё as е; keys of a phone's pictures as digits. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/🔟/gu, '10')
    .replace(/[\u20e3\ufe0f]/gu, '')
    .toLowerCase()
    .replace(/ё/gu, 'е')
    .replace(/(\p{L})['’ʼ`´](?=\p{L})/gu, '$1');
}

/** Words that say which scale is meant, or that a score follows. */
const around = new Set(
  'на из з iз із від од out of my score балл балла баллов бал бали балів оценка оцінка ставлю поставлю думаю'.split(
    ' ',
  ),
);

/** Longer answers are letters, in which a number may mean anything. */
const longest = 300;

export function scoreOf(text: string, { min, max }: Scale): number | null {
  if (text.length > longest) return null;
  const said = plain(text);
  const fits = (value: number): number | null => (value >= min && value <= max ? value : null);
  // "9/10", "9 из 10", "9 out of ten": what follows is the scale.
  const ofScale = new RegExp(
    `(?:/|\\\\|(?<![\\p{L}])(?:из|iз|із|з|of))\\s*(?:${max}|${(words[max] ?? []).map(plain).join('|')})(?![\\p{L}\\d])`,
    'gu',
  );
  const bare = said.replace(ofScale, ' ');
  const numbers = [...bare.matchAll(/[-−]?\d+(?:[.,]\d+)?/gu)].map(([digits]) =>
    Number(digits.replace('−', '-').replace(',', '.')),
  );
  if (numbers.length > 0) {
    const [first, ...rest] = new Set(numbers);
    return rest.length > 0 || first === undefined || !Number.isInteger(first) ? null : fits(first);
  }
  const spoken = bare.split(/[^\p{L}]+/u).filter((word) => word !== '' && !around.has(word));
  // A numeral among other words ("no one") is no score.
  const value = spoken.length === 1 ? numberOf.get(spoken[0] as string) : undefined;
  return value === undefined ? null : fits(value);
}
