/**
 * Lays letters out: blocks in the look of the workspace become a template of responsive HTML that mail apps can show, and a
 * plain text. A layout is made once and kept, never once a contact.
 */
import type { Brand } from '../../sdk/brand.ts';
import { type LetterBlock, letterPart, letterSchema } from '../../sdk/letter.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { type LetterSource, letterMjml } from './letter-mjml.ts';
import { letterText } from './letter-text.ts';

/** Templates of the parts that leave. */
export interface Laid {
  html: string;
  text: string;
}

/** Loaded when the first letter is laid out: most starts need none. */
const mjml = async () => (await import('mjml-browser')).default;

/** Layouts kept; a workspace has a few dozen. */
const keptLayouts = 200;

/** MJML would fetch fonts by their names, even where a font is only one of several. */
const layoutOptions = { validationLevel: 'skip', keepComments: true, fonts: {} } as const;

export async function layOut(source: LetterSource, brand: Brand): Promise<Laid> {
  const held: string[] = [];
  // Letters only, so that it is no markup to anybody; no text of the letter holds the same.
  let name = 'kheld';
  const everything = JSON.stringify([source, brand]);
  while (everything.includes(name)) name += 'x';
  const hold = (html: string): string => `${name}${held.push(html) - 1}z`;
  const text = letterText(source.blocks, brand);
  const render = await mjml();
  const { html } = await render(letterMjml(source, brand, { hold }), layoutOptions);
  const whole = html
    .replace(/\n\s+/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim()
    .replace(new RegExp(`${name}(\\d+)z`, 'g'), (_, at: string) => held[Number(at)] ?? '');
  return { html: whole, text };
}

export interface LetterPress {
  /** The layout when it is at hand; otherwise null, and `make` will make it. Throws `render-failed` where that failed. */
  get(source: LetterSource): Laid | null;
  /** Waits for what was asked for and was not at hand. */
  make(): Promise<void>;
  /** Is there something to make? */
  waiting(): boolean;
  /** The look has changed. */
  forget(): void;
}

/** `brand`: the look of the workspace, asked for when something is made. */
export function createLetterPress(brand: () => Brand): LetterPress {
  /** Null: it could not be made. */
  const laid = new Map<string, Laid | null>();
  const wanted = new Map<string, LetterSource>();
  const keyOf = ({ blocks, language, subject, preheader }: LetterSource) =>
    JSON.stringify([language, subject, preheader, blocks]);
  return {
    get(source) {
      const key = keyOf(source);
      const found = laid.get(key);
      if (found === null) throw new KaskadError('render-failed', 'The letter cannot be laid out. Write it anew.', {});
      if (found === undefined) wanted.set(key, source);
      return found ?? null;
    },
    async make() {
      for (const [key, source] of [...wanted]) {
        const made = await layOut(source, brand()).catch(() => null);
        // Told to forget meanwhile: it is made anew when it is asked for.
        if (!wanted.delete(key)) continue;
        laid.set(key, made);
        for (const oldest of laid.keys()) {
          if (laid.size <= keptLayouts) break;
          laid.delete(oldest);
        }
      }
    },
    waiting: () => wanted.size > 0,
    forget() {
      laid.clear();
      wanted.clear();
    },
  };
}

/** The letter on its way to being laid out; null where the parts hold none. Throws `render-failed` for what is no letter. */
export function letterIn(parts: Readonly<Record<string, string>>, language: string): LetterSource | null {
  const { [letterPart]: letter, subject = '', preheader = '' } = parts;
  if (letter === undefined) return null;
  return { blocks: readLetter(letter), language, subject, preheader };
}

const read = new Map<string, LetterBlock[]>();

/** Read once: the text of a letter is the same for everybody. */
function readLetter(text: string): LetterBlock[] {
  const known = read.get(text);
  if (known !== undefined) return known;
  const parsed = letterSchema.safeParse(parsedJson(text));
  if (!parsed.success) throw new KaskadError('render-failed', 'The letter cannot be read. Write it anew.', {});
  if (read.size >= keptLayouts) read.clear();
  read.set(text, parsed.data);
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The templates that leave for the parts that were written: the layout in place of the letter; a text by hand stays. */
export function laidParts(parts: Readonly<Record<string, string>>, { html, text }: Laid): Record<string, string> {
  const { [letterPart]: _letter, preheader: _preheader, ...rest } = parts;
  return { ...rest, html, text: (rest.text ?? '').trim() === '' ? text : (rest.text as string) };
}
