import * as z from 'zod';
import { instantSchema, offsetSchema, weekdaysSchema } from '../../flows/sdk/fields.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { durationSchema, timeOfDaySchema } from '../../flows/sdk/time.ts';
import { isTimeInWindow, windowSchema } from '../../flows/sdk/wait-until.ts';

const offset = offsetSchema
  .optional()
  .meta({ title: 'Before or after', description: 'Moves the date: -P1D is a day before, PT2H two hours after.' });

const until = z.union([
  z
    .strictObject({
      date: instantSchema.meta({ title: 'Date', description: 'A fixed date or date and time.' }),
      offset,
    })
    .meta({ title: 'A fixed date' }),
  z
    .strictObject({
      attribute: z
        .string()
        .min(1)
        .max(100)
        .meta({ title: 'Attribute', description: 'Name of the contact’s attribute that holds the date.' }),
      offset,
    })
    .meta({ title: 'A date of the contact' }),
  z
    .strictObject({
      property: z
        .string()
        .min(1)
        .max(100)
        .meta({ title: 'Property', description: 'Name of the property of the event that started the journey.' }),
      offset,
    })
    .meta({ title: 'A date of the event' }),
]);

export const spec = defineSpec({
  type: 'wait',
  version: 1,
  category: 'wait',
  config: z
    .strictObject({
      for: durationSchema
        .optional()
        .meta({ title: 'For', description: 'How long. P1D is a day of the calendar, PT24H is 24 hours.' }),
      at: timeOfDaySchema
        .optional()
        .meta({ title: 'At', description: 'Time of day in the contact’s zone; whole days then count dates.' }),
      weekdays: weekdaysSchema
        .optional()
        .meta({ title: 'On weekdays', description: 'Moves the end on to the next of these days; 1 is Monday.' }),
      until: until.optional().meta({ title: 'Until', description: 'A date instead of a length of time.' }),
      window: windowSchema.optional().meta({
        title: 'Between',
        description: 'Moves the end on to the next time within these hours. May cross midnight.',
      }),
      ifPast: z.enum(['continue', 'skip-to', 'exit']).optional().meta({
        title: 'If the date has passed',
        description: 'Go on (the default), leave by "past", or leave the flow. A missing date counts as passed.',
      }),
    })
    .refine((config) => (config.for === undefined) !== (config.until === undefined), {
      message: 'for-or-until',
      path: ['for'],
    })
    .refine((config) => config.ifPast === undefined || config.until !== undefined, {
      message: 'if-past-needs-until',
      path: ['ifPast'],
    }),
  defaults: { for: 'P1D' },
  outlets: ({ ifPast }) => (ifPast === 'skip-to' ? ['next', 'past'] : ['next']),
  upgrades: {},
  check: ({ at, window }) =>
    at !== undefined && window !== undefined && !isTimeInWindow(at, window)
      ? [
          {
            severity: 'warning',
            path: 'at',
            code: 'at-outside-window',
            message: `${at} is outside ${window.from}–${window.to}, so the wait always ends when those hours begin.`,
            params: { at, from: window.from, to: window.to },
          },
        ]
      : [],
});
