/** The public side of the workspace: its address, and whether it leads here. Part of contract.ts. */
import * as z from 'zod';
import { webSettingsSchema } from '../sdk/links.ts';
import { base } from './base.ts';

/** What stands in the way, or nothing. */
export const webChecks = [
  'ok',
  'not-set',
  'no-key',
  'not-served',
  'unreachable',
  'answers-otherwise',
  'other-workspace',
] as const;

export const web = {
  get: base.route({ method: 'GET', path: '/web' }).output(
    z.object({
      address: z.string().nullable(),
      port: z.number().nullable(),
      /** Where the pages are served on this computer; null: nowhere. */
      local: z.string().nullable(),
      /** There is an address, but this computer lacks the key of its links: they are left out of messages. */
      keyMissing: z.boolean(),
    }),
  ),
  /** Makes the key of links where there is none. Throws `bad-public-address` or `port-in-use`. */
  save: base
    .route({ method: 'PUT', path: '/web' })
    .input(z.object({ address: z.string().max(300).nullable(), port: webSettingsSchema.shape.port.default(null) }))
    .output(z.object({})),
  /** Fetches a page of its own through the address. */
  check: base
    .route({ method: 'POST', path: '/web/check' })
    .output(z.object({ result: z.enum(webChecks), detail: z.string() })),
};
