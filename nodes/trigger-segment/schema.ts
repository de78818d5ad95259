import * as z from 'zod';
import { audienceReferences, audienceSchema, everybodyProblem } from '../../flows/sdk/audience.ts';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'trigger-segment',
  version: 1,
  category: 'trigger',
  config: z
    .strictObject({
      audience: audienceSchema,
      on: z
        .enum(['enter', 'leave'])
        .meta({ title: 'When', description: 'A contact comes to belong to it, or no longer belongs to it.' }),
      who: z.enum(['now', 'later', 'both']).optional().meta({
        title: 'Who',
        description: 'Those who belong to it at the start, those who come later (the default), or both.',
      }),
    })
    .refine(({ on, who }) => on === 'enter' || who === undefined || who === 'later', {
      message: 'leave-is-later',
      path: ['who'],
    }),
  defaults: { audience: { combinator: 'and', rules: [] }, on: 'enter', who: 'later' },
  outlets: () => ['next'],
  upgrades: {},
  references: ({ audience }) => audienceReferences(audience),
  check: ({ audience, who }) => (who === 'now' || who === 'both' ? everybodyProblem(audience) : []),
});
