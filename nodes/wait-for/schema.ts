import * as z from 'zod';
import { eventTypeSchema } from '../../flows/sdk/fields.ts';
import { idSchema, outletIds } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { ruleGroupSchema } from '../../flows/sdk/rule.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

/** Events about a message of ours; only these can be tied to the block that sent it. */
export const messageEvents = [
  'message.delivered',
  'message.read',
  'message.clicked',
  'message.replied',
  'message.button',
  'message.closed',
  'message.failed',
] as const;

const outcome = z.strictObject({
  id: idSchema.meta({ title: 'Id', description: 'Name of the outlet.' }),
  name: z.string().max(200).optional().meta({ title: 'Name', description: 'What people see on the outlet.' }),
  event: eventTypeSchema.meta({ title: 'Event', description: 'What to wait for, such as message.read.' }),
  node: idSchema
    .optional()
    .meta({ title: 'Message', description: 'Only about the message of this block; for message events.' }),
  where: ruleGroupSchema
    .optional()
    .meta({ title: 'Only when', description: 'A rule over the event: "at" and "props.<name>".' }),
});

export const spec = defineSpec({
  type: 'wait-for',
  version: 1,
  category: 'wait',
  config: z.strictObject({
    outcomes: z
      .array(outcome)
      .min(1)
      .max(9)
      .superRefine(outletIds(['timeout']))
      .meta({ title: 'What may happen', description: 'The first that happens decides the way on.' }),
    timeout: durationSchema.meta({ title: 'Wait at most', description: 'Then the journey goes on by "timeout".' }),
  }),
  defaults: { outcomes: [{ id: 'read', event: 'message.read' }], timeout: 'P2D' },
  outlets: ({ outcomes }): readonly string[] => [...outcomes.map(({ id }) => id), 'timeout'],
  upgrades: {},
  references: ({ outcomes }) => ({
    nodes: outcomes.flatMap(({ node }, index) =>
      node === undefined ? [] : [{ id: node, path: `outcomes.${index}.node` }],
    ),
    rules: outcomes.flatMap(({ where }, index) =>
      where === undefined ? [] : [{ rule: where, path: `outcomes.${index}.where`, over: 'event' as const }],
    ),
  }),
  check: ({ outcomes }) =>
    outcomes.flatMap(({ event, node }, index) =>
      node !== undefined && !messageEvents.some((known) => known === event)
        ? [
            {
              severity: 'error' as const,
              path: `outcomes.${index}.node`,
              code: 'node-needs-message-event',
              message: `"${event}" is not about a message, so it cannot be tied to the block "${node}". Remove the block, or wait for a message event.`,
              params: { event, node },
            },
          ]
        : [],
    ),
});
