/** The workspace's library of reusable blocks. Part of contract.ts. */
import * as z from 'zod';
import { packageSchema } from '../document/block-package.ts';
import { base } from './base.ts';
import { instant } from './shapes.ts';

const revision = z.number().int().min(1);
const libraryBlock = z
  .object({ id: z.string(), revision, at: instant, content: packageSchema })
  .meta({ id: 'LibraryBlock' });
export type LibraryBlock = z.output<typeof libraryBlock>;

export const blocks = {
  /** Each in its newest revision. */
  list: base.route({ method: 'GET', path: '/blocks' }).output(z.array(libraryBlock)),
  /** A new block, or the next revision after one. Refused with `stale-block` when that is not the newest. */
  keep: base
    .route({ method: 'POST', path: '/blocks' })
    .input(z.object({ content: packageSchema, after: z.object({ id: z.string(), revision }).optional() }))
    .output(z.object({ id: z.string(), revision })),
  /** Flows that use it keep it. Refused with `block-missing`. */
  remove: base
    .route({ method: 'DELETE', path: '/blocks/{id}' })
    .input(z.object({ id: z.string() }))
    .output(z.object({})),
};
