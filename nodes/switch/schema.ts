import * as z from 'zod';
import { idSchema, outletIds } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { pathOf } from './path.ts';

const value = z.strictObject({
  id: idSchema.meta({ title: 'Id', description: 'Name of the outlet.' }),
  name: z.string().max(200).optional().meta({ title: 'Name', description: 'What people see on the outlet.' }),
  value: z
    .string()
    .max(500)
    .meta({ title: 'Value', description: 'What is compared: "12" is also the number 12, "true" also yes.' }),
});

export const spec = defineSpec({
  type: 'switch',
  version: 1,
  category: 'logic',
  config: z.strictObject({
    expression: z
      .string()
      .max(200)
      .refine((text) => pathOf(text) !== null, 'bad-path')
      .meta({
        title: 'What to look at',
        description: 'A path such as event.total or contact.attributes.city, or a lone Liquid variable.',
        examples: ['event.status', 'contact.attributes.city', '{{ event.status }}'],
      }),
    values: z
      .array(value)
      .min(1)
      .max(50)
      .superRefine(outletIds(['else']))
      .meta({ title: 'Values', description: 'Looked at in order: the first that equals is taken.' }),
  }),
  defaults: { expression: 'contact.country', values: [{ id: 'value1', value: '' }] },
  outlets: ({ values }): readonly string[] => [...values.map(({ id }) => id), 'else'],
  upgrades: {},
  check: ({ values }) =>
    values.flatMap((one, index): Omit<Problem, 'node'>[] => {
      if (one.value.trim() === '')
        return [
          {
            severity: 'error',
            path: `values.${index}.value`,
            code: 'empty-value',
            message: 'The value is empty. Write what to compare with; those without any value go by "else".',
          },
        ];
      if (values.findIndex(({ value: other }) => other === one.value) === index) return [];
      return [
        {
          severity: 'warning',
          path: `values.${index}.value`,
          code: 'value-twice',
          message: `The value "${one.value}" stands twice: nobody gets to the second. Remove one.`,
          params: { value: one.value },
        },
      ];
    }),
});
