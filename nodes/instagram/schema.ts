import * as z from 'zod';
import { type ChatLimits, chatProblems } from '../../flows/sdk/chat-checks.ts';
import {
  buttonsSchema,
  contentSchema,
  messageClicks,
  messageHead,
  messageOutlets,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';

/** Instagram’s own limits; a text is counted in bytes, of which a Cyrillic letter takes two. */
export const limits: ChatLimits = {
  name: 'Instagram',
  length: (text) => new TextEncoder().encode(text).length,
  text: 1000,
  overButtons: 640,
  label: 20,
  quickReplies: 13,
  buttons: 3,
};

export const spec = defineSpec({
  type: 'instagram',
  version: 1,
  category: 'channel',
  channel: 'instagram',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({
        text: z.string().max(20_000).meta({
          title: 'Text',
          description:
            'Liquid template. Up to 1000 bytes once rendered, about 500 Cyrillic letters; 640 characters above a button with a link. Empty beside a picture.',
        }),
        image: z
          .string()
          .max(2000)
          .optional()
          .meta({ title: 'Picture', description: 'Its address, without a text beside it. Liquid template.' }),
      }),
    ),
    buttons: buttonsSchema.optional(),
    ...messageClicks,
    ...messageTail,
  }),
  defaults: { account: 'instagram', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'instagram', htmlParts: [] }),
  check: (config) => chatProblems(config, limits),
});
