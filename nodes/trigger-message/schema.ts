import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';

const channelSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'bad-channel');

const word = z
  .string()
  .max(100)
  .regex(/[\p{L}\p{N}]/u, 'blank-keyword');

export const spec = defineSpec({
  type: 'trigger-message',
  version: 1,
  category: 'trigger',
  config: z.strictObject({
    channel: channelSchema
      .optional()
      .meta({ title: 'Channel', description: 'Such as telegram or email; without it, any channel.' }),
    match: z
      .discriminatedUnion('by', [
        z.strictObject({ by: z.literal('any') }).meta({ title: 'Any message' }),
        z
          .strictObject({
            by: z.literal('keywords'),
            words: z
              .array(word)
              .min(1)
              .max(50)
              .meta({ title: 'Words', description: 'Whole words or phrases in any case; one of them is enough.' }),
          })
          .meta({ title: 'Words' }),
        z
          .strictObject({
            by: z.literal('button'),
            button: z.string().min(1).max(64).meta({ title: 'Button', description: 'Id of the button pressed.' }),
          })
          .meta({ title: 'A button' }),
        z
          .strictObject({
            by: z.literal('start'),
            payload: z.string().max(64).optional().meta({
              title: 'Start payload',
              description: 'What follows ?start= in the link to the bot; without it, any start.',
            }),
          })
          .meta({ title: 'Start of a bot' }),
      ])
      .meta({ title: 'Which messages', description: 'Any message, words in it, a button, or the start of a bot.' }),
  }),
  defaults: { match: { by: 'any' } },
  outlets: () => ['next'],
  upgrades: {},
});
