/** A flow while it runs: what happened in a span of time, when those who wait go on, what keeps messages back. Part of contract.ts. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { base, flowId } from './base.ts';
import { instant } from './shapes.ts';

/** By bucket of time. */
const line = z.array(z.number()).readonly();
const lines = z.record(z.string(), line);

/** A version by its number, or all of them. Left out: the current one. */
export const whichVersion = z.union([z.literal('all'), z.coerce.number().int()]).optional();

/** Only those whose journey left that block by that outlet. */
export const way = z.object({ node: z.string(), outlet: z.string() });

export const layer = z
  .object({
    flow: z.string(),
    /** Null: all. */
    version: z.number().nullable(),
    from: instant,
    to: instant,
    /** Until when each bucket lasts; the last one is `to`. */
    at: z.array(instant).readonly(),
    /** Who was inside when the span began. */
    before: z.number(),
    entered: line,
    ended: line,
    goal: line,
    value: line,
    nodes: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        name: z.string().nullable(),
        /** Who stood there when the span began. */
        before: z.number(),
        came: line,
        left: lines,
        exited: lines,
      }),
    ),
    messages: z.array(z.object({ node: z.string(), channel: z.string(), states: lines, suppressed: lines })),
  })
  .meta({ id: 'Layer' });
export type Layer = z.output<typeof layer>;

/** Why messages of a block do not leave as they should. */
export const trouble = z
  .object({
    node: z.string(),
    kind: z.enum(['account-missing', 'sign-in', 'account-paused', 'check-failed', 'failing', 'unknown', 'retrying']),
    /** Null: the workspace no longer has it, or it is about messages. */
    account: z.string().nullable(),
    accountName: z.string().nullable(),
    /** Until when it rests, or when the next try is. */
    until: instant.nullable(),
    /** A code (see `reason.` in the page's strings), or a vendor's own words. */
    reason: z.string().nullable(),
    /** Messages it is about, and of how many. */
    count: z.number(),
    of: z.number(),
  })
  .meta({ id: 'Trouble' });
export type Trouble = z.output<typeof trouble>;

export const waiting = z
  .object({
    /** A paused flow's timers stand still. */
    paused: z.boolean(),
    /** Where each day ends, in the workspace's zone; the first is today. */
    days: z.array(instant).readonly(),
    nodes: z.array(
      z.object({
        node: z.string(),
        waiting: z.number(),
        /** Who goes on first by a timer, and how many in that minute. */
        next: z.object({ at: instant, people: z.number() }).nullable(),
        /** How many go on by a timer on each of the days. */
        perDay: line,
      }),
    ),
  })
  .meta({ id: 'Waiting' });
export type Waiting = z.output<typeof waiting>;

export const live = {
  /**
   * The figures of a span of time, of some versions, of those who went one way; in buckets, so that a slider needs no
   * further call. Tells how far it is until the last item.
   */
  layer: base
    .route({ method: 'POST', path: '/flows/{flow}/layer' })
    .input(
      flowId.extend({
        version: whichVersion,
        /** Default: since the flow began. */
        from: instant.optional(),
        /** Default: now. */
        to: instant.optional(),
        way: way.optional(),
      }),
    )
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('progress'), share: z.number() }),
          z.object({ kind: z.literal('done'), layer }),
        ]),
      ),
    ),
  /** Blocks at which somebody waits, and when they go on: the next week, day by day. */
  waiting: base
    .route({ method: 'GET', path: '/flows/{flow}/waiting' })
    .input(flowId.extend({ version: whichVersion }))
    .output(waiting),
  /** What is wrong with the accounts and the last hour's messages of the current version. */
  troubles: base.route({ method: 'GET', path: '/flows/{flow}/troubles' }).input(flowId).output(z.array(trouble)),
};
