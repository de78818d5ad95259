/** Foreseeing a flow, running its tests, and what was foreseen beside what then happened. Part of contract.ts. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { base, flowId } from './base.ts';
import { rehearsal, rehearsalInput } from './rehearsal.ts';
import { instant } from './shapes.ts';
import { assumed, assumptionsSchema, simulation, testResult } from './simulation.ts';

const cumulative = z.object({ entered: z.number(), sent: z.number() });

export const simulate = {
  /**
   * Runs the stored draft on a virtual clock over a copy of the workspace. Tells how far it is until the last item, which
   * holds the result. Leaving the stream stops it. Nothing changes.
   */
  run: base
    .route({ method: 'POST', path: '/flows/{flow}/simulate' })
    .input(
      flowId.extend({
        /** Default: now. A past time replays the stored events since then. */
        from: instant.optional(),
        /** Default: 30 days after `from`. */
        to: instant.optional(),
        seed: z.number().int().min(0).default(1),
        assumptions: assumptionsSchema.default({}),
      }),
    )
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('progress'),
            phase: z.enum(['copy', 'run']),
            at: instant,
            /** Of the span, 0 to 1. */
            share: z.number(),
            entered: z.number(),
            messages: z.number(),
          }),
          z.object({ kind: z.literal('done'), result: simulation }),
        ]),
      ),
    ),
  /** Tries a flow on people who do not exist, in a workspace that is thrown away. Leaving stops it. */
  rehearse: base.route({ method: 'POST', path: '/rehearsals' }).input(rehearsalInput).output(rehearsal),
  /** What would be assumed of each channel of the draft, and where it comes from. `node` is empty. */
  assumed: base.route({ method: 'GET', path: '/flows/{flow}/assumed' }).input(flowId).output(z.array(assumed)),
  /** Runs the tests that the draft carries. */
  tests: base.route({ method: 'POST', path: '/flows/{flow}/tests' }).input(flowId).output(z.array(testResult)),
  /** The forecast that was at hand when the current version was started, beside what happened since; null without one. */
  forecast: base
    .route({ method: 'GET', path: '/flows/{flow}/forecast' })
    .input(flowId.extend({ version: z.coerce.number().int().optional() }))
    .output(
      z
        .object({
          version: z.number(),
          madeAt: instant,
          startedAt: instant,
          /** Cumulative, at the same distance from the start; `actual` is null where that time has not come. */
          days: z.array(z.object({ at: instant, foreseen: cumulative, actual: cumulative.nullable() })),
          /** At this moment. */
          nodes: z.array(
            z.object({
              id: z.string(),
              foreseen: z.object({ entered: z.number(), sent: z.number() }),
              actual: z.object({ entered: z.number(), sent: z.number() }),
            }),
          ),
        })
        .nullable(),
    ),
};
