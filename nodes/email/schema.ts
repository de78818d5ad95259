import * as z from 'zod';
import { fileRefSchema } from '../../flows/sdk/files.ts';
import { letterSchema, saysSomething } from '../../flows/sdk/letter.ts';
import {
  contentSchema,
  messageClicks,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { attachmentProblems, letterWarnings } from './checks.ts';

/** Parts in which values are escaped as HTML. */
export const htmlParts = ['html'] as const;

export const spec = defineSpec({
  type: 'email',
  version: 1,
  category: 'channel',
  channel: 'email',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({
        subject: z.string().max(998).meta({ title: 'Subject', description: 'Liquid template.' }),
        preheader: z
          .string()
          .max(500)
          .optional()
          .meta({ title: 'Preheader', description: 'The line that mail apps show beside the subject.' }),
        letter: letterSchema.optional(),
        html: z
          .string()
          .max(200_000)
          .optional()
          .meta({ title: 'Letter as HTML', description: 'HTML with Liquid, where there is no letter in blocks.' }),
        text: z
          .string()
          .max(200_000)
          .optional()
          .meta({ title: 'Plain text', description: 'For those who read without HTML.' }),
      }),
    ),
    attachments: z
      .array(fileRefSchema)
      .max(10)
      .optional()
      .meta({ title: 'Attachments', description: 'Files that go along, the same in every language.' }),
    ...messageClicks,
    ...messageTail,
  }),
  defaults: { account: 'email', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'email', htmlParts }),
  check: (config) => [
    ...messageProblems(config, {
      required: ['subject', 'html'],
      isBlank: (parts, part) =>
        part === 'html' && Array.isArray(parts.letter)
          ? !saysSomething(parts.letter)
          : String(parts[part] ?? '').trim() === '',
    }),
    ...letterWarnings(config.content),
    ...attachmentProblems(config.attachments ?? []),
  ],
});
