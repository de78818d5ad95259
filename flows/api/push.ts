/** Web push: what to put on the pages of a site. Part of contract.ts. */
import * as z from 'zod';
import { base } from './base.ts';

export const push = {
  /** Throws `account-missing` or `not-web-push`. */
  get: base
    .route({ method: 'GET', path: '/push/{account}' })
    .input(z.object({ account: z.string().max(100) }))
    .output(
      z.object({
        /** Address of the script that shows the buttons; null while the workspace has no public address. */
        script: z.string().nullable(),
        /** Pages on these may collect browsers; none: no site is connected. */
        origins: z.array(z.string()),
        /** The file that the owner puts on their site. */
        worker: z.object({ name: z.string(), text: z.string() }),
      }),
    ),
};
