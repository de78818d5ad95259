import * as z from 'zod';
import { idSchema, outletIds } from '../../flows/sdk/id.ts';
import { topicSchema } from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

export const spec = defineSpec({
  type: 'reachable',
  version: 1,
  category: 'logic',
  config: z.strictObject({
    channels: z
      .array(
        z.strictObject({
          id: idSchema.meta({
            title: 'Channel',
            description: 'Such as email or telegram; also the name of the outlet.',
          }),
        }),
      )
      .min(1)
      .max(20)
      .superRefine(outletIds(['none']))
      .meta({ title: 'Channels', description: 'The first by which the contact can be reached is taken.' }),
    topic: topicSchema.optional().meta({
      title: 'Topic',
      description: 'The contact must have agreed to it; left out, or "service", an address is enough.',
    }),
    order: z
      .enum(['listed', 'recent'])
      .optional()
      .meta({ title: 'Which first', description: 'As listed (the default), or where the contact was active last.' }),
    activeWithin: durationSchema.optional().meta({
      title: 'Active within',
      description: 'The contact must have written, read or clicked in the channel no longer ago than this.',
    }),
  }),
  defaults: { channels: [{ id: 'telegram' }, { id: 'email' }], topic: 'marketing' },
  outlets: ({ channels }): readonly string[] => [...channels.map(({ id }) => id), 'none'],
  upgrades: {},
});
