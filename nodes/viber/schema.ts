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

/** Viber’s own limits, in characters after rendering. */
export const limits = { text: 7000, withPicture: 512 };

export const spec = defineSpec({
  type: 'viber',
  version: 1,
  category: 'channel',
  channel: 'viber',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({
        text: z.string().max(20_000).meta({
          title: 'Text',
          description: 'Liquid template. Up to 7000 characters once rendered, 512 under a picture.',
        }),
        image: z.string().max(2000).optional().meta({ title: 'Picture', description: 'Its address. Liquid template.' }),
      }),
    ),
    buttons: buttonsSchema.optional(),
    ...messageClicks,
    ...messageTail,
  }),
  defaults: { account: 'viber', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'viber', htmlParts: [] }),
  check: (config) => [
    ...messageProblems(config, { required: ['text'] }),
    ...Object.entries(config.content).flatMap(([language, { text, image }]) => {
      const count = staticText(text).length;
      const limit = (image ?? '') === '' ? limits.text : limits.withPicture;
      return count > limit
        ? [
            {
              severity: 'error' as const,
              path: `content.${language}.text`,
              code: 'viber-too-long',
              message: `The text in "${language}" has ${count} characters without its variables; Viber takes ${limit} here. Shorten it.`,
              params: { language, count, limit },
            },
          ]
        : [];
    }),
  ],
});
