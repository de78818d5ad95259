/** Shapes shared by the procedures of the contract. All times are ISO instants with offset unless a name ends in `Ms`. */
import * as z from 'zod';
import { messageStates } from '../sdk/channels.ts';
import { signInNeeds } from '../sdk/oauth.ts';

export const instant = z.string().describe('ISO 8601 instant with offset');
export const counts = z.record(z.string(), z.number());

export const problem = z
  .object({
    severity: z.enum(['error', 'warning']),
    node: z.string().nullable(),
    path: z.string(),
    code: z.string(),
    message: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    inside: z.object({ block: z.string(), node: z.string().nullable() }).optional(),
  })
  .meta({ id: 'Problem' });

export const flowStatus = z.enum(['draft', 'running', 'paused', 'stopped']);

export const flowSummary = z
  .object({
    flow: z.string(),
    name: z.string(),
    status: flowStatus,
    version: z.number().nullable(),
    active: z.number(),
    entered: z.number(),
    goal: z.number(),
    updatedAt: instant,
    nodes: z.number(),
    channels: z.array(z.string()),
    /** The draft differs from the published version. */
    changed: z.boolean(),
  })
  .meta({ id: 'FlowSummary' });

export const report = z
  .object({
    flow: z.string(),
    version: z.number().nullable(),
    entered: z.number(),
    active: z.number(),
    exited: counts,
    nodes: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        name: z.string().nullable(),
        /** Names of the reusable blocks that it lies in, from outside inwards; absent outside of any. */
        within: z.string().optional(),
        entered: z.number(),
        waiting: z.number(),
        left: counts,
        /** Journeys that ended at this node, by reason: entered = waiting + left + exited. */
        exited: counts,
      }),
    ),
    messages: z.array(
      z.object({
        node: z.string(),
        channel: z.string(),
        queued: z.number(),
        sent: z.number(),
        delivered: z.number(),
        read: z.number(),
        clicked: z.number(),
        /** Messages whose links machines opened, whether or not a person did: never among `clicked`. Absent of a span of time. */
        machine: z.number().optional(),
        replied: z.number(),
        failed: z.number(),
        unknown: z.number(),
        suppressed: counts,
        cost: z.number(),
      }),
    ),
    goal: z.object({ reached: z.number(), value: z.number(), rate: z.number() }),
    /** What blocks that choose between channels saved: `dearest` for each of `people`, less what was spent. */
    savings: z.array(
      z.object({ node: z.string(), people: z.number(), dearest: z.number(), cost: z.number(), saved: z.number() }),
    ),
    split: z.array(
      z.object({
        node: z.string(),
        arms: z.array(z.object({ id: z.string(), entered: z.number(), goal: z.number(), rate: z.number() })),
      }),
    ),
  })
  .meta({ id: 'Report' });
export type Report = z.output<typeof report>;

export const address = z.object({
  kind: z.string(),
  value: z.string(),
  state: z.enum(['valid', 'bounced', 'blocked', 'unconfirmed']),
});

export const contactRow = z
  .object({
    id: z.number(),
    key: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    language: z.string().nullable(),
    country: z.string().nullable(),
    tags: z.array(z.string()),
    createdAt: instant,
  })
  .meta({ id: 'ContactRow' });

export const timelineEntry = z
  .object({
    at: instant,
    /** `event`, `message` (ours), `reply` (theirs), `journey` (entered or left a flow). */
    kind: z.enum(['event', 'message', 'reply', 'journey', 'operation']),
    type: z.string(),
    flow: z.string().nullable(),
    node: z.string().nullable(),
    channel: z.string().nullable(),
    state: z.string().nullable(),
    reason: z.string().nullable(),
    text: z.string().nullable(),
    props: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEntry' });

export const profile = contactRow
  .extend({
    timezone: z.string().nullable(),
    /** The zone in force and where it comes from. */
    zone: z.object({ name: z.string(), source: z.enum(['profile', 'country', 'workspace']) }),
    attributes: z.record(z.string(), z.unknown()),
    addresses: z.array(address),
    consents: z.array(
      z.object({ channel: z.string(), topic: z.string(), granted: z.boolean(), at: instant, source: z.string() }),
    ),
    /** Segments by hand in which the contact stands. */
    lists: z.array(z.object({ id: z.string(), name: z.string() })),
    /** Flows send nothing before; null without a pause. */
    pausedUntil: instant.nullable(),
    /** The pause lasts until a person ends it. */
    pausedByHand: z.boolean(),
    timeline: z.array(timelineEntry),
  })
  .meta({ id: 'Profile' });
export type Profile = z.output<typeof profile>;

export const importResult = z
  .object({
    read: z.number(),
    created: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    rejected: z.array(
      z.object({
        line: z.number(),
        column: z.string().optional(),
        value: z.string().optional(),
        reason: z.string(),
      }),
    ),
    /** It was stopped before the end of the file; what was stored until then is counted. */
    canceled: z.boolean(),
    /** Under this number it can be taken back. */
    import: z.number().nullable(),
  })
  .meta({ id: 'ImportResult' });
export type ImportResult = z.output<typeof importResult>;

export const messageRow = z
  .object({
    id: z.number(),
    /** The contact's key, or its id as text when it has none. */
    contact: z.string(),
    channel: z.string(),
    to: z.string().nullable(),
    state: z.enum(messageStates),
    reason: z.string().nullable(),
    node: z.string(),
    at: instant,
    subject: z.string().nullable(),
    text: z.string().nullable(),
  })
  .meta({ id: 'MessageRow' });

/** What one part of a message costs. */
export const listPrice = z.object({
  amount: z.number().min(0).max(1_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

export const accountRow = z
  .object({
    account: z.string(),
    type: z.string(),
    name: z.string(),
    capabilities: z.array(z.string()),
    defaultFor: z.array(z.string()),
    /** By channel. */
    prices: z.record(z.string(), listPrice),
    /** Without secrets: a secret field that is set shows as `true`. */
    config: z.record(z.string(), z.unknown()),
    paused: z.object({ until: instant, reason: z.string() }).nullable(),
    /** Of accounts that sign in through the browser: why somebody has to do so (again), or null when it holds. */
    signIn: z.object({ needed: z.object({ code: z.enum(signInNeeds), detail: z.string() }).nullable() }).nullable(),
    checked: z.object({ at: instant, ok: z.boolean(), detail: z.string() }).nullable(),
    /** Its vendor can deliver by itself what else is asked for, or never known. */
    hook: z.boolean(),
  })
  .meta({ id: 'AccountRow' });
