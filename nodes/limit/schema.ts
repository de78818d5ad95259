import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';
import { addDuration, durationSchema, isDuration } from '../../flows/sdk/time.ts';

const span = durationSchema.refine(
  (duration) => !isDuration(duration) || addDuration({ ms: 0, zone: 'UTC' }, duration).ms >= 1000,
  'too-short',
);

export const spec = defineSpec({
  type: 'limit',
  version: 1,
  category: 'logic',
  config: z
    .strictObject({
      count: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .meta({ title: 'People', description: 'How many pass in each period; the others wait for their turn.' }),
      per: span.optional().meta({ title: 'Period', description: 'Such as PT1H; goes with the number of people.' }),
      over: span.optional().meta({
        title: 'Spread over',
        description: 'Instead of a number: each contact waits a share of this time, always the same for a contact.',
      }),
    })
    .refine(
      ({ count, per, over }) =>
        over === undefined ? count !== undefined && per !== undefined : count === undefined && per === undefined,
      'count-or-over',
    ),
  defaults: { count: 100, per: 'PT1H' },
  outlets: () => ['next'],
  upgrades: {},
});
