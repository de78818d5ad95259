/** Flows: drafts, files, starting and stopping, the report and the people behind it. Part of contract.ts. */
import * as z from 'zod';
import { mostSteps } from '../document/delta.ts';
import { flowSchema } from '../document/schema.ts';
import { idSchema } from '../sdk/id.ts';
import { base, flowId } from './base.ts';
import { explanation, replay } from './explain.ts';
import { way, whichVersion } from './live.ts';
import { contactRow, flowStatus, flowSummary, instant, problem, report } from './shapes.ts';

/** What becomes of those at a block of an older version when a change is published. */
const move = z.enum(['stay', 'move', 'exit']);

const key = z.union([z.string(), z.number()]);
/** See document/delta.ts. */
const change = z.union([
  z.strictObject({ p: z.array(key), at: z.number().int().min(0), o: z.array(z.json()), n: z.array(z.json()) }),
  z.strictObject({ p: z.array(key), o: z.json().optional(), n: z.json().optional() }),
]);
const step = z.object({
  /** Milliseconds. */
  at: z.number(),
  /** Over `{ document, bindings }`. */
  delta: z.array(change).readonly(),
});
const count = z.number().int().min(0);
const historyChange = z
  .strictObject({ forget: count, keep: count, add: z.array(step).max(mostSteps).readonly(), done: count })
  .meta({ id: 'HistoryChange' });
/** A ready flow of the app, or somebody's file. */
const originInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('template'), name: idSchema, language: z.string().min(2).max(20) }),
  z.object({ kind: z.literal('file'), name: z.string().max(300) }),
]);
export type OriginInput = z.output<typeof originInput>;
const origin = z.object({
  kind: z.enum(['template', 'file']),
  name: z.string(),
  /** In which a ready flow was taken. */
  language: z.string().nullable(),
  at: instant,
  document: flowSchema,
});
export type Origin = z.output<typeof origin>;
const checkpoint = z.object({ id: z.number(), name: z.string(), at: instant });

/** One demand of a channel. `limit`: hours or characters or buttons; `stops`: how many contacts, null where that is not counted. */
const channelRule = z
  .object({
    rule: z.enum([
      'address',
      'they-begin',
      'post',
      'bad-address',
      'consent',
      'window',
      'text',
      'text-bytes',
      'text-under-picture',
      'buttons',
      'button-text',
    ]),
    limit: z.number().nullable(),
    stops: z.number().nullable(),
  })
  .meta({ id: 'ChannelRule' });
export type ChannelRule = z.output<typeof channelRule>;

export const flows = {
  list: base.route({ method: 'GET', path: '/flows' }).output(z.array(flowSummary)),
  get: base
    .route({ method: 'GET', path: '/flows/{flow}' })
    .input(flowId)
    .output(
      z.object({
        flow: z.string(),
        status: flowStatus,
        version: z.number().nullable(),
        revision: z.number(),
        document: flowSchema,
        bindings: z.record(z.string(), z.string()),
        openSlots: z.array(z.string()),
        problems: z.array(problem),
        changed: z.boolean(),
        updatedAt: instant,
      }),
    ),
  create: base
    .route({ method: 'POST', path: '/flows' })
    .input(z.object({ document: flowSchema }))
    .output(flowId),
  /** Autosave. Refused with code `stale-draft` when `revision` is not the stored one. */
  save: base
    .route({ method: 'PUT', path: '/flows/{flow}/draft' })
    .input(
      flowId.extend({
        revision: z.number(),
        document: flowSchema,
        bindings: z.record(z.string(), z.string()).optional(),
        history: historyChange.optional(),
      }),
    )
    .output(z.object({ revision: z.number(), problems: z.array(problem), changed: z.boolean() })),
  /** Steps of undo: the first `done` lead to the draft, the others were undone. */
  history: base
    .route({ method: 'GET', path: '/flows/{flow}/history' })
    .input(flowId)
    .output(z.object({ steps: z.array(step), done: count })),
  /** Moments of the draft that have names, newest first. */
  checkpoints: base
    .route({ method: 'GET', path: '/flows/{flow}/checkpoints' })
    .input(flowId)
    .output(z.array(checkpoint)),
  /** Names the draft as it is stored. */
  addCheckpoint: base
    .route({ method: 'POST', path: '/flows/{flow}/checkpoints' })
    .input(flowId.extend({ name: z.string().trim().min(1).max(200) }))
    .output(z.object({ id: z.number() })),
  /** Refused with `checkpoint-missing`. */
  checkpoint: base
    .route({ method: 'GET', path: '/flows/{flow}/checkpoints/{id}' })
    .input(flowId.extend({ id: z.coerce.number() }))
    .output(z.object({ document: flowSchema, bindings: z.record(z.string(), z.string()) })),
  removeCheckpoint: base
    .route({ method: 'DELETE', path: '/flows/{flow}/checkpoints/{id}' })
    .input(flowId.extend({ id: z.coerce.number() }))
    .output(z.object({})),
  duplicate: base.route({ method: 'POST', path: '/flows/{flow}/duplicate' }).input(flowId).output(flowId),
  /** Refused with `flow-running` while somebody is inside. */
  remove: base.route({ method: 'DELETE', path: '/flows/{flow}' }).input(flowId).output(z.object({})),
  import: base
    .route({ method: 'POST', path: '/flows/import' })
    .input(
      z.object({
        text: z.string(),
        bind: z.record(z.string(), z.string()).optional(),
        /** Default: a file that is called as the flow is. */
        from: originInput.optional(),
      }),
    )
    .output(z.object({ flow: z.string(), openSlots: z.array(z.string()), problems: z.array(problem) })),
  /** What the flow was made from, and newer files merged into it since; the last one first. `newer`: the app has a newer one. */
  origins: base
    .route({ method: 'GET', path: '/flows/{flow}/origins' })
    .input(flowId)
    .output(z.object({ origins: z.array(origin), newer: z.boolean() })),
  /** Notes that a newer file was merged into the draft: the next one is compared with it. */
  addOrigin: base
    .route({ method: 'POST', path: '/flows/{flow}/origins' })
    .input(flowId.extend({ from: originInput, document: flowSchema }))
    .output(z.object({})),
  export: base
    .route({ method: 'GET', path: '/flows/{flow}/export' })
    .input(flowId)
    .output(z.object({ text: z.string(), fileName: z.string() })),
  /** What Start would do, before it does it. */
  preflight: base
    .route({ method: 'GET', path: '/flows/{flow}/preflight' })
    .input(flowId)
    .output(
      z.object({
        problems: z.array(problem),
        openSlots: z.array(z.string()),
        /** Who enters at once. Event triggers enter later: `later` lists their event types. */
        audience: z.object({ now: z.number(), later: z.array(z.string()) }),
        /** Segments and dates that bring others in later, by block; `inside` are in the segment now (null: not counted). */
        watched: z.array(
          z.object({
            node: z.string(),
            on: z.enum(['enter', 'leave', 'date']),
            /** Those who are in it now enter at once. */
            now: z.boolean(),
            inside: z.number().nullable(),
          }),
        ),
        /** Of those who enter at once, whom each channel of the flow reaches, and why not the others. */
        reach: z.array(
          z.object({
            node: z.string(),
            channel: z.string(),
            account: z.string(),
            accountName: z.string(),
            sandbox: z.boolean(),
            reachable: z.number(),
            noAddress: z.number(),
            noConsent: z.number(),
            rules: z.array(channelRule),
          }),
        ),
        running: z.object({ version: z.number(), inside: z.number() }).nullable(),
        /** Those who stand at older versions: what may become of them, and what will unless `start` says otherwise. */
        standing: z.array(
          z.object({
            version: z.number(),
            node: z.string(),
            name: z.string().nullable(),
            within: z.string().optional(),
            type: z.string(),
            people: z.number(),
            change: z.enum(['same', 'text', 'config', 'wiring', 'removed']),
            choices: z.array(move).readonly(),
            usual: move,
          }),
        ),
      }),
    ),
  /** What the channels of a block demand, and how many of those who would enter now each rule stops. */
  channelRules: base
    .route({ method: 'GET', path: '/flows/{flow}/blocks/{node}/rules' })
    .input(flowId.extend({ node: z.string() }))
    .output(
      z.object({
        /** Who would enter now; null: nobody can be counted, because events or people let others in. */
        audience: z.number().nullable(),
        channels: z.array(z.object({ channel: z.string(), rules: z.array(channelRule) })),
      }),
    ),
  start: base
    .route({ method: 'POST', path: '/flows/{flow}/start' })
    .input(flowId.extend({ inside: z.record(z.string(), move).optional() }))
    /** `entering`: others of the audience follow. */
    .output(z.object({ flow: z.string(), version: z.number(), entered: z.number(), entering: z.boolean() })),
  pause: base
    .route({ method: 'POST', path: '/flows/{flow}/pause' })
    .input(flowId)
    .output(z.object({ status: flowStatus })),
  resume: base
    .route({ method: 'POST', path: '/flows/{flow}/resume' })
    .input(flowId)
    .output(z.object({ status: flowStatus })),
  /** Ends every journey with the reason `stopped` and cancels what is queued. */
  stop: base
    .route({ method: 'POST', path: '/flows/{flow}/stop' })
    .input(flowId)
    .output(z.object({ status: flowStatus, ended: z.number() })),
  /** Until when the messages of its start are held back so that Stop calls them back; null when they are not. */
  held: base
    .route({ method: 'GET', path: '/flows/{flow}/held' })
    .input(flowId)
    .output(z.object({ until: instant.nullable() })),
  /** Messages held back leave now. */
  release: base.route({ method: 'POST', path: '/flows/{flow}/release' }).input(flowId).output(z.object({})),
  /** Live counts. Without a version: the current one, or an empty report of the draft. */
  report: base
    .route({ method: 'GET', path: '/flows/{flow}/report' })
    .input(flowId.extend({ version: whichVersion }))
    .output(report),
  versions: base
    .route({ method: 'GET', path: '/flows/{flow}/versions' })
    .input(flowId)
    .output(z.array(z.object({ version: z.number(), publishedAt: instant, entered: z.number(), active: z.number() }))),
  /** A version as it was published. Refused with `version-missing`. */
  versionDocument: base
    .route({ method: 'GET', path: '/flows/{flow}/versions/{version}' })
    .input(flowId.extend({ version: z.coerce.number() }))
    .output(z.object({ document: flowSchema })),
  /** The people behind a number. */
  people: base
    .route({ method: 'GET', path: '/flows/{flow}/people' })
    .input(
      flowId.extend({
        /** Empty: of the whole flow. */
        node: z.string(),
        /**
         * `here` now, everybody who `entered`, who `left` by an outlet, whose journey `ended` here, or did so before the
         * end of the way (`lost`), who had a `message` in a state, or who reached the `goal`.
         */
        what: z.enum(['here', 'entered', 'left', 'ended', 'lost', 'message', 'goal']),
        /** The outlet, the reason, or the state: `sent`, `read` …, `suppressed:<reason>`, `not-sent`. Without it: any. */
        by: z.string().max(200).optional(),
        version: whichVersion,
        /** When it happened; `here` looks at who stood there at `before`. */
        from: instant.optional(),
        before: instant.optional(),
        way: way.optional(),
        /** `next` of the page before. */
        after: z.string().max(100).optional(),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        /** Null where it would have to be counted anew: of a span or of one way. */
        total: z.number().nullable(),
        /** Where the next page begins; null: this was the last. */
        next: z.string().nullable(),
        rows: z.array(
          z.object({
            contact: contactRow,
            arrivedAt: instant,
            /** When it goes on by itself, if a timer is set. */
            dueAt: instant.nullable(),
            /** The outlet left by, the reason of an end, or the message's state. */
            outlet: z.string().nullable(),
          }),
        ),
      }),
    ),
  /** Why a contact is where it is, why it went there, and why not elsewhere. `contact`: key, number, e-mail or phone. */
  explain: base
    .route({ method: 'GET', path: '/flows/{flow}/explain' })
    .input(flowId.extend({ contact: z.string().min(1).max(500) }))
    .output(explanation),
  /** What happened over time, for a slider. Without a version: the current one. */
  replay: base
    .route({ method: 'GET', path: '/flows/{flow}/replay' })
    .input(flowId.extend({ version: z.coerce.number().int().optional() }))
    .output(replay),
};
