import * as z from 'zod';
import { audienceReferences, audienceSchema, everybodyProblem } from '../../flows/sdk/audience.ts';
import { instantSchema } from '../../flows/sdk/fields.ts';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'trigger-manual',
  version: 1,
  category: 'trigger',
  config: z.strictObject({
    audience: audienceSchema,
    at: instantSchema.optional().meta({
      title: 'When',
      description: 'The audience enters then, in the flow’s zone; without it, as soon as the flow starts.',
    }),
  }),
  defaults: { audience: { combinator: 'and', rules: [] } },
  outlets: () => ['next'],
  upgrades: {},
  references: ({ audience }) => audienceReferences(audience),
  check: ({ audience }) => everybodyProblem(audience),
});
