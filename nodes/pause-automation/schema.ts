import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

export const spec = defineSpec({
  type: 'pause-automation',
  version: 1,
  category: 'action',
  config: z.strictObject({
    for: durationSchema.meta({
      title: 'For',
      description: 'No flow writes to the contact for so long: a person speaks with them.',
    }),
  }),
  defaults: { for: 'PT24H' },
  outlets: () => ['next'],
  upgrades: {},
});
