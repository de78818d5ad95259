import * as z from 'zod';
import { eventTypeSchema } from '../../flows/sdk/fields.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { ruleGroupSchema } from '../../flows/sdk/rule.ts';

export const spec = defineSpec({
  type: 'trigger-event',
  version: 1,
  category: 'trigger',
  config: z.strictObject({
    event: eventTypeSchema.meta({ title: 'Event', description: 'A contact enters each time this happens.' }),
    where: ruleGroupSchema
      .optional()
      .meta({ title: 'Only when', description: 'A rule over the event: "at" and "props.<name>".' }),
  }),
  defaults: { event: 'order.created' },
  outlets: () => ['next'],
  upgrades: {},
  references: ({ where }) =>
    where === undefined ? {} : { rules: [{ rule: where, path: 'where', over: 'event' as const }] },
});
