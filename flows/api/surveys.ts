/** What people answered to surveys. Part of contract.ts. */
import * as z from 'zod';
import { base } from './base.ts';
import { instant } from './shapes.ts';

const scores = z.object({
  answers: z.number(),
  /** −100 to 100; null: nobody gave a score by which people recommend. */
  nps: z.number().nullable(),
  promoters: z.number(),
  passives: z.number(),
  detractors: z.number(),
  average: z.number().nullable(),
});

/** How far back; the whole past when left out. */
const days = z.number().int().min(1).max(3660).optional();

export const surveys = {
  list: base
    .route({ method: 'GET', path: '/surveys' })
    .output(z.array(z.object({ survey: z.string(), lastAt: instant.nullable() }))),
  report: base
    .route({ method: 'POST', path: '/surveys/report' })
    .input(z.object({ survey: z.string(), days }))
    .output(
      scores.extend({
        /** How often each score, or each choice, was given. */
        distribution: z.array(z.object({ answer: z.string(), score: z.number().nullable(), n: z.number() })),
        byDay: z.array(z.object({ day: z.string(), scores })),
        byFlow: z.array(z.object({ flow: z.string().nullable(), name: z.string().nullable(), scores })),
      }),
    ),
  /** A window over the answers, newest first; `before` is the last one seen. */
  answers: base
    .route({ method: 'POST', path: '/surveys/answers' })
    .input(
      z.object({
        survey: z.string(),
        days,
        before: z.object({ at: z.number(), id: z.number() }).optional(),
        limit: z.number().int().min(1).max(100).default(30),
        commented: z.boolean().default(true),
      }),
    )
    .output(
      z.object({
        answers: z.array(
          z.object({
            id: z.number(),
            at: instant,
            atMs: z.number(),
            contact: z.number(),
            firstName: z.string().nullable(),
            lastName: z.string().nullable(),
            email: z.string().nullable(),
            phone: z.string().nullable(),
            kind: z.string(),
            score: z.number().nullable(),
            text: z.string().nullable(),
            channel: z.string().nullable(),
          }),
        ),
        more: z.boolean(),
      }),
    ),
};
