import * as z from 'zod';
import { eventTypeSchema } from '../../flows/sdk/fields.ts';
import { pathSchema } from '../../flows/sdk/lookup.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { ruleGroupSchema } from '../../flows/sdk/rule.ts';

const then = z
  .enum(['count', 'end'])
  .meta({ title: 'Then', description: 'Count it and go on, or end the journey with the reason "goal".' });

/** The signal that the step waits for, or is pulled by. */
export const reachedId = 'reached';

const withChoice = (then: 'count' | 'end') => ({ then });

export const spec = defineSpec({
  type: 'goal',
  version: 1,
  category: 'end',
  config: z
    .strictObject({
      event: eventTypeSchema.optional().meta({
        title: 'Event',
        description: 'The journey waits here for it; without an event the goal is reached on arrival.',
      }),
      where: ruleGroupSchema
        .optional()
        .meta({ title: 'Only when', description: 'A rule over the event: "at" and "props.<name>".' }),
      value: z
        .union([z.number(), pathSchema])
        .optional()
        .meta({
          title: 'Value',
          description: 'A number, or where to read it: event.total, contact.attributes.price.',
          examples: ['event.total'],
        }),
      pull: z.boolean().optional().meta({
        title: 'From anywhere',
        description: 'The event brings people here from wherever they are in the flow, once.',
      }),
      then,
    })
    .refine(({ event, where }) => where === undefined || event !== undefined, {
      message: 'where-needs-event',
      path: ['where'],
    })
    .refine(({ event, pull }) => pull !== true || event !== undefined, { message: 'pull-needs-event', path: ['pull'] }),
  defaults: withChoice('count'),
  outlets: ({ then }): readonly 'next'[] => (then === 'end' ? [] : ['next']),
  upgrades: {},
  pulls: ({ event, where, pull }) => (pull === true && event !== undefined ? { id: reachedId, event, where } : null),
  references: ({ where }) =>
    where === undefined ? {} : { rules: [{ rule: where, path: 'where', over: 'event' as const }] },
});
