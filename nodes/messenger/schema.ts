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

/** Messenger’s own limits; a text is counted in characters. */
export const limits: ChatLimits = {
  name: 'Messenger',
  length: (text) => text.length,
  text: 2000,
  overButtons: 640,
  label: 20,
  quickReplies: 13,
  buttons: 3,
};

export const spec = defineSpec({
  type: 'messenger',
  version: 1,
  category: 'channel',
  channel: 'messenger',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({
        text: z.string().max(20_000).meta({
          title: 'Text',
          description:
            'Liquid template. Up to 2000 characters once rendered, 640 above a button with a link. Empty beside a picture.',
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
  defaults: { account: 'messenger', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'messenger', htmlParts: [] }),
  check: (config) => chatProblems(config, limits),
});
