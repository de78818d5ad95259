import * as z from 'zod';
import {
  buttonsSchema,
  contentSchema,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { mostPushButtons, payloadLimit, pushChannel, urgencies } from '../../flows/sdk/push.ts';
import { isSafeTarget } from '../../flows/sdk/site.ts';
import { staticText } from '../../flows/sdk/template.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

/** Characters that may be written. What a device shows of them is its own affair. */
export const textLimits = { title: 200, text: 1500, link: 1000 } as const;
/** Bytes of what goes along with the texts: names of fields, the address to which the browser tells, a picture of the account. */
const goesAlong = 700;
const textRoom = payloadLimit - goesAlong;

/** What is written out of an address already shows where it leads, unless it begins with a value. */
function leadsNowhere(url: string | undefined): boolean {
  if (url === undefined || url.trim() === '' || /^\s*\{[{%]/.test(url)) return false;
  return !isSafeTarget(url.replaceAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, 'x'));
}

const bytes = new TextEncoder();
/** As JSON writes it, without its variables. */
const sizeOf = (text: string | undefined): number => bytes.encode(JSON.stringify(staticText(text ?? ''))).length;

const config = z.strictObject({
  ...messageHead,
  keepFor: durationSchema.optional().meta({
    title: 'Waits for the browser',
    description: 'How long the push service keeps it for a browser that is off; by default a day, at most four weeks.',
  }),
  urgency: z.enum(urgencies).optional().meta({
    title: 'Urgency',
    description: 'How soon a sleeping device is woken for it (RFC 8030); by default "normal".',
  }),
  group: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ title: 'Group', description: 'A newer message of the same group takes the place of the older one.' }),
  content: contentSchema(
    z.strictObject({
      title: z.string().max(textLimits.title).meta({ title: 'Heading', description: 'Liquid template.' }),
      text: z.string().max(textLimits.text).meta({ title: 'Text', description: 'Liquid template.' }),
      url: z.string().max(textLimits.link).optional().meta({
        title: 'Link',
        description: 'What a press on it opens: https, or a path of the site. Liquid template.',
      }),
      image: z
        .string()
        .max(textLimits.link)
        .optional()
        .meta({ title: 'Picture', description: 'Its address. Liquid template.' }),
    }),
  ),
  buttons: buttonsSchema.optional(),
  ...messageTail,
});
type Config = z.output<typeof config>;
type Found = Omit<Problem, 'node'>;

const badTarget = (path: string): Found => ({
  severity: 'error',
  path,
  code: 'bad-target',
  message:
    'This leads to no web page. Write an address that begins with https://, or a path of the site such as /cart.',
});

function problemsOf({ content, buttons = [] }: Config): Found[] {
  const labels = buttons.reduce((sum, { id, text, url }) => sum + sizeOf(id) + sizeOf(text) + sizeOf(url), 0);
  return [
    ...Object.entries(content).flatMap(([language, { title, text, url, image }]) => {
      const count = sizeOf(title) + sizeOf(text) + sizeOf(url) + sizeOf(image) + labels;
      return [
        ...(leadsNowhere(url) ? [badTarget(`content.${language}.url`)] : []),
        ...(leadsNowhere(image) ? [badTarget(`content.${language}.image`)] : []),
        ...(count > textRoom
          ? [
              {
                severity: 'error' as const,
                path: `content.${language}.text`,
                code: 'push-too-long',
                message: `The message in "${language}" takes ${count} bytes without its variables; push services take ${textRoom}. Shorten it.`,
                params: { language, count, limit: textRoom },
              },
            ]
          : []),
      ];
    }),
    ...buttons.flatMap(({ url }, index) => (leadsNowhere(url) ? [badTarget(`buttons.${index}.url`)] : [])),
    ...(buttons.length > mostPushButtons
      ? [
          {
            severity: 'error' as const,
            path: 'buttons',
            code: 'too-many-buttons',
            message: `A web push has room for ${mostPushButtons} buttons. Remove some.`,
            params: { limit: mostPushButtons },
          },
        ]
      : []),
  ];
}

export const spec = defineSpec({
  type: 'web-push',
  version: 1,
  category: 'channel',
  channel: pushChannel,
  config,
  defaults: { account: 'web-push', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (whole) => messageReferences(whole, { channel: pushChannel, htmlParts: [] }),
  check: (whole) => [...messageProblems(whole, { required: ['title', 'text'] }), ...problemsOf(whole)],
});
