import * as z from 'zod';
import { idSchema, outletIds } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'block',
  version: 1,
  category: 'logic',
  offered: 'never',
  config: z.strictObject({
    block: z
      .union([idSchema, z.literal('')])
      .meta({ title: 'Block', description: 'Which of the blocks of this flow stands here.' }),
    inputs: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'bad-input'),
        z.union([z.string().max(200_000), z.number(), z.boolean()]),
      )
      .optional()
      .meta({ title: 'Inputs', description: 'Values for the inputs of the block; texts are Liquid templates.' }),
    ways: z
      .array(z.strictObject({ id: idSchema, name: z.string().max(200) }))
      .max(50)
      .superRefine(outletIds([]))
      .optional()
      .meta({ title: 'Ways out', description: 'As in the block; made by Kaskad, may be left out of a file.' }),
  }),
  defaults: { block: '' },
  outlets: ({ ways = [] }) => ways.map(({ id }) => id),
  upgrades: {},
  references: ({ inputs = {} }) => ({
    templates: Object.entries(inputs).flatMap(([name, text]) =>
      typeof text === 'string' ? [{ text, path: `inputs.${name}`, html: false }] : [],
    ),
  }),
});
