import * as z from 'zod';
import {
  buttonsSchema,
  contentSchema,
  messageClicks,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { staticText } from '../../flows/sdk/template.ts';

/** Telegram’s own limit, in characters after rendering. */
export const textLimit = 4096;

export const spec = defineSpec({
  type: 'telegram',
  version: 1,
  category: 'channel',
  channel: 'telegram',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({
        text: z
          .string()
          .max(20_000)
          .meta({ title: 'Text', description: 'Liquid template. Up to 4096 characters once rendered.' }),
      }),
    ),
    buttons: buttonsSchema.optional(),
    ...messageClicks,
    ...messageTail,
  }),
  defaults: { account: 'telegram', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'telegram', htmlParts: [] }),
  check: (config) => [
    ...messageProblems(config, { required: ['text'] }),
    ...Object.entries(config.content).flatMap(([language, { text }]) => {
      const count = staticText(text).length;
      return count > textLimit
        ? [
            {
              severity: 'error' as const,
              path: `content.${language}.text`,
              code: 'telegram-too-long',
              message: `The text in "${language}" has ${count} characters without its variables; Telegram takes ${textLimit}. Shorten it.`,
              params: { language, count, limit: textLimit },
            },
          ]
        : [];
    }),
  ],
});
