/** Files that messages carry. Part of contract.ts. */
import * as z from 'zod';
import { attachmentsLimit } from '../sdk/files.ts';
import { base } from './base.ts';

export const files = {
  put: base
    .route({ method: 'POST', path: '/files' })
    .input(
      z.object({
        base64: z
          .string()
          .min(1)
          .max(Math.ceil(attachmentsLimit / 3) * 4 + 4),
        type: z.string().max(100),
      }),
    )
    .output(z.object({ file: z.string(), size: z.number() })),
  get: base
    .route({ method: 'GET', path: '/files/{file}' })
    .input(z.object({ file: z.string().max(64) }))
    .output(z.object({ type: z.string(), base64: z.string() })),
};
