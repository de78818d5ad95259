/**
 * Words in a subject that filters weigh against a letter: a short list of those that nearly every public filter names. One of them
 * does no harm in a letter that people asked for; it is only pointed out.
 */
const patterns: readonly RegExp[] = [
  /\b(?:100\s?% free|risk[- ]free|act now|click here|earn (?:money|cash)|make money|cash bonus|winner|congratulations|viagra|casino|no obligation|guaranteed|urgent|limited time)\b/giu,
  /\$\$+|₴₴+|€€+/gu,
  /(?<!\p{L})(?:100\s?% бесплатно|заработок|заработай\p{L}*|вы выиграли|выигрыш\p{L}*|казино|жми(?:те)? сюда|срочно|только сегодня|гарантированн\p{L}*|без вложений|поздравляем)(?!\p{L})/giu,
  /(?<!\p{L})(?:100\s?% безкоштовно|заробіток|заробляй\p{L}*|ви виграли|виграш\p{L}*|тисніть сюди|тисни сюди|терміново|лише сьогодні|тільки сьогодні|гарантован\p{L}*|без вкладень|вітаємо з перемогою)(?!\p{L})/giu,
];

export const spamWords = (text: string): string[] => [
  ...new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([found]) => found.toLowerCase()))),
];
