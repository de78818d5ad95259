/** What comes in from a CRM or a shop. Part of contract.ts. */
import * as z from 'zod';
import { outcomes, recordKinds } from '../sdk/sync.ts';
import { syncMapping } from '../sdk/sync-mapping.ts';
import { base } from './base.ts';
import { instant } from './shapes.ts';

const account = z.object({ account: z.string().max(100) });
const kind = z.enum(recordKinds);
const count = z.number().int();

const sync = z.object({
  kind,
  state: z.enum(['off', 'on', 'paused']),
  /** Is it told when a record is gone there? */
  tellsDeletions: z.boolean(),
  /** Records taken so far, and what came of them; all since it was turned on. */
  read: count,
  created: count,
  updated: count,
  events: count,
  /** Of people who were erased or deleted here. */
  skipped: count,
  /** Everything there was has come in; from then on events set flows off. */
  caughtUpAt: instant.nullable(),
  lookedAt: instant.nullable(),
  nextAt: instant.nullable(),
  error: z.string().nullable(),
  errorClass: z.string().nullable(),
});

const field = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'date', 'instant', 'choice', 'list']),
  options: z
    .array(z.object({ value: z.string(), label: z.string() }))
    .readonly()
    .optional(),
  writable: z.boolean(),
  suggested: z.string().optional(),
});

export const syncs = {
  /** Refused with `no-sync` where the account has no records. */
  get: base
    .route({ method: 'GET', path: '/accounts/{account}/sync' })
    .input(account)
    .output(
      z.object({
        kinds: z.array(sync),
        /** Nothing that changed last before; null: everything. */
        since: instant.nullable(),
        mapping: syncMapping,
      }),
    ),
  /**
   * What is to come in from now on: of these kinds, and nothing else. A changed mapping, or an earlier beginning, has everything read once
   * more. Refused with `sync-needs-contacts` where other records are to come in without the people they are about.
   */
  set: base
    .route({ method: 'PUT', path: '/accounts/{account}/sync' })
    .input(
      account.extend({
        kinds: z.array(kind).max(recordKinds.length),
        since: z.string().max(40).nullable(),
        mapping: syncMapping,
      }),
    )
    .output(z.object({})),
  pause: base.route({ method: 'POST', path: '/accounts/{account}/sync/pause' }).input(account).output(z.object({})),
  /** Goes on where it was, at once. */
  resume: base.route({ method: 'POST', path: '/accounts/{account}/sync/resume' }).input(account).output(z.object({})),
  /** Asks the vendor. Throws `sync-unread`. */
  fields: base
    .route({ method: 'GET', path: '/accounts/{account}/sync/fields' })
    .input(account.extend({ kind }))
    .output(z.array(field)),
  /** Asks the vendor. Throws `sync-unread`. Empty for a kind without stages. */
  pipelines: base
    .route({ method: 'GET', path: '/accounts/{account}/sync/pipelines' })
    .input(account.extend({ kind }))
    .output(
      z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          stages: z.array(z.object({ id: z.string(), name: z.string(), outcome: z.enum(outcomes) })).readonly(),
        }),
      ),
    ),
  /** What the mapping makes of the newest contacts there. Nothing is stored. Throws `sync-unread`. */
  preview: base
    .route({ method: 'POST', path: '/accounts/{account}/sync/preview' })
    .input(account.extend({ mapping: syncMapping }))
    .output(
      z.array(
        z.object({
          record: z.string(),
          name: z.string(),
          addresses: z.array(z.object({ kind: z.string(), value: z.string() })),
          values: z.array(z.object({ to: z.string(), value: z.json() })),
          ignored: z.array(z.object({ field: z.string(), reason: z.string() })).readonly(),
          /** Who it is here already; null: somebody new. */
          contact: z.number().int().nullable(),
        }),
      ),
    ),
};
