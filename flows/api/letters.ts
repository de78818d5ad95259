/** Letters: how they look, parts of them that are kept, and one sent for a try. Part of contract.ts. */
import * as z from 'zod';
import { brandSchema } from '../sdk/brand.ts';
import { fileRefSchema } from '../sdk/files.ts';
import { letterSchema } from '../sdk/letter.ts';
import { base } from './base.ts';
import { writtenMessage } from './messages.ts';
import { instant } from './shapes.ts';

const part = z.object({
  part: z.number(),
  name: z.string().min(1).max(100),
  language: z.string().min(1).max(20),
  blocks: letterSchema,
});

export const letters = {
  brand: base.route({ method: 'GET', path: '/letters/brand' }).output(brandSchema),
  saveBrand: base.route({ method: 'PUT', path: '/letters/brand' }).input(brandSchema).output(z.object({})),

  /** Kept parts of letters, by name. */
  parts: base.route({ method: 'GET', path: '/letters/parts' }).output(z.array(part.extend({ updatedAt: instant }))),
  keepPart: base
    .route({ method: 'POST', path: '/letters/parts' })
    .input(part.omit({ part: true }))
    .output(z.object({ part: z.number() })),
  renamePart: base
    .route({ method: 'POST', path: '/letters/parts/rename' })
    .input(part.pick({ part: true, name: true }))
    .output(z.object({})),
  removePart: base
    .route({ method: 'POST', path: '/letters/parts/remove' })
    .input(z.object({ part: z.number() }))
    .output(z.object({})),
  /** As it was before it was removed. */
  restorePart: base.route({ method: 'POST', path: '/letters/parts/restore' }).input(part).output(z.object({})),

  /** Sends the letter to an address that somebody typed, marked as a test; nothing is counted and no journey knows of it. */
  test: base
    .route({ method: 'POST', path: '/letters/test' })
    .input(
      z.object({
        ...writtenMessage,
        /** Id of the account that sends. */
        account: z.string(),
        to: z.email().max(320),
        attachments: z.array(fileRefSchema).max(10).default([]),
      }),
    )
    .output(
      z.object({
        ok: z.boolean(),
        detail: z.string(),
        errorClass: z.string().nullable(),
        /** It went to the sandbox, so to nobody. */
        sandbox: z.boolean(),
      }),
    ),
};
