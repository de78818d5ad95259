/** An approved template as the block keeps it: a copy of the text as it was approved, and what fills its places. */
import * as z from 'zod';

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** WhatsApp takes a header of one value, a body of many, and a value at the end of a button's link. */
const places = [
  'header.image',
  'header.1',
  ...upTo(1, 40).map((n) => `body.${n}` as const),
  ...upTo(0, 9).map((n) => `url.${n}` as const),
] as const;
export type Place = (typeof places)[number];

export const templateSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_]{0,512}$/, 'bad-template-name')
    .meta({ title: 'Template', description: 'Its name at WhatsApp. Empty: not chosen yet.' }),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(_[A-Za-z]{2,4})?$/, 'bad-template-language')
    .meta({ title: 'Language', description: 'The template’s own, as WhatsApp writes it: uk, en_US.' }),
  headerKind: z.enum(['none', 'text', 'image']).meta({ title: 'Header' }),
  header: z.string().max(200).meta({ title: 'Header as approved' }),
  body: z.string().max(5000).meta({ title: 'Body as approved' }),
  footer: z.string().max(200).meta({ title: 'Footer as approved' }),
  buttons: z
    .array(
      z.strictObject({
        kind: z.enum(['reply', 'link', 'call']),
        text: z.string().max(200),
        url: z.string().max(2000).optional(),
      }),
    )
    .max(10)
    .meta({ title: 'Buttons as approved' }),
  values: z
    .array(
      z.strictObject({
        place: z.enum(places),
        text: z.string().max(2000).meta({ title: 'Value', description: 'Liquid template.' }),
      }),
    )
    .max(60)
    .meta({ title: 'Values', description: 'What fills each {{n}} of the header, the body and the links.' }),
});
export type ChosenTemplate = z.output<typeof templateSchema>;

export const noTemplate = (language: string): ChosenTemplate => ({
  name: '',
  language,
  headerKind: 'none',
  header: '',
  body: '',
  footer: '',
  buttons: [],
  values: [],
});

const gap = /\{\{\s*(\d+)\s*\}\}/g;
const isPlace = (text: string): text is Place => (places as readonly string[]).includes(text);

/** The places that must be filled in, in the order in which they are read. */
export function placesOf({ headerKind, header, body, buttons }: ChosenTemplate): Place[] {
  const found = (prefix: string, text: string) => [...text.matchAll(gap)].map(([, number]) => `${prefix}.${number}`);
  const all = [
    ...(headerKind === 'image' ? ['header.image'] : []),
    ...(headerKind === 'text' ? found('header', header) : []),
    ...found('body', body),
    ...buttons.flatMap(({ kind, url }, index) => (kind === 'link' && url?.match(gap) ? [`url.${index}`] : [])),
  ];
  return [...new Set(all)].filter(isPlace);
}

/** What fills a place; empty where nothing does. */
export const valueAt = ({ values }: ChosenTemplate, place: string): string =>
  values.find((value) => value.place === place)?.text ?? '';

/** Where in the template the value of a place stands. */
export function valuePath({ values }: ChosenTemplate, place: string): string {
  const index = values.findIndex((value) => value.place === place);
  return index < 0 ? 'values' : `values.${index}.text`;
}

/** Only `{{` and `{%` mean something to Liquid; what WhatsApp approved is to be read as it stands. */
const literal = (text: string): string => (/\{(?:[{%]|$)/.test(text) ? `{% raw %}${text}{% endraw %}` : text);

/** The text with its gaps filled: a Liquid template. A gap that nothing fills is seen as it was approved. */
function filledIn(template: ChosenTemplate, prefix: string, text: string): string {
  // The numbers of the gaps stand at the odd places.
  return text
    .split(/\{\{\s*(\d+)\s*\}\}/)
    .map((piece, index) =>
      index % 2 === 0 ? literal(piece) : valueAt(template, `${prefix}.${piece}`) || literal(`{{${piece}}}`),
    )
    .join('');
}

/** The message as it will be read: a Liquid template. */
export function readText(template: ChosenTemplate): string {
  const { headerKind, header, body, footer, buttons } = template;
  const links = buttons.flatMap(({ kind, text, url }, index) =>
    kind === 'link' && url !== undefined
      ? [
          `${literal(text)}: ${url.split(gap).length > 1 ? literal(url.replace(gap, '')) + valueAt(template, `url.${index}`) : literal(url)}`,
        ]
      : [],
  );
  return [
    headerKind === 'text' ? filledIn(template, 'header', header) : '',
    filledIn(template, 'body', body),
    literal(footer),
    ...links,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Buttons that answer, with the ids by which presses are known. */
export const repliesOf = ({ buttons }: ChosenTemplate): { id: string; text: string; index: number }[] =>
  buttons.flatMap(({ kind, text }, index) => (kind === 'reply' ? [{ id: `button${index + 1}`, text, index }] : []));

/** What the connector is given. */
export const partsOf = (template: ChosenTemplate): Record<string, string> => ({
  text: readText(template),
  template: template.name,
  language: template.language,
  ...Object.fromEntries(placesOf(template).map((place) => [place, valueAt(template, place)])),
  ...Object.fromEntries(repliesOf(template).map(({ id, index }) => [`reply.${index}`, id])),
});
