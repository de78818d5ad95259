/** A flow tried on people who do not exist: what is asked, and what came of it. Part of contract.ts, in simulate.ts. */
import * as z from 'zod';
import { flowSchema } from '../document/schema.ts';

const counted = z.object({ reason: z.string(), contacts: z.number() });

export const rehearsal = z
  .object({
    people: z.number(),
    days: z.number(),
    entered: z.number(),
    /** Nobody was what the flow asks for at its start, so all were let in. */
    letIn: z.boolean(),
    /** Who got at least one message. */
    reached: z.number(),
    /** How often the goal was reached; null where the flow has none. */
    goal: z.number().nullable(),
    /** Types of events that were made up. */
    events: z.array(z.string()),
    messages: z.array(
      z.object({
        node: z.string(),
        channel: z.string(),
        sent: z.number(),
        suppressed: z.record(z.string(), z.number()),
      }),
    ),
    nobody: z.array(counted),
    limits: z.array(
      z.object({ reason: z.string(), kind: z.enum(['suppressed', 'delayed', 'refused']), count: z.number() }),
    ),
    blocks: z.array(z.object({ id: z.string(), entered: z.number(), exited: z.record(z.string(), z.number()) })),
    /** Blocks that nobody came to. */
    unreached: z.array(z.string()),
  })
  .meta({ id: 'Rehearsal' });
export type Rehearsal = z.output<typeof rehearsal>;

export const rehearsalInput = z.object({
  document: flowSchema,
  people: z.number().int().min(1).max(1000).default(100),
  seed: z.number().int().min(0).default(1),
});
