import * as z from 'zod';
import { audienceReferences, audienceSchema, everybodyProblem } from '../../flows/sdk/audience.ts';
import { cronSchema, nextCron } from '../../flows/sdk/cron.ts';
import { instantSchema } from '../../flows/sdk/fields.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { zoneSchema } from '../../flows/sdk/time.ts';

/** A moment to try a schedule from; any would do, for a schedule that ever fires fires again. */
const anyMoment = { ms: 0, zone: 'UTC' };

export const spec = defineSpec({
  type: 'trigger-schedule',
  version: 1,
  category: 'trigger',
  config: z
    .strictObject({
      audience: audienceSchema,
      cron: cronSchema
        .optional()
        .meta({ title: 'Repeats', description: 'Cron: minute, hour, day of month, month, weekday.' }),
      once: instantSchema.optional().meta({ title: 'Once', description: 'A single date and time.' }),
      timezone: zoneSchema
        .optional()
        .meta({ title: 'Time zone', description: 'The zone the schedule is read in; without it, the flow’s.' }),
      skipWeekends: z
        .boolean()
        .optional()
        .meta({ title: 'Skip weekends', description: 'Nothing happens on a Saturday or Sunday.' }),
    })
    .refine(({ cron, once }) => (cron === undefined) !== (once === undefined), {
      message: 'cron-or-once',
      path: ['cron'],
    })
    .refine(({ once, skipWeekends }) => once === undefined || skipWeekends !== true, {
      message: 'skip-weekends-needs-cron',
      path: ['skipWeekends'],
    }),
  defaults: { audience: { combinator: 'and', rules: [] }, cron: '0 10 * * *' },
  outlets: () => ['next'],
  upgrades: {},
  references: ({ audience }) => audienceReferences(audience),
  check: ({ audience, cron, skipWeekends }) => [
    ...everybodyProblem(audience),
    ...(cron !== undefined && nextCron(cron, anyMoment, { skipWeekends: skipWeekends === true }) === null
      ? [
          {
            severity: 'error' as const,
            path: 'cron',
            code: 'schedule-never',
            message: 'The schedule names a time that never comes. Choose another day, or do not skip weekends.',
          },
        ]
      : []),
  ],
});
