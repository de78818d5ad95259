import * as z from 'zod';
import {
  contentSchema,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';

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
        html: z.string().max(200_000).meta({ title: 'Letter', description: 'HTML with Liquid.' }),
        text: z
          .string()
          .max(200_000)
          .optional()
          .meta({ title: 'Plain text', description: 'For those who read without HTML.' }),
      }),
    ),
    ...messageTail,
  }),
  defaults: { account: 'email', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'email', htmlParts }),
  check: (config) => messageProblems(config, { required: ['subject', 'html'] }),
});
