import * as z from 'zod';
import { channelSchema } from '../../flows/sdk/fields.ts';
import { idSchema } from '../../flows/sdk/id.ts';
import { contentSchema, serviceTopic, topicSchema } from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

const confirm = z
  .strictObject({
    account: idSchema.meta({ title: 'Account', description: 'Slot of the account that asks.' }),
    content: contentSchema(
      z.strictObject({
        subject: z
          .string()
          .max(998)
          .optional()
          .meta({ title: 'Subject', description: 'Of a letter. Liquid template.' }),
        text: z.string().max(4000).meta({ title: 'Text', description: 'Liquid template.' }),
      }),
    ),
    button: z
      .string()
      .min(1)
      .max(200)
      .meta({ title: 'Yes', description: 'The button, or the words to answer with. Liquid template.' }),
    timeout: durationSchema.meta({ title: 'Wait at most', description: 'Then it is not confirmed.' }),
  })
  .meta({ title: 'Question', description: 'Sent as a service message; a yes gives the consent.' });

export const spec = defineSpec({
  type: 'consent',
  version: 1,
  category: 'action',
  config: z
    .strictObject({
      action: z.enum(['subscribe', 'unsubscribe', 'confirm']).meta({
        title: 'What to do',
        description: '"confirm" asks the contact first (double opt-in).',
      }),
      channel: channelSchema,
      topic: topicSchema
        .optional()
        .meta({ title: 'Topic', description: 'Without it: the channel as a whole.', examples: ['marketing'] }),
      evenIfRefused: z.boolean().optional().meta({
        title: 'Even if they once refused',
        description: 'For "subscribe": when the contact has just asked for it. Otherwise a refusal stands.',
      }),
      confirm: confirm.optional(),
    })
    .refine(({ action, confirm }) => (action === 'confirm') === (confirm !== undefined), {
      message: 'question-when-confirm',
      path: ['confirm'],
    }),
  defaults: { action: 'unsubscribe', channel: 'email' },
  outlets: ({ action }): readonly ('next' | 'failed' | 'confirmed' | 'not-confirmed')[] =>
    action === 'confirm'
      ? ['confirmed', 'not-confirmed', 'failed']
      : action === 'subscribe'
        ? ['next', 'failed']
        : ['next'],
  upgrades: {},
  sends: ({ confirm, channel }) => (confirm === undefined ? [] : [{ channel, topic: serviceTopic }]),
  references: ({ confirm, channel }) =>
    confirm === undefined
      ? {}
      : {
          accounts: [{ slot: confirm.account, capability: `send.${channel}`, path: 'confirm.account' }],
          templates: [
            ...Object.entries(confirm.content).flatMap(([language, { subject, text }]) => [
              ...(subject === undefined
                ? []
                : [{ text: subject, path: `confirm.content.${language}.subject`, html: false }]),
              { text, path: `confirm.content.${language}.text`, html: false },
            ]),
            { text: confirm.button, path: 'confirm.button', html: false },
          ],
        },
  check: ({ confirm, topic }) => [
    ...(topic === serviceTopic
      ? [
          {
            severity: 'error' as const,
            path: 'topic',
            code: 'consent-service',
            message: 'Service messages need no consent, so there is nothing to change. Choose another topic.',
          },
        ]
      : []),
    ...(confirm !== undefined && Object.keys(confirm.content).length === 0
      ? [
          {
            severity: 'error' as const,
            path: 'confirm.content',
            code: 'no-content',
            message: 'The question has no text yet. Write it in at least one language.',
          },
        ]
      : []),
    ...Object.entries(confirm?.content ?? {}).flatMap(([language, { text }]) =>
      text.trim() === ''
        ? [
            {
              severity: 'error' as const,
              path: `confirm.content.${language}.text`,
              code: 'empty-part',
              message: `The question is empty in "${language}". Write it, or remove this language.`,
              params: { language },
            },
          ]
        : [],
    ),
  ],
});
