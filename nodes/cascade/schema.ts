import * as z from 'zod';
import { tellsReading } from '../../flows/sdk/channels.ts';
import { channelSchema } from '../../flows/sdk/fields.ts';
import { idSchema } from '../../flows/sdk/id.ts';
import { letterSchema, saysSomething } from '../../flows/sdk/letter.ts';
import {
  buttonsSchema,
  contentSchema,
  partFiles,
  partTemplates,
  serviceTopic,
  topicSchema,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { durationSchema } from '../../flows/sdk/time.ts';
import { costOf } from './cost.ts';

const rung = z.strictObject({
  channel: channelSchema,
  account: idSchema.meta({ title: 'Account', description: 'Slot of the account that sends.' }),
  content: contentSchema(
    z.strictObject({
      subject: z.string().max(998).optional().meta({ title: 'Subject', description: 'Of a letter. Liquid template.' }),
      letter: letterSchema.optional(),
      html: z.string().max(200_000).optional().meta({ title: 'Letter', description: 'HTML with Liquid.' }),
      text: z.string().max(200_000).optional().meta({ title: 'Text', description: 'Liquid template.' }),
    }),
  ),
  buttons: buttonsSchema.optional(),
  advance: z.enum(['not-delivered', 'not-read', 'not-clicked']).meta({
    title: 'Next when',
    description: 'What is still missing after the time, for the next message to be tried.',
  }),
  after: durationSchema.meta({ title: 'After', description: 'How long this message is given.' }),
  price: z
    .number()
    .min(0)
    .max(1_000_000)
    .optional()
    .meta({ title: 'Price', description: 'Of one message, in SMS of one part; without it, that of the account.' }),
  maxCost: z
    .number()
    .min(0)
    .max(1_000_000)
    .optional()
    .meta({ title: 'At most', description: 'Left out where the message would cost more.' }),
});

/** Parts that must not be blank, by channel. */
export const requiredParts = (channel: string): readonly ('subject' | 'html' | 'text')[] =>
  channel === 'email' ? ['subject', 'html'] : ['text'];

export const spec = defineSpec({
  type: 'cascade',
  version: 1,
  category: 'channel',
  config: z.strictObject({
    topic: topicSchema,
    rungs: z
      .array(rung)
      .min(1)
      .max(8)
      .meta({ title: 'Messages', description: 'Tried one after the other until one gets there.' }),
    order: z.enum(['listed', 'cheapest', 'preferred']).optional().meta({
      title: 'Order',
      description: 'As listed (the default), the cheapest first, or where the contact was active last first.',
    }),
    stop: z.enum(['delivered', 'read']).optional().meta({
      title: 'Reached when',
      description: 'At least this must happen to a message for it to have reached the contact. Default: delivered.',
    }),
    deadline: durationSchema.meta({ title: 'In all at most', description: 'Then the journey goes on by "exhausted".' }),
    ignoreQuietHours: z
      .boolean()
      .optional()
      .meta({ title: 'Send in quiet hours too', description: 'Allowed for the topic "service" only.' }),
  }),
  defaults: {
    topic: 'marketing',
    rungs: [
      { channel: 'telegram', account: 'telegram', content: {}, advance: 'not-delivered', after: 'PT2H' },
      { channel: 'sms', account: 'sms', content: {}, advance: 'not-delivered', after: 'PT2H' },
    ],
    deadline: 'P1D',
  },
  outlets: () => ['reached', 'exhausted'],
  upgrades: {},
  sends: ({ rungs, topic }) => rungs.map(({ channel }) => ({ channel, topic })),
  dearest({ rungs }, price) {
    const costs = rungs.map((one) => costOf(one, price, (template) => template, null));
    const dearest = Math.max(...costs);
    return dearest > 0 ? dearest : null;
  },
  references: ({ rungs }) => ({
    accounts: rungs.map(({ channel, account }, index) => ({
      slot: account,
      capability: `send.${channel}`,
      path: `rungs.${index}.account`,
    })),
    templates: rungs.flatMap(({ content, buttons }, index) => [
      ...Object.entries(content).flatMap(([language, parts]) =>
        partTemplates(parts, `rungs.${index}.content.${language}`, ['html']),
      ),
      ...(buttons ?? []).flatMap((button, at) => [
        { text: button.text, path: `rungs.${index}.buttons.${at}.text`, html: false },
        ...(button.url === undefined
          ? []
          : [{ text: button.url, path: `rungs.${index}.buttons.${at}.url`, html: false }]),
      ]),
    ]),
    files: rungs.flatMap(({ content }, index) =>
      Object.entries(content).flatMap(([language, parts]) => partFiles(parts, `rungs.${index}.content.${language}`)),
    ),
  }),
  check: ({ rungs, topic, stop, ignoreQuietHours }) => [
    ...rungs.flatMap(({ channel, content, advance }, index) => [
      ...(Object.keys(content).length === 0
        ? [
            {
              severity: 'error' as const,
              path: `rungs.${index}.content`,
              code: 'no-content',
              message: `Message ${index + 1} (${channel}) has no text yet. Write it in at least one language.`,
              params: { number: index + 1, channel },
            },
          ]
        : []),
      ...Object.entries(content).flatMap(([language, parts]) =>
        requiredParts(channel)
          .filter((part) =>
            part === 'html' && parts.letter !== undefined
              ? !saysSomething(parts.letter)
              : (parts[part] ?? '').trim() === '',
          )
          .map((part) => ({
            severity: 'error' as const,
            path: `rungs.${index}.content.${language}.${part}`,
            code: 'empty-part',
            message: `The ${part} of message ${index + 1} (${channel}) is empty in "${language}". Write it, or remove this language.`,
            params: { part, language, number: index + 1, channel },
          })),
      ),
      ...(!tellsReading(channel) && (advance !== 'not-delivered' || stop === 'read')
        ? [
            {
              severity: 'warning' as const,
              path: `rungs.${index}.advance`,
              code: 'never-read',
              message: `Nobody tells whether message ${index + 1} (${channel}) was read, so it never counts as having reached the person.`,
              params: { number: index + 1, channel },
            },
          ]
        : []),
    ]),
    ...(ignoreQuietHours === true && topic !== serviceTopic
      ? [
          {
            severity: 'error' as const,
            path: 'ignoreQuietHours',
            code: 'quiet-hours-service-only',
            message: `Only messages of the topic "service" may ignore quiet hours; this one has the topic "${topic}".`,
            params: { topic },
          },
        ]
      : []),
  ],
});
