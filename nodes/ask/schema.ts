import * as z from 'zod';
import { channelSchema } from '../../flows/sdk/fields.ts';
import { idSchema, outletIds } from '../../flows/sdk/id.ts';
import { contentSchema, serviceTopic, topicSchema } from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { durationSchema } from '../../flows/sdk/time.ts';
import { fieldFor } from './save-to.ts';

const npsOutlets = ['promoter', 'passive', 'detractor'] as const;
const fixedOutlets = ['answered', 'invalid', 'timeout', 'not-sent'] as const;

const text = (title: string, description: string) =>
  z
    .string()
    .max(4000)
    .meta({ title, description: `${description} Liquid template.` });

const answer = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('choice'),
        choices: z
          .array(
            z.strictObject({
              // Comes back in the 64 bytes that Telegram gives a button.
              id: idSchema.max(40).meta({ title: 'Id', description: 'Name of the outlet.' }),
              text: z.string().min(1).max(200).meta({ title: 'Label', description: 'Liquid template.' }),
            }),
          )
          .min(1)
          .max(9)
          .superRefine(outletIds(fixedOutlets))
          .meta({ title: 'Choices', description: 'Buttons where the channel has them, else a numbered list.' }),
      })
      .meta({ title: 'One of several' }),
    z
      .strictObject({
        kind: z.literal('number'),
        min: z.number().optional().meta({ title: 'At least' }),
        max: z.number().optional().meta({ title: 'At most' }),
      })
      .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
        message: 'min-above-max',
        path: ['max'],
      })
      .meta({ title: 'A number' }),
    z
      .strictObject({ kind: z.literal('nps') })
      .meta({ title: 'Would you recommend us', description: '0 to 10. Leaves by promoter, passive or detractor.' }),
    z
      .strictObject({
        kind: z.literal('rating'),
        max: z.number().int().min(2).max(10).meta({ title: 'Best', description: 'The scale is from 1 to this.' }),
      })
      .meta({ title: 'A rating' }),
    z.strictObject({ kind: z.enum(['date', 'email', 'phone', 'text']) }).meta({ title: 'Something else' }),
  ])
  .meta({ title: 'Answer', description: 'What counts as an answer.' });

export const spec = defineSpec({
  type: 'ask',
  version: 1,
  category: 'channel',
  config: z.strictObject({
    channels: z
      .array(
        z.strictObject({
          channel: channelSchema,
          account: idSchema.meta({ title: 'Account', description: 'Slot of the account that asks.' }),
        }),
      )
      .min(1)
      .max(10)
      .refine(
        (channels) => new Set(channels.map(({ channel }) => channel)).size === channels.length,
        'duplicate-channel',
      )
      .meta({
        title: 'Channels',
        description: 'Asks in the one where the contact was active last, else in the first that can be used.',
      }),
    topic: topicSchema,
    content: contentSchema(
      z.strictObject({
        subject: z
          .string()
          .max(998)
          .optional()
          .meta({ title: 'Subject', description: 'Of a letter. Liquid template.' }),
        text: text('Question', 'What is asked.'),
        again: text(
          'When not understood',
          'Sent after an answer that is none; without it the question is repeated.',
        ).optional(),
        reminder: text('Reminder', 'Without it the question is repeated.').optional(),
      }),
    ),
    answer,
    survey: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ title: 'Survey', description: 'Answers are gathered under this name: the event survey.answered.' }),
    saveTo: z
      .string()
      .regex(
        /^(?:first_name|last_name|email|phone|attributes\.(?!__proto__$|constructor$|prototype$)[^.\s][^.]{0,99})$/,
        'bad-field',
      )
      .optional()
      .meta({
        title: 'Save to',
        description: 'first_name, last_name, email, phone, or attributes.<name>. A choice saves its label.',
        examples: ['attributes.size'],
      }),
    retries: z
      .number()
      .int()
      .min(0)
      .max(5)
      .optional()
      .meta({ title: 'Ask again', description: 'How often after an answer that is none. Default: 2.' }),
    remindAfter: durationSchema
      .optional()
      .meta({ title: 'Remind after', description: 'Once, when nothing was answered.' }),
    timeout: durationSchema.meta({ title: 'Wait at most', description: 'Then the journey goes on by "timeout".' }),
  }),
  defaults: {
    channels: [{ channel: 'telegram', account: 'telegram' }],
    topic: serviceTopic,
    content: {},
    answer: {
      kind: 'choice',
      choices: [
        { id: 'yes', text: 'Yes' },
        { id: 'no', text: 'No' },
      ],
    },
    timeout: 'P1D',
  },
  outlets: ({ answer }): readonly string[] => [
    ...(answer.kind === 'choice'
      ? answer.choices.map(({ id }) => id)
      : answer.kind === 'nps'
        ? npsOutlets
        : ['answered']),
    'invalid',
    'timeout',
    'not-sent',
  ],
  upgrades: {},
  sends: ({ channels, topic }) => channels.map(({ channel }) => ({ channel, topic })),
  references: ({ channels, content, answer }) => ({
    accounts: channels.map(({ channel, account }, index) => ({
      slot: account,
      capability: `send.${channel}`,
      path: `channels.${index}.account`,
    })),
    templates: [
      ...Object.entries(content).flatMap(([language, parts]) =>
        Object.entries(parts).flatMap(([part, words]) =>
          words === undefined ? [] : [{ text: words, path: `content.${language}.${part}`, html: false }],
        ),
      ),
      ...(answer.kind === 'choice'
        ? answer.choices.map((choice, index) => ({
            text: choice.text,
            path: `answer.choices.${index}.text`,
            html: false,
          }))
        : []),
    ],
  }),
  check: ({ content, answer, saveTo }) => [
    ...(Object.keys(content).length === 0
      ? [
          {
            severity: 'error' as const,
            path: 'content',
            code: 'no-content',
            message: 'The question has no text yet. Write it in at least one language.',
          },
        ]
      : []),
    ...Object.entries(content).flatMap(([language, parts]) =>
      parts.text.trim() === ''
        ? [
            {
              severity: 'error' as const,
              path: `content.${language}.text`,
              code: 'empty-part',
              message: `The question is empty in "${language}". Write it, or remove this language.`,
              params: { language },
            },
          ]
        : [],
    ),
    ...(saveTo !== undefined && !fieldFor(answer.kind, saveTo)
      ? [
          {
            severity: 'error' as const,
            path: 'saveTo',
            code: 'save-kind',
            message: `An answer of this kind cannot be saved to "${saveTo}". Choose another field, or another kind of answer.`,
            params: { field: saveTo },
          },
        ]
      : []),
  ],
});
