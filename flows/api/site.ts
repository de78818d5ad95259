/** Sites of the owner's that show blocks: what to put on their pages, and a page for trying out. Part of contract.ts. */
import * as z from 'zod';
import { base } from './base.ts';

const account = z.object({ account: z.string().max(100) });

export const site = {
  /** Throws `account-missing` or `not-a-site`. */
  get: base
    .route({ method: 'GET', path: '/sites/{account}' })
    .input(account)
    .output(
      z.object({
        /** Pages on these may show blocks. */
        origins: z.array(z.string()),
        /** Address of the script; null while the workspace has no public address. */
        script: z.string().nullable(),
        /** By it the owner's server signs who its visitor is. */
        secret: z.string(),
      }),
    ),
  /** Makes a new secret: what the old one signed says nothing any more. */
  renew: base
    .route({ method: 'POST', path: '/sites/{account}/renew' })
    .input(account)
    .output(z.object({ secret: z.string() })),
  /** The address of a page on this computer that shows what the contact would see; it holds for an hour. Throws `pages-not-served`. */
  try: base
    .route({ method: 'POST', path: '/sites/{account}/try' })
    .input(account.extend({ contact: z.number().int() }))
    .output(z.object({ url: z.string() })),
};
