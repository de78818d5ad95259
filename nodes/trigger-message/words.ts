/** Whole words in what people write: `Stop!` is the word "stop", `stopping` is not. */

/** Lower case, in one form of Unicode, without apostrophes (there are four of them), split at everything else. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’ʼ`]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Does one of the words (or phrases, word for word) stand in the text? */
export function hasWord(text: string, wanted: readonly string[]): boolean {
  const said = ` ${wordsOf(text).join(' ')} `;
  return wanted.some((phrase) => {
    const words = wordsOf(phrase);
    return words.length > 0 && said.includes(` ${words.join(' ')} `);
  });
}
