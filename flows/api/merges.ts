/** Profiles of one person: finding them, seeing what merging would do, merging and taking it back. Part of contract.ts. */
import * as z from 'zod';
import { base } from './base.ts';
import { address, contactRow, instant } from './shapes.ts';

const numbered = z.number().int().positive();
const flowName = z.object({ flow: z.string(), name: z.string() });

/** One profile as a merge sees it. */
const side = z.object({
  contact: contactRow,
  timezone: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  addresses: z.array(address),
  consents: z.array(z.object({ channel: z.string(), topic: z.string(), granted: z.boolean(), at: instant })),
  /** What goes over with it. */
  events: z.number(),
  messages: z.number(),
  journeys: z.number(),
});

const how = {
  keep: numbered,
  other: numbered,
  /** `key`, `first_name` …, `attributes.<name>`: the other profile's value is wanted there. */
  take: z.array(z.string()).max(500).default([]),
};

export const merges = {
  /** Contacts who share an address, in order of kind and value, behind `after`. */
  duplicates: base
    .route({ method: 'POST', path: '/merges/duplicates' })
    .input(
      z.object({
        after: z.object({ kind: z.string(), value: z.string() }).nullable().default(null),
        limit: z.number().int().min(1).max(100).default(30),
      }),
    )
    .output(
      z.object({
        groups: z.array(z.object({ kind: z.string(), value: z.string(), contacts: z.array(contactRow) })),
        more: z.boolean(),
      }),
    ),
  preview: base
    .route({ method: 'POST', path: '/merges/preview' })
    .input(z.object(how))
    .output(
      z.object({
        keep: side,
        other: side,
        after: side,
        /** Flows in which both are: one of the two journeys ends. */
        ended: z.array(flowName),
        /** Flows that the person would enter because of what one profile then holds. */
        entering: z.array(flowName),
      }),
    ),
  merge: base
    .route({ method: 'POST', path: '/merges' })
    .input(z.object(how))
    .output(z.object({ merge: z.number(), contact: z.number() })),
  undo: base
    .route({ method: 'POST', path: '/merges/{merge}/undo' })
    .input(z.object({ merge: z.coerce.number().int() }))
    .output(z.object({ contacts: z.array(z.number()) })),
  /** What a contact was merged from, newest first. Only the first can be taken back. */
  of: base
    .route({ method: 'GET', path: '/merges/of/{contact}' })
    .input(z.object({ contact: z.coerce.number().int() }))
    .output(z.array(z.object({ merge: z.number(), at: instant, source: z.string(), other: contactRow }))),
  /** Different people share this address (`apart`), or they do not after all. */
  share: base
    .route({ method: 'POST', path: '/merges/share' })
    .input(z.object({ kind: z.string(), value: z.string(), apart: z.boolean() }))
    .output(z.object({})),
  /**
   * Merges some of those who share an address of these kinds, the oldest profile of each stays. What more than five contacts
   * share is left to the person. Called again, with the number it answered, as long as there is more.
   */
  some: base
    .route({ method: 'POST', path: '/merges/some' })
    .input(z.object({ kinds: z.array(z.string()).min(1).max(20), batch: numbered.nullable().default(null) }))
    .output(z.object({ merged: z.number(), batch: z.number().nullable(), more: z.boolean() })),
  /** Takes some of those back, newest first; called again as long as there is more. */
  undoSome: base
    .route({ method: 'POST', path: '/merges/undo-some' })
    .input(z.object({ batch: numbered }))
    .output(z.object({ undone: z.number(), more: z.boolean() })),
};
