/** A letter as blocks. What HTML they become, in the look of the workspace, is said in flows/content/letter. */
import * as z from 'zod';
import { type FileRef, fileRefSchema } from './files.ts';

const words = (title: string, max = 20_000) => z.string().max(max).meta({ title, description: 'Liquid template.' });
const link = words('Link', 2000);
const align = z.enum(['left', 'center', 'right']).optional();

export const spaceSizes = ['small', 'medium', 'large'] as const;

const picture = {
  file: fileRefSchema.optional().meta({ title: 'Picture', description: 'Carried by the letter.' }),
  src: words('Address of the picture', 2000).optional(),
  alt: words('What is in the picture', 500),
};

const plainBlock = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('heading'),
    text: words('Heading', 1000),
    size: z.enum(['small']).optional(),
    align,
  }),
  z.strictObject({ kind: z.literal('text'), text: words('Text'), align }),
  z.strictObject({
    kind: z.literal('picture'),
    ...picture,
    url: link.optional(),
    width: z.number().int().min(10).max(100).optional().meta({ title: 'Width, % of the letter' }),
    align,
  }),
  z.strictObject({
    kind: z.literal('button'),
    text: words('Button', 200),
    url: link,
    look: z.enum(['outline']).optional(),
    align,
  }),
  z.strictObject({ kind: z.literal('divider') }),
  z.strictObject({ kind: z.literal('space'), size: z.enum(spaceSizes) }),
  z.strictObject({
    kind: z.literal('quote'),
    text: words('Quote', 5000),
    author: words('Who said it', 200).optional(),
  }),
  z.strictObject({
    kind: z.literal('product'),
    ...picture,
    name: words('Name', 300),
    price: words('Price', 200).optional(),
    was: words('Price before', 200).optional(),
    text: words('Text', 5000).optional(),
    button: words('Button', 200).optional(),
    url: link.optional(),
  }),
  z.strictObject({ kind: z.literal('logo'), align }),
  z.strictObject({ kind: z.literal('social'), align }),
  z.strictObject({ kind: z.literal('footer'), text: words('Text', 2000).optional(), align }),
  z.strictObject({ kind: z.literal('html'), html: words('HTML', 100_000) }),
]);
export type PlainBlock = z.output<typeof plainBlock>;

const columns = z.strictObject({
  kind: z.literal('columns'),
  columns: z
    .array(z.array(plainBlock).max(20))
    .min(2)
    .max(3)
    .meta({ title: 'Columns', description: 'Side by side; one below the other on a phone.' }),
});

export const letterSchema = z
  .array(z.union([plainBlock, columns]))
  .max(100)
  .meta({ title: 'Letter', description: 'Blocks from top to bottom.' });
export type LetterBlock = z.output<typeof letterSchema>[number];
export type BlockKind = LetterBlock['kind'];

export interface PlacedBlock {
  block: PlainBlock;
  /** Within the letter: `3`, or `3.columns.0.1`. */
  path: string;
}

/** All blocks, those of columns too, from top to bottom. */
export const blocksOf = (letter: readonly LetterBlock[]): PlacedBlock[] =>
  letter.flatMap((block, index): PlacedBlock[] =>
    block.kind === 'columns'
      ? block.columns.flatMap((column, at) =>
          column.map((one, n) => ({ block: one, path: `${index}.columns.${at}.${n}` })),
        )
      : [{ block, path: String(index) }],
  );

const templateKeys = ['text', 'name', 'was', 'price', 'button', 'author', 'url', 'src', 'alt', 'html'] as const;

/** The Liquid templates of the letter, each with its place. */
export const letterTemplates = (letter: readonly LetterBlock[]): { text: string; path: string; html: boolean }[] =>
  blocksOf(letter).flatMap(({ block, path }) =>
    templateKeys.flatMap((key) => {
      const text: unknown = Reflect.get(block, key);
      return typeof text === 'string' && text !== '' ? [{ text, path: `${path}.${key}`, html: key === 'html' }] : [];
    }),
  );

/** What the letter says, without its look: for a card or a story. */
export const letterWords = (letter: readonly LetterBlock[]): string =>
  blocksOf(letter)
    .map(({ block }) => ('text' in block ? block.text : 'name' in block ? block.name : undefined) ?? '')
    .map((text) =>
      text.replace(/\[([^[\]\n]+)\]\([^()\s]+\)/g, '$1').replace(/\*{1,3}(\S(?:[^*\n]*\S)?)\*{1,3}/g, '$1'),
    )
    .filter((text) => text.trim() !== '')
    .join('\n\n');

/** The pictures that the letter carries. */
export const letterFiles = (letter: readonly LetterBlock[]): { file: FileRef; path: string }[] =>
  blocksOf(letter).flatMap(({ block, path }) =>
    'file' in block && block.file !== undefined ? [{ file: block.file, path: `${path}.file` }] : [],
  );

/** Has it anything to read or look at? */
export const saysSomething = (letter: readonly LetterBlock[]): boolean =>
  blocksOf(letter).some(({ block }) => {
    switch (block.kind) {
      case 'heading':
      case 'text':
      case 'quote':
      case 'button':
        return block.text.trim() !== '';
      case 'picture':
        return block.file !== undefined || (block.src ?? '').trim() !== '';
      case 'product':
        return block.name.trim() !== '' || block.file !== undefined;
      case 'html':
        return block.html.trim() !== '';
      default:
        return false;
    }
  });

/** The part of a message that holds a letter on its way to being laid out, as JSON. */
export const letterPart = 'letter';
