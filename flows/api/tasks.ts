/** Tasks that flows give to people. Part of contract.ts. */
import * as z from 'zod';
import { taskKinds, taskStates } from '../sdk/tasks.ts';
import { base } from './base.ts';
import { contactRow, instant } from './shapes.ts';

export const taskRow = z
  .object({
    task: z.number(),
    kind: z.enum(taskKinds),
    title: z.string(),
    script: z.string(),
    outcomes: z.array(z.object({ id: z.string(), name: z.string() })),
    createdAt: instant,
    dueAt: instant.nullable(),
    overdue: z.boolean(),
    state: z.enum(taskStates),
    endedAt: instant.nullable(),
    outcome: z.string().nullable(),
    note: z.string().nullable(),
    flow: z.string(),
    /** Null when the flow was deleted. */
    flowName: z.string().nullable(),
    node: z.string(),
    contact: contactRow,
  })
  .meta({ id: 'TaskRow' });
export type TaskRow = z.output<typeof taskRow>;

export const tasks = {
  /** Open ones by when they are due, done ones newest first. `open` counts up to 1000. */
  list: base
    .route({ method: 'GET', path: '/tasks' })
    .input(
      z.object({
        state: z.enum(['open', 'done']).default('open'),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ open: z.number(), more: z.boolean(), rows: z.array(taskRow) })),
  /** How many are open, up to 1000: for the rail. */
  count: base.route({ method: 'GET', path: '/tasks/count' }).output(z.object({ open: z.number() })),
  /** Says how a task ended; the journey that waits goes on by that outcome. */
  complete: base
    .route({ method: 'POST', path: '/tasks/{task}/complete' })
    .input(z.object({ task: z.coerce.number(), outcome: z.string(), note: z.string().max(2000).default('') }))
    .output(taskRow),
};
