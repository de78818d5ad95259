import * as z from 'zod';
import { callProps } from '../../flows/sdk/calls.ts';
import { flowSlotSchema } from '../../flows/sdk/flow-slot.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

const handedOver = z.strictObject({
  name: z
    .string()
    .regex(/^[\p{L}_][\p{L}\p{N}_-]{0,99}$/u, 'bad-context-name')
    .refine((name) => !callProps.some((own) => own === name), 'reserved-context-name')
    .refine((name) => !['__proto__', 'constructor', 'prototype'].includes(name), 'bad-context-name')
    .meta({ title: 'Name', description: 'The other flow reads it as event.<name>.' }),
  value: z
    .union([z.string().max(2000), z.number(), z.boolean()])
    .meta({ title: 'Value', description: 'Text is a Liquid template; a lone {{ event.x }} keeps the type of x.' }),
});

export const spec = defineSpec({
  type: 'start-flow',
  version: 1,
  category: 'action',
  config: z
    .strictObject({
      flow: flowSlotSchema.meta({ title: 'Flow', description: 'Slot of the flow to start for this contact.' }),
      context: z
        .array(handedOver)
        .max(50)
        .refine((items) => new Set(items.map(({ name }) => name)).size === items.length, 'same-context-name')
        .optional()
        .meta({ title: 'Hand over', description: 'Values that the other flow gets.' }),
      waitForEnd: z
        .boolean()
        .optional()
        .meta({ title: 'Wait for its end', description: 'The journey stays here until the other one has ended.' }),
      timeout: durationSchema
        .optional()
        .meta({ title: 'Wait at most', description: 'Then the journey goes on by "timeout".' }),
    })
    .refine(({ waitForEnd, timeout }) => timeout === undefined || waitForEnd === true, {
      message: 'timeout-needs-wait',
      path: ['timeout'],
    }),
  defaults: { flow: '' },
  outlets: ({ waitForEnd, timeout }) => [
    'next',
    ...(waitForEnd === true ? (['not-started'] as const) : []),
    ...(timeout === undefined ? [] : (['timeout'] as const)),
  ],
  upgrades: {},
  references: ({ flow, context = [] }) => ({
    flows: [{ slot: flow, path: 'flow' }],
    templates: context.flatMap(({ value }, index) =>
      typeof value === 'string' ? [{ text: value, path: `context.${index}.value`, html: false }] : [],
    ),
  }),
});
