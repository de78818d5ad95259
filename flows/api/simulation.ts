/** What a simulation is given and what it answers. See docs/simulation.md. */
import * as z from 'zod';
import { idSchema } from '../sdk/id.ts';
import { durationSchema } from '../sdk/time.ts';
import { instant, report } from './shapes.ts';

const share = z.number().min(0).max(1);

/** A fixed time, or half of them within one and nine in ten within another. */
const delaySchema = z
  .union([
    durationSchema,
    z.strictObject({ half: durationSchema, most: durationSchema, longest: durationSchema.optional() }),
  ])
  .meta({ id: 'Delay' });

/** Shares: `failed` of those sent, `delivered` of those that did not fail, the rest of those delivered. Who clicks has read. */
const responsesSchema = z.strictObject({
  failed: share.optional(),
  delivered: share.optional(),
  read: share.optional(),
  clicked: share.optional(),
  replied: share.optional(),
  pressed: share.optional(),
  unsubscribed: share.optional(),
  /** What one message costs, in `currency`. */
  price: z.number().min(0).max(1_000_000).optional(),
  /** Failed and delivered from sent, clicked from read, the others from delivered. */
  delays: z
    .strictObject({
      failed: delaySchema.optional(),
      delivered: delaySchema.optional(),
      read: delaySchema.optional(),
      clicked: delaySchema.optional(),
      replied: delaySchema.optional(),
      pressed: delaySchema.optional(),
      unsubscribed: delaySchema.optional(),
    })
    .optional(),
});

/** The file of `simulate --assume`. What it leaves out comes from the workspace's own history, else from the stated defaults. */
export const assumptionsSchema = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'bad-currency')
      .optional(),
    channels: z.record(idSchema, responsesSchema).optional(),
    /** By block id; stronger than the channel. `buttons`: how presses divide, by button id. */
    nodes: z
      .record(idSchema, responsesSchema.extend({ buttons: z.record(idSchema, z.number().min(0)).optional() }))
      .optional(),
    /** What people do after a message, such as order. */
    events: z
      .array(
        z.strictObject({
          event: z.string().min(1).max(200),
          after: z.enum(['message.sent', 'message.delivered', 'message.read', 'message.clicked']),
          node: idSchema.optional(),
          channel: idSchema.optional(),
          probability: share,
          delay: delaySchema,
          props: z.record(z.string(), z.unknown()).optional(),
        }),
      )
      .max(100)
      .optional(),
  })
  .meta({ id: 'Assumptions', title: 'Assumptions of a simulation' });
export type Assumptions = z.output<typeof assumptionsSchema>;
export type Responses = z.output<typeof responsesSchema>;
export type Delay = z.output<typeof delaySchema>;

/** What was assumed of one message block, and where each came from. */
export const assumed = z.object({
  node: z.string(),
  channel: z.string(),
  source: z.enum(['file', 'history', 'default']),
  /** Messages of the past that the shares were read from; 0 when none. */
  messages: z.number(),
  failed: z.number(),
  delivered: z.number(),
  read: z.number(),
  clicked: z.number(),
  replied: z.number(),
  pressed: z.number(),
  unsubscribed: z.number(),
  price: z.number().nullable(),
});
export type Assumed = z.output<typeof assumed>;

/** Cumulative counts at the end of each stretch of virtual time; all lists are as long as `at`. */
export const timeline = z.object({
  at: z.array(instant),
  entered: z.array(z.number()),
  goal: z.array(z.number()),
  nodes: z.array(
    z.object({
      id: z.string(),
      entered: z.array(z.number()),
      waiting: z.array(z.number()),
      /** By outlet. */
      left: z.record(z.string(), z.array(z.number())),
      /** Messages of the block; absent for blocks without. */
      messages: z
        .object({
          sent: z.array(z.number()),
          delivered: z.array(z.number()),
          read: z.array(z.number()),
          /** Suppressed or failed. */
          notSent: z.array(z.number()),
        })
        .optional(),
    }),
  ),
});
export type Timeline = z.output<typeof timeline>;

export const simulation = report
  .extend({
    from: instant,
    to: instant,
    seed: z.number(),
    /** The span began in the past: stored events were replayed, and other flows rested. */
    backtest: z.boolean(),
    /** Living contacts of the workspace. */
    contacts: z.number(),
    /** Contacts who got at least one message of this flow; with `nobody` they make up all contacts. */
    reached: z.number(),
    reach: z.array(z.object({ channel: z.string(), contacts: z.number() })),
    perDay: z.array(z.object({ date: z.string(), channel: z.string(), sent: z.number() })),
    cost: z.object({
      expected: z.number(),
      low: z.number(),
      high: z.number(),
      currency: z.string().nullable(),
      /** Messages whose price is not known: they are not in the sum. */
      unpriced: z.number(),
    }),
    nobody: z.array(z.object({ reason: z.string(), contacts: z.number() })),
    /** `suppressed`: not sent for it. `delayed`: how often a message had to wait. `refused`: entries not let in. */
    limits: z.array(
      z.object({ reason: z.string(), kind: z.enum(['suppressed', 'delayed', 'refused']), count: z.number() }),
    ),
    assumptions: z.array(assumed),
    /** Assumed events that were not invented, because the span has real ones of that type. */
    leftOut: z.array(z.string()),
    /** Other flows that ran beside it in the copy. */
    beside: z.array(z.string()),
    timeline,
  })
  .meta({ id: 'Simulation' });
export type Simulation = z.output<typeof simulation>;

export const testResult = z
  .object({
    name: z.string(),
    ok: z.boolean(),
    differences: z.array(
      z.object({
        /** `messages`: other ones left, `exit`: another end, `given`: an event had no message to be about, `flow`: it cannot start. */
        what: z.enum(['messages', 'exit', 'given', 'flow']),
        expected: z.string(),
        actual: z.string(),
        /** Messages that did not leave, each with its reason in brackets. */
        unsent: z.array(z.string()).optional(),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'FlowTestResult' });
export type TestResult = z.output<typeof testResult>;
