/** Changes of many contacts at once: what would come of one, doing it, and taking it back. Part of contract.ts. */
import * as z from 'zod';
import { ruleGroupSchema } from '../sdk/rule.ts';
import { base } from './base.ts';
import { instant } from './shapes.ts';

const tag = z.string().trim().min(1).max(200);
const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['tag', 'untag']), tag }),
  z.object({
    kind: z.literal('set'),
    /** `language`, `country`, `timezone` or `attributes.<name>`. */
    field: z
      .string()
      .max(200)
      .regex(/^(?:language|country|timezone|attributes\..+)$/),
    /** Null empties the field. */
    value: z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]),
  }),
  /** A segment by hand. */
  z.object({ kind: z.enum(['list', 'unlist']), list: z.string() }),
]);
export type BulkChange = z.output<typeof change>;

const target = z.union([
  z.object({ ids: z.array(z.number().int()).min(1).max(10_000) }),
  /** All that match, but for a few. */
  z.object({
    rule: ruleGroupSchema.optional(),
    search: z.string().max(200).optional(),
    except: z.array(z.number().int()).max(10_000).default([]),
  }),
]);
export type BulkTarget = z.output<typeof target>;

const action = z.object({
  action: z.number(),
  at: instant,
  change,
  state: z.enum(['running', 'done', 'canceled', 'undoing', 'undone']),
  /** Of so many it was about when it began; those it has looked at, those it changed, those changed back. */
  total: z.number(),
  seen: z.number(),
  changed: z.number(),
  undone: z.number(),
});
export type BulkAction = z.output<typeof action>;

export const bulk = {
  /** Changes nothing: it is tried on some, looked at, and taken back. */
  preview: base
    .route({ method: 'POST', path: '/bulk/preview' })
    .input(z.object({ change, target }))
    .output(
      z.object({
        total: z.number(),
        /** On so many it was tried. */
        tried: z.number(),
        /** Of those, whom it would change. */
        changed: z.number(),
        /** Running flows that some of those would enter because of it. */
        entering: z.array(z.object({ flow: z.string(), name: z.string(), contacts: z.number() })),
      }),
    ),
  start: base.route({ method: 'POST', path: '/bulk' }).input(z.object({ change, target })).output(action),
  get: base
    .route({ method: 'GET', path: '/bulk/{action}' })
    .input(z.object({ action: z.coerce.number() }))
    .output(action),
  /** The newest. */
  recent: base.route({ method: 'GET', path: '/bulk' }).output(z.array(action)),
  /** Stops it; what was changed so far stays, and can be undone. */
  cancel: base
    .route({ method: 'POST', path: '/bulk/{action}/cancel' })
    .input(z.object({ action: z.coerce.number() }))
    .output(action),
  /** Takes it back where nobody changed the value since. */
  undo: base
    .route({ method: 'POST', path: '/bulk/{action}/undo' })
    .input(z.object({ action: z.coerce.number() }))
    .output(action),
};
