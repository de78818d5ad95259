import * as z from 'zod';
import { languageSchema } from '../../flows/sdk/fields.ts';
import {
  buttonsSchema,
  contentSchema,
  type MessageConfig,
  messageClicks,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { staticText } from '../../flows/sdk/template.ts';
import { type ChosenTemplate, partsOf, placesOf, repliesOf, templateSchema, valueAt, valuePath } from './template.ts';

/** WhatsApp’s own limits, in characters after rendering. */
export const limits = { text: 4096, withMore: 1024, buttons: 3, buttonText: 20 };

const config = z.strictObject({
  ...messageHead,
  kind: z.enum(['template', 'text']).meta({
    title: 'What is sent',
    description: 'An approved template, at any time; or free text, within 24 hours of the person’s last message.',
  }),
  templates: z
    .record(languageSchema, templateSchema)
    .refine((templates) => Object.keys(templates).length <= 30, 'too-many-languages')
    .meta({ title: 'Templates', description: 'By language, as the texts of a message.' }),
  content: contentSchema(
    z.strictObject({
      text: z.string().max(20_000).meta({ title: 'Text', description: 'Liquid template. Up to 4096 characters.' }),
      image: z.string().max(2000).optional().meta({ title: 'Picture', description: 'Its address. Liquid template.' }),
    }),
  ),
  buttons: buttonsSchema.optional(),
  ...messageClicks,
  ...messageTail,
});
type Config = z.output<typeof config>;

const messages = new WeakMap<Config, MessageConfig>();

/** The block as the plain message that it sends. */
export function messageOf(whole: Config): MessageConfig {
  const made = messages.get(whole) ?? toMessage(whole);
  messages.set(whole, made);
  return made;
}

function toMessage({ kind, templates, content, buttons, ...rest }: Config): MessageConfig {
  if (kind === 'text') return { ...rest, content, ...(buttons === undefined ? {} : { buttons }) };
  const chosen = Object.entries(templates);
  return {
    ...rest,
    template: true,
    content: Object.fromEntries(chosen.map(([language, template]) => [language, partsOf(template)])),
    buttons: chosen[0] === undefined ? [] : repliesOf(chosen[0][1]).map(({ id, text }) => ({ id, text })),
  };
}

export const spec = defineSpec({
  type: 'whatsapp',
  version: 1,
  category: 'channel',
  channel: 'whatsapp',
  approved: ({ kind }) => kind !== 'text',
  config,
  defaults: { account: 'whatsapp', topic: 'marketing', kind: 'template', templates: {}, content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (whole) =>
    whole.kind === 'text'
      ? messageReferences(messageOf(whole), { channel: 'whatsapp', htmlParts: [] })
      : {
          accounts: [{ slot: whole.account, capability: 'send.whatsapp', path: 'account' }],
          templates: Object.entries(whole.templates).flatMap(([language, { values }]) =>
            values.map(({ text }, index) => ({
              text,
              path: `templates.${language}.values.${index}.text`,
              html: false,
            })),
          ),
        },
  check: (whole) => (whole.kind === 'text' ? textProblems(whole) : templateProblems(whole)),
});

type Found = Omit<Problem, 'node'>;
const error = (path: string, code: string, message: string, params: Record<string, string | number> = {}): Found => ({
  severity: 'error',
  path,
  code,
  message,
  params,
});

function templateProblems(whole: Config): Found[] {
  const chosen = Object.entries(whole.templates);
  // Nothing but what all messages share: whether there is something to send is said in words of templates.
  const shared = messageProblems(messageOf(whole), { required: [] }).filter(({ code }) => code !== 'no-content');
  if (chosen.length === 0)
    return [
      error('templates', 'no-template', 'No template is chosen yet. Choose one in at least one language.'),
      ...shared,
    ];
  return [...chosen.flatMap(([language, template]) => problemsOf(language, template)), ...shared];
}

function problemsOf(language: string, template: ChosenTemplate): Found[] {
  const path = `templates.${language}`;
  if (template.name === '')
    return [
      error(
        `${path}.name`,
        'template-missing',
        `No template is chosen in "${language}". Choose one, or remove this language.`,
        {
          language,
        },
      ),
    ];
  return placesOf(template)
    .filter((place) => valueAt(template, place).trim() === '')
    .map((place) =>
      error(
        `${path}.${valuePath(template, place)}`,
        'template-value-empty',
        `The template "${template.name}" in "${language}" has a place with nothing in it. WhatsApp refuses that.`,
        { language, name: template.name },
      ),
    );
}

function textProblems(whole: Config): Found[] {
  const replies = (whole.buttons ?? []).filter(({ url }) => url === undefined);
  return [
    ...messageProblems(messageOf(whole), { required: ['text'] }),
    ...Object.entries(whole.content).flatMap(([language, { text, image }]) => {
      const count = staticText(text).length;
      const limit = replies.length > 0 || (image ?? '') !== '' ? limits.withMore : limits.text;
      return count > limit
        ? [
            error(
              `content.${language}.text`,
              'whatsapp-too-long',
              `The text in "${language}" has ${count} characters without its variables; WhatsApp takes ${limit} here. Shorten it.`,
              { language, count, limit },
            ),
          ]
        : [];
    }),
    ...(replies.length > limits.buttons
      ? [
          error(
            'buttons',
            'whatsapp-buttons',
            `WhatsApp takes ${limits.buttons} buttons that answer, not ${replies.length}.`,
            {
              count: replies.length,
              limit: limits.buttons,
            },
          ),
        ]
      : []),
    ...(whole.buttons ?? []).flatMap((button, index) => {
      const count = staticText(button.text).length;
      return button.url === undefined && count > limits.buttonText
        ? [
            error(
              `buttons.${index}.text`,
              'whatsapp-button-long',
              `A button's label may have ${limits.buttonText} characters in WhatsApp; this one has ${count}.`,
              { count, limit: limits.buttonText },
            ),
          ]
        : [];
    }),
  ];
}
