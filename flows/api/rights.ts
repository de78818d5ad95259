/** What people may ask for: all that is kept about them, and to be erased. Part of contract.ts. */
import * as z from 'zod';
import { base, json } from './base.ts';
import { counts, instant } from './shapes.ts';

const note = z.string().trim().max(500);
const askers = ['person', 'representative', 'authority', 'owner'] as const;
const asked = {
  askedBy: z.enum(askers),
  /** The number or the date of their letter. */
  reference: note.nullable(),
};

const request = z.object({
  request: z.number(),
  kind: z.enum(['export', 'erase']),
  at: instant,
  askedBy: z.enum(askers),
  reference: z.string().nullable(),
  reason: z.string().nullable(),
  /** The contact's number: of who was erased it says nothing any more. */
  contact: z.number(),
  counts,
  /** Of an erasure: since when the file holds no byte of it, in free space either; null: not yet. */
  cleanedAt: instant.nullable(),
  /** Of an erasure: since when the addresses may be brought in again. */
  allowedAt: instant.nullable(),
});

export const rights = {
  /** All that is kept about a person, as a JSON text of the form `kaskad.person`; noted among the requests. */
  export: base
    .route({ method: 'POST', path: '/rights/export' })
    .input(z.object({ contact: z.string(), ...asked }))
    .output(z.object({ request: z.number(), fileName: z.string(), json: z.string() })),
  /** What erasing would do. Changes nothing. */
  preview: base
    .route({ method: 'GET', path: '/rights/{contact}/preview' })
    .input(z.object({ contact: z.string() }))
    .output(
      z.object({
        /** Rows that go, by kind. */
        gone: counts,
        /** Rows that stay counted, without the person. */
        blanked: counts,
        /** Flows in which the person is now: those journeys end. */
        inside: z.array(z.object({ flow: z.string(), name: z.string() })),
        /** Flows and segments whose own texts name an address of the person. */
        namedIn: z.array(z.object({ kind: z.enum(['flow', 'segment']), id: z.string(), name: z.string() })),
        /** The file is rewritten when the workspace is closed, because it is large; else at once. */
        cleanedLater: z.boolean(),
      }),
    ),
  /** Cannot be undone. `confirm` is the contact's number, so that nobody is erased by a slip. */
  erase: base
    .route({ method: 'POST', path: '/rights/erase' })
    .input(z.object({ contact: z.string(), confirm: z.number(), ...asked, reason: note.nullable() }))
    .output(z.object({ request: z.number(), fileName: z.string(), json: z.string(), cleaned: z.boolean() })),
  requests: base
    .route({ method: 'GET', path: '/rights/requests' })
    .input(z.object({ limit: z.number().int().min(1).max(200).default(50), before: z.number().optional() }))
    .output(z.object({ requests: z.array(request), more: z.boolean() })),
  /** The certificate of an erasure: a JSON text of the form `kaskad.erasure`. */
  certificate: base
    .route({ method: 'GET', path: '/rights/requests/{request}/certificate' })
    .input(z.object({ request: z.coerce.number() }))
    .output(z.object({ fileName: z.string(), json: z.string(), content: json })),
  /** The person has come back by their own wish: what they were known by may be brought in again. */
  allowAgain: base
    .route({ method: 'POST', path: '/rights/requests/{request}/allow' })
    .input(z.object({ request: z.coerce.number() }))
    .output(request),
};
