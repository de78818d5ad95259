/** Accounts of vendors. Part of contract.ts. */
import * as z from 'zod';
import { base, json } from './base.ts';
import { accountRow, listPrice } from './shapes.ts';

const messageTemplate = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  state: z.enum(['approved', 'pending', 'rejected', 'paused']),
  header: z.object({ kind: z.enum(['none', 'text', 'image']), text: z.string() }),
  body: z.string(),
  footer: z.string(),
  buttons: z
    .array(z.object({ kind: z.enum(['reply', 'link', 'call']), text: z.string(), url: z.string().optional() }))
    .readonly(),
  usable: z.boolean(),
});

const operation = z.object({
  name: z.string(),
  fields: z
    .array(
      z.object({
        name: z.string(),
        kind: z.enum(['line', 'text', 'choice', 'number', 'boolean', 'moment', 'pairs', 'json']),
        required: z.boolean(),
        options: z.array(z.string()).readonly(),
        maxLength: z.number().nullable(),
        fill: z.string().nullable(),
      }),
    )
    .readonly(),
  reaches: z.object({ channel: z.string(), topic: z.string() }).nullable(),
});

export const accounts = {
  types: base.route({ method: 'GET', path: '/accounts/types' }).output(
    z.array(
      z.object({
        type: z.string(),
        capabilities: z.array(z.string()),
        /** JSON Schema of the form; secret fields have `"secret": true`. */
        schema: json,
        /** What such accounts can be asked to do beside sending, each with the fields that its schema has. */
        operations: z.array(operation),
        /** Accounts may sign in by the browser: all, or those whose field `signIn` is `browser`. */
        signsIn: z.boolean(),
        /** Well-known services and the fields that each fills in. */
        presets: z
          .object({
            field: z.string(),
            values: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number()]))),
          })
          .nullable(),
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
        /** By channel. Left out: none, or as they were. */
        prices: z.record(z.string(), listPrice).optional(),
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
        /** By channel. Left out: none, or as they were. */
        prices: z.record(z.string(), listPrice).optional(),
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
  /** Opens a way back for the browser and says which page to show. Refused with `no-sign-in-here` where the account signs in otherwise. */
  beginSignIn: base
    .route({ method: 'POST', path: '/accounts/{account}/sign-in' })
    .input(z.object({ account: z.string(), language: z.string().max(20) }))
    .output(z.object({ attempt: z.string(), url: z.string() })),
  /** Answers when it is over: `timed-out` after ten minutes, as when the window was closed. */
  awaitSignIn: base
    .route({ method: 'GET', path: '/accounts/sign-ins/{attempt}' })
    .input(z.object({ attempt: z.string() }))
    .output(
      z.object({
        outcome: z.enum(['signed-in', 'refused', 'timed-out', 'canceled', 'failed']),
        /** The vendor's own words, or empty. */
        detail: z.string(),
      }),
    ),
  cancelSignIn: base
    .route({ method: 'DELETE', path: '/accounts/sign-ins/{attempt}' })
    .input(z.object({ attempt: z.string() }))
    .output(z.object({})),
  /** `told`: the vendor forgot it too. */
  signOut: base
    .route({ method: 'POST', path: '/accounts/{account}/sign-out' })
    .input(z.object({ account: z.string() }))
    .output(z.object({ told: z.boolean() })),
  /** Texts that the vendor approved, asked for now. Refused with `no-templates` where the vendor has none. */
  templates: base
    .route({ method: 'GET', path: '/accounts/{account}/templates' })
    .input(z.object({ account: z.string() }))
    .output(z.array(messageTemplate)),
  /** Refused with `account-in-use` while a flow is bound to it. */
  remove: base
    .route({ method: 'DELETE', path: '/accounts/{account}' })
    .input(z.object({ account: z.string() }))
    .output(z.object({})),
};
