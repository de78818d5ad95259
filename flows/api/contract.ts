/**
 * The typed contract between any screen and the engine. Carried by HTTP (web mode) or a MessagePort (Electron), and
 * served as OpenAPI. Implemented in flows/host.
 */
import { eventIterator, oc } from '@orpc/contract';
import * as z from 'zod';
import { flowSchema } from '../document/schema.ts';
import { ruleGroupSchema } from '../sdk/rule.ts';
import {
  accountRow,
  contactRow,
  flowStatus,
  flowSummary,
  importResult,
  instant,
  messageRow,
  problem,
  profile,
  report,
} from './shapes.ts';

const flowId = z.object({ flow: z.string() });
const json = z.record(z.string(), z.unknown());

/** Errors every procedure may give: `code` is a key of the translations, `data.details` fills them. */
const base = oc.errors({
  KASKAD: { status: 422, message: 'refused', data: z.object({ code: z.string(), details: json }) },
});

const workspace = {
  get: base.route({ method: 'GET', path: '/workspace' }).output(
    z.object({
      name: z.string(),
      file: z.string(),
      timezone: z.string(),
      language: z.string(),
      contacts: z.number(),
      events: z.number(),
      sizeBytes: z.number(),
      host: z.enum(['web', 'desktop']),
      demo: z.boolean(),
    }),
  ),
  /** What needs a look: unknown messages, paused accounts, what was late after a sleep. */
  notices: base
    .route({ method: 'GET', path: '/workspace/notices' })
    .output(z.array(z.object({ id: z.number(), at: instant, code: z.string(), params: json, seen: z.boolean() }))),
  seen: base
    .route({ method: 'POST', path: '/workspace/notices/seen' })
    .input(z.object({ upTo: z.number() }))
    .output(z.object({})),
  /**
   * What changed, as it changes: screens refetch by topic. Topics: flows, report:<flow>, contacts, messages, accounts,
   * notices.
   */
  changes: base
    .route({ method: 'GET', path: '/workspace/changes' })
    .output(eventIterator(z.object({ topics: z.array(z.string()) }))),
};

const flows = {
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
      }),
    )
    .output(z.object({ revision: z.number(), problems: z.array(problem), changed: z.boolean() })),
  duplicate: base.route({ method: 'POST', path: '/flows/{flow}/duplicate' }).input(flowId).output(flowId),
  /** Refused with `flow-running` while somebody is inside. */
  remove: base.route({ method: 'DELETE', path: '/flows/{flow}' }).input(flowId).output(z.object({})),
  import: base
    .route({ method: 'POST', path: '/flows/import' })
    .input(z.object({ text: z.string(), bind: z.record(z.string(), z.string()).optional() }))
    .output(z.object({ flow: z.string(), openSlots: z.array(z.string()), problems: z.array(problem) })),
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
          }),
        ),
        running: z.object({ version: z.number(), inside: z.number() }).nullable(),
      }),
    ),
  start: base
    .route({ method: 'POST', path: '/flows/{flow}/start' })
    .input(flowId)
    .output(z.object({ flow: z.string(), version: z.number(), entered: z.number() })),
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
  /** Live counts. Without a version: the current one, or an empty report of the draft. */
  report: base
    .route({ method: 'GET', path: '/flows/{flow}/report' })
    .input(flowId.extend({ version: z.coerce.number().int().optional() }))
    .output(report),
  versions: base
    .route({ method: 'GET', path: '/flows/{flow}/versions' })
    .input(flowId)
    .output(z.array(z.object({ version: z.number(), publishedAt: instant, entered: z.number(), active: z.number() }))),
  /** The people behind a number. */
  people: base
    .route({ method: 'GET', path: '/flows/{flow}/people' })
    .input(
      flowId.extend({
        /** Empty for `goal` of the whole version. */
        node: z.string(),
        /**
         * `here` now, everybody who `entered`, who `left` by an outlet, whose journey `ended` here, who had a `message` in
         * a state, or who reached the `goal`.
         */
        what: z.enum(['here', 'entered', 'left', 'ended', 'message', 'goal']),
        /** The outlet, the reason, or the state: `sent`, `read` …, `suppressed:<reason>`. Without it: any. */
        by: z.string().max(200).optional(),
        /** Default: the current one. */
        version: z.coerce.number().int().optional(),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        total: z.number(),
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
};

const contacts = {
  /** A window over the table. `total` counts all that match. */
  list: base
    .route({ method: 'POST', path: '/contacts/list' })
    .input(
      z.object({
        rule: ruleGroupSchema.optional(),
        /** Matches the beginning of a name, e-mail, phone or key. */
        search: z.string().max(200).optional(),
        sort: z.enum(['createdAt', 'last_name', 'email', 'key']).default('createdAt'),
        descending: z.boolean().default(true),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(200).default(100),
      }),
    )
    .output(z.object({ total: z.number(), rows: z.array(contactRow) })),
  count: base
    .route({ method: 'POST', path: '/contacts/count' })
    .input(z.object({ rule: ruleGroupSchema }))
    .output(z.object({ count: z.number() })),
  get: base
    .route({ method: 'GET', path: '/contacts/{contact}' })
    .input(z.object({ contact: z.string() }))
    .output(profile),
  /** Changes attributes, tags or consents by hand. */
  update: base
    .route({ method: 'POST', path: '/contacts/{contact}' })
    .input(
      z.object({
        contact: z.string(),
        set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
        addTags: z.array(z.string()).optional(),
        removeTags: z.array(z.string()).optional(),
        consents: z.array(z.object({ channel: z.string(), topic: z.string(), granted: z.boolean() })).optional(),
      }),
    )
    .output(profile),
  /** What rules and texts may name: for the rule builder and the variable picker. */
  fields: base.route({ method: 'GET', path: '/contacts/fields' }).output(
    z.object({
      attributes: z.array(z.object({ name: z.string(), type: z.enum(['string', 'number', 'boolean', 'date']) })),
      tags: z.array(z.string()),
      events: z.array(
        z.object({
          type: z.string(),
          count: z.number(),
          props: z.array(z.object({ name: z.string(), type: z.string() })),
        }),
      ),
      channels: z.array(z.string()),
      topics: z.array(z.string()),
      languages: z.array(z.string()),
      countries: z.array(z.string()),
    }),
  ),
};

const imports = {
  /** A file comes in pieces, so that it may be large and progress can be shown. */
  begin: base
    .route({ method: 'POST', path: '/imports' })
    .input(z.object({ fileName: z.string() }))
    .output(z.object({ upload: z.string() })),
  append: base
    .route({ method: 'POST', path: '/imports/{upload}/append' })
    .input(z.object({ upload: z.string(), base64: z.string() }))
    .output(z.object({ bytes: z.number() })),
  /** What was detected, the first rows, and the mapping by name. */
  preview: base
    .route({ method: 'POST', path: '/imports/{upload}/preview' })
    .input(
      z.object({
        upload: z.string(),
        encoding: z.string().optional(),
        delimiter: z.string().optional(),
        dates: z.enum(['dmy', 'mdy', 'ymd']).optional(),
      }),
    )
    .output(
      z.object({
        format: z.enum(['csv', 'xlsx', 'ndjson']),
        encoding: z.string().nullable(),
        delimiter: z.string().nullable(),
        dates: z.enum(['dmy', 'mdy', 'ymd']),
        columns: z.array(z.string()),
        rows: z.array(z.array(z.string())),
        /** Column to field, as the command line would map. */
        mapping: z.record(z.string(), z.string()),
        /** The column that looks like the customer's own key, if any. */
        key: z.string().nullable(),
      }),
    ),
  run: base
    .route({ method: 'POST', path: '/imports/{upload}/run' })
    .input(
      z.object({
        upload: z.string(),
        mapping: z.record(z.string(), z.string()),
        key: z.string().nullable(),
        encoding: z.string().optional(),
        delimiter: z.string().optional(),
        dates: z.enum(['dmy', 'mdy', 'ymd']).optional(),
      }),
    )
    .output(importResult),
};

const accounts = {
  types: base.route({ method: 'GET', path: '/accounts/types' }).output(
    z.array(
      z.object({
        type: z.string(),
        capabilities: z.array(z.string()),
        /** JSON Schema of the form; secret fields have `"secret": true`. */
        schema: json,
      }),
    ),
  ),
  list: base.route({ method: 'GET', path: '/accounts' }).output(z.array(accountRow)),
  add: base
    .route({ method: 'POST', path: '/accounts' })
    .input(
      z.object({
        type: z.string(),
        name: z.string().min(1).max(100),
        config: json,
        makeDefault: z.boolean().default(false),
      }),
    )
    .output(z.object({ account: z.string() })),
  /** Secret fields left out keep their value. */
  update: base
    .route({ method: 'PUT', path: '/accounts/{account}' })
    .input(
      z.object({
        account: z.string(),
        name: z.string().min(1).max(100),
        config: json,
        makeDefault: z.boolean().default(false),
      }),
    )
    .output(z.object({})),
  test: base
    .route({ method: 'POST', path: '/accounts/{account}/test' })
    .input(z.object({ account: z.string() }))
    .output(z.object({ ok: z.boolean(), detail: z.string(), errorClass: z.string().nullable() })),
  resume: base
    .route({ method: 'POST', path: '/accounts/{account}/resume' })
    .input(z.object({ account: z.string() }))
    .output(z.object({})),
  /** Refused with `account-in-use` while a flow is bound to it. */
  remove: base
    .route({ method: 'DELETE', path: '/accounts/{account}' })
    .input(z.object({ account: z.string() }))
    .output(z.object({})),
};

const messages = {
  list: base
    .route({ method: 'GET', path: '/messages' })
    .input(
      z.object({
        flow: z.string().optional(),
        state: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
        before: z.coerce.number().int().optional(),
      }),
    )
    .output(z.array(messageRow)),
};

const mailboxMessage = z.object({
  id: z.number(),
  direction: z.enum(['out', 'in']),
  at: instant,
  state: z.string(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  buttons: z.array(z.object({ id: z.string(), text: z.string(), url: z.string().optional() })),
});

/** The sandbox's mailbox: what would have gone out, and a place to answer from as the recipient. */
const sandbox = {
  threads: base
    .route({ method: 'GET', path: '/sandbox/threads' })
    .input(
      z.object({
        search: z.string().max(200).optional(),
        channel: z.string().optional(),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        total: z.number(),
        rows: z.array(
          z.object({
            contact: contactRow,
            channel: z.string(),
            last: z.string(),
            at: instant,
            unread: z.number(),
            count: z.number(),
          }),
        ),
      }),
    ),
  thread: base
    .route({ method: 'GET', path: '/sandbox/thread' })
    .input(z.object({ contact: z.coerce.number(), channel: z.string() }))
    .output(z.array(mailboxMessage)),
  /** As the recipient: reads, clicks a link, presses a button. Gives a receipt as a vendor would. */
  act: base
    .route({ method: 'POST', path: '/sandbox/act' })
    .input(
      z.object({
        message: z.number(),
        action: z.enum(['read', 'click', 'bounce', 'block']),
        button: z.string().optional(),
        url: z.string().optional(),
      }),
    )
    .output(z.object({})),
  /** As the recipient: writes back. */
  reply: base
    .route({ method: 'POST', path: '/sandbox/reply' })
    .input(
      z.object({
        contact: z.number(),
        channel: z.string(),
        text: z.string().min(1).max(10_000),
        button: z.string().optional(),
      }),
    )
    .output(z.object({})),
};

const content = {
  /** Renders templates for a real contact (or a made-up one), as the outbox would. */
  preview: base
    .route({ method: 'POST', path: '/content/preview' })
    .input(
      z.object({
        parts: z.record(z.string(), z.string().max(200_000)),
        htmlParts: z.array(z.string()).default([]),
        contact: z.number().nullable(),
        flow: z.string().nullable(),
      }),
    )
    .output(
      z.object({
        parts: z.record(z.string(), z.string()),
        errors: z.array(z.object({ part: z.string(), message: z.string() })),
        contact: contactRow.nullable(),
      }),
    ),
};

const segments = {
  list: base
    .route({ method: 'GET', path: '/segments' })
    .output(z.array(z.object({ id: z.string(), name: z.string(), rule: ruleGroupSchema }))),
};

export const contract = { workspace, flows, contacts, imports, accounts, messages, sandbox, content, segments };
export type Contract = typeof contract;
