import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';
import { attributeFieldSchema, contactFieldSchema } from '../../flows/sdk/profile.ts';

const plain = z
  .union([z.string().max(2000), z.number(), z.boolean(), z.null()])
  .meta({ title: 'Value', description: 'Text is a Liquid template; a lone {{ event.x }} keeps the type of x.' });

const tag = z
  .string()
  .max(100)
  .regex(/^\S(.*\S)?$/u, 'bad-tag')
  .meta({ title: 'Tag' });

const change = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('set'), field: contactFieldSchema, value: plain }).meta({ title: 'Set' }),
  z
    .strictObject({
      op: z.literal('add'),
      field: attributeFieldSchema,
      value: z
        .union([z.number(), z.string().min(1).max(2000)])
        .meta({ title: 'Number', description: 'Added to the attribute; may be negative. Text is a Liquid template.' }),
    })
    .meta({ title: 'Add' }),
  z
    .strictObject({ op: z.literal('append'), field: attributeFieldSchema, value: plain })
    .meta({ title: 'Append to a list' }),
  z
    .strictObject({
      op: z.literal('remove'),
      field: attributeFieldSchema,
      value: plain.optional().meta({
        title: 'Value',
        description: 'Taken out of the list; without it, the attribute is removed.',
      }),
    })
    .meta({ title: 'Remove' }),
  z.strictObject({ op: z.literal('tag'), value: tag }).meta({ title: 'Add a tag' }),
  z.strictObject({ op: z.literal('untag'), value: tag }).meta({ title: 'Take a tag off' }),
]);

export const spec = defineSpec({
  type: 'update-contact',
  version: 1,
  category: 'action',
  config: z.strictObject({
    changes: z.array(change).min(1).max(50).meta({ title: 'Changes', description: 'Made in order, all or none.' }),
  }),
  defaults: { changes: [{ op: 'tag', value: 'customer' }] },
  outlets: () => ['next', 'failed'],
  upgrades: {},
  references: ({ changes }) => ({
    templates: changes.flatMap((item, index) =>
      item.op !== 'tag' && item.op !== 'untag' && typeof item.value === 'string'
        ? [{ text: item.value, path: `changes.${index}.value`, html: false }]
        : [],
    ),
  }),
});
