import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';
import { timeOfDaySchema } from '../../flows/sdk/time.ts';

export const leapRules = ['feb-28', 'mar-1', 'leap-only'] as const;

export const spec = defineSpec({
  type: 'trigger-date',
  version: 1,
  category: 'trigger',
  config: z
    .strictObject({
      attribute: z
        .string()
        .min(1)
        .max(100)
        .regex(/^[^"\\\p{Cc}]+$/u, 'bad-attribute-name')
        .meta({ title: 'Attribute', description: 'Name of the contact’s attribute that holds the date.' }),
      days: z.number().int().min(-365).max(365).optional().meta({
        title: 'Days before or after',
        description: '-3 is three days before the date, 3 is three days after.',
      }),
      at: timeOfDaySchema.meta({ title: 'At', description: 'Time of day in the contact’s zone.' }),
      yearly: z
        .boolean()
        .optional()
        .meta({ title: 'Every year', description: 'Comes again on the same day of each year, as birthdays do.' }),
      leap: z.enum(leapRules).optional().meta({
        title: '29 February',
        description: 'In other years: 28 February (the default), 1 March, or not at all.',
      }),
    })
    .refine(({ yearly, leap }) => leap === undefined || yearly === true, { message: 'leap-is-yearly', path: ['leap'] }),
  defaults: { attribute: 'birthday', at: '10:00', yearly: true },
  outlets: () => ['next'],
  upgrades: {},
});
