/** What the buttons above a letter's text do to it: put marks round the selected words, or take them away. Pure. */
export type Mark = 'bold' | 'italic' | 'link';

export interface Marked {
  text: string;
  /** The selection afterwards. */
  from: number;
  to: number;
}

const signs = { bold: '**', italic: '*' } as const;
/** Address that a new link begins with; it is selected, so that typing replaces it. */
const address = 'https://';

/** `**` around, and not the inner star of it when one star is asked about. */
const stands = (before: string, after: string, sign: string): boolean =>
  before.endsWith(sign) &&
  after.startsWith(sign) &&
  (sign === '**' ||
    ((!before.endsWith('**') || before.endsWith('***')) && (!after.startsWith('**') || after.startsWith('***'))));

/**
 * Marks `text` between `from` and `to`, line by line; marked words lose the mark again. Without a selection the
 * `sample` is put in and selected.
 */
export function withMark(text: string, from: number, to: number, mark: Mark, sample: string): Marked {
  const chosen = text.slice(from, to);
  // Marks hold words only: spaces at the ends stay outside.
  const start = from + (chosen.length - chosen.trimStart().length);
  const end = Math.max(start, to - (chosen.length - chosen.trimEnd().length));
  const before = text.slice(0, start);
  const after = text.slice(end);
  const words = text.slice(start, end) || sample;
  if (mark === 'link') {
    const label = words.replaceAll('\n', ' ').replace(/[[\]]/g, '');
    const at = before.length + label.length + 3;
    return { text: `${before}[${label}](${address})${after}`, from: at, to: at + address.length };
  }
  const sign = signs[mark];
  if (stands(before, after, sign)) {
    const at = start - sign.length;
    return {
      text: before.slice(0, -sign.length) + words + after.slice(sign.length),
      from: at,
      to: at + words.length,
    };
  }
  const marked = words
    .split('\n')
    .map((line) =>
      line.replace(
        /^(\s*)(\S(?:.*\S)?)(\s*)$/,
        (_, left: string, inner: string, right: string) => `${left}${sign}${inner}${sign}${right}`,
      ),
    )
    .join('\n');
  const single = !words.includes('\n');
  return {
    text: before + marked + after,
    from: start + (single ? sign.length : 0),
    to: start + marked.length - (single ? sign.length : 0),
  };
}
