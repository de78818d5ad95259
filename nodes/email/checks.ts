/**
 * What is worth a look in a letter before it goes out: a subject nobody can read to its end, words that filters look for, pictures
 * without words, links that lead nowhere. Warnings, never errors: the author may know better.
 */
import { attachmentsLimit, type FileRef } from '../../flows/sdk/files.ts';
import { blocksOf, type LetterBlock } from '../../flows/sdk/letter.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { staticText, withFiller } from '../../flows/sdk/template.ts';
import { linksIn, linkTrouble } from './links.ts';
import { spamWords } from './spam-words.ts';

type Found = Omit<Problem, 'node'>;

/** Longer subjects are cut on most screens. */
export const longSubject = 70;

interface Parts {
  subject: string;
  preheader?: string | undefined;
  letter?: readonly LetterBlock[] | undefined;
  html?: string | undefined;
}

const warning = (code: string, path: string, message: string, params: Record<string, string | number>): Found => ({
  severity: 'warning',
  code,
  path,
  message,
  params,
});

/** Shouts: nearly all of its letters are capitals, and there are enough of them to tell. */
const shouts = (text: string): boolean => {
  const letters = staticText(text).match(/\p{L}/gu) ?? [];
  const capitals = letters.filter((letter) => letter !== letter.toLowerCase() && letter === letter.toUpperCase());
  return letters.length >= 8 && capitals.length / letters.length > 0.7;
};

function subjectWarnings({ subject, preheader = '' }: Parts, language: string): Found[] {
  const path = `content.${language}.subject`;
  const found: Found[] = [];
  const length = [...withFiller(subject, 'variable')].length;
  const params = { language };
  if (length > longSubject) {
    found.push(
      warning('subject-long', path, `The subject has ${length} characters: phones show about 50.`, {
        ...params,
        length,
      }),
    );
  }
  if (shouts(subject)) {
    found.push(warning('subject-shouts', path, 'The subject is all in capitals: filters take that for spam.', params));
  }
  if (/[!?]{2,}|![^!]*![^!]*!/.test(staticText(subject))) {
    found.push(warning('subject-marks', path, 'Several exclamation marks look like spam. One is enough.', params));
  }
  const words = spamWords(`${subject} ${preheader}`);
  if (words.length > 0) {
    found.push(
      warning('spam-words', path, `Filters look for such words in a subject: ${words.join(', ')}.`, {
        ...params,
        words: words.join(', '),
      }),
    );
  }
  return found;
}

function blockWarnings(letter: readonly LetterBlock[], language: string): Found[] {
  const blocks = blocksOf(letter);
  const base = `content.${language}.letter`;
  const found: Found[] = [];
  for (const { block, path } of blocks) {
    const shown = 'file' in block && block.file !== undefined ? true : 'src' in block && (block.src ?? '') !== '';
    if ((block.kind === 'picture' || block.kind === 'product') && shown && block.alt.trim() === '') {
      found.push(
        warning(
          'no-alt',
          `${base}.${path}.alt`,
          'A picture has no words for those who do not see it: many mail apps hide pictures at first.',
          { language },
        ),
      );
    }
    for (const { url, key } of linksIn(block)) {
      const trouble = linkTrouble(url);
      if (trouble === null) continue;
      found.push(
        warning(`link-${trouble}`, `${base}.${path}.${key}`, `A link leads nowhere or is not safe: "${url}".`, {
          language,
          url,
        }),
      );
    }
  }
  const kinds = new Set(blocks.map(({ block }) => block.kind));
  const speaks = (['heading', 'text', 'quote', 'html', 'product'] as const).some((kind) => kinds.has(kind));
  if (kinds.has('picture') && !speaks) {
    found.push(
      warning(
        'pictures-only',
        base,
        'The letter is only pictures: filters distrust that, and many see nothing at first.',
        {
          language,
        },
      ),
    );
  }
  return found;
}

export const letterWarnings = (content: Readonly<Record<string, Parts>>): Found[] =>
  Object.entries(content).flatMap(([language, parts]) => [
    ...subjectWarnings(parts, language),
    ...blockWarnings(parts.letter ?? [], language),
  ]);

export function attachmentProblems(files: readonly FileRef[]): Found[] {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= attachmentsLimit) return [];
  const megabytes = Math.round(bytes / 100_000) / 10;
  return [
    {
      severity: 'error',
      code: 'attachments-large',
      path: 'attachments',
      message: `The attachments are ${megabytes} MB together; mail servers take about ${attachmentsLimit / 1_000_000} MB. Leave one out.`,
      params: { megabytes, limit: attachmentsLimit / 1_000_000 },
    },
  ];
}
