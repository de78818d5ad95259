/** Offers: what people are promised, the codes they are given, and who used them. Part of contract.ts. */
import * as z from 'zod';
import { codeSchema, offerCodeSchema, offerFields, offerStates, redeemedBySchema } from '../sdk/offer.ts';
import { base } from './base.ts';
import { instant } from './shapes.ts';

const moment = z.string().max(40).nullable().describe('ISO 8601; without an offset, of the zone of the workspace');

/** As a person writes it; see offerSchema for what it must be. */
const written = z.object({
  name: z.string().max(100),
  percent: z.number().nullable(),
  price: z.number().nullable(),
  currency: z.string().max(3).nullable(),
  product: z.string().max(200),
  code: offerCodeSchema,
  startsAt: moment,
  endsAt: moment,
  terms: z.string().max(4000),
  redeemedBy: redeemedBySchema.nullable(),
});

const offer = written
  .extend({
    offer: z.string(),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    state: z.enum(offerStates),
    /** What texts can name of it. */
    fields: z.array(z.enum(offerFields)),
    issued: z.number(),
    redeemed: z.number(),
    /** Codes that nobody was given yet. */
    left: z.number(),
    flows: z.array(z.object({ flow: z.string(), name: z.string() })),
    updatedAt: instant,
  })
  .meta({ id: 'Offer' });

const issued = z.object({
  offer: z.string(),
  name: z.string(),
  contact: z.number(),
  code: z.string(),
  /** Null: used without having been given. */
  issuedAt: instant.nullable(),
  redeemedAt: instant.nullable(),
});

export const offers = {
  list: base.route({ method: 'GET', path: '/offers' }).output(z.array(offer)),
  save: base
    .route({ method: 'POST', path: '/offers' })
    .input(
      z.object({
        /** Null: a new one. */
        offer: z.string().nullable(),
        content: written,
        /** Added to those of a pool. */
        codes: z.array(codeSchema).max(100_000).default([]),
      }),
    )
    .output(z.object({ offer: z.string(), added: z.number(), known: z.number() })),
  remove: base
    .route({ method: 'DELETE', path: '/offers/{offer}' })
    .input(z.object({ offer: z.string() }))
    .output(z.object({})),
  /** Takes out the codes that nobody was given. */
  dropCodes: base
    .route({ method: 'POST', path: '/offers/{offer}/drop-codes' })
    .input(z.object({ offer: z.string() }))
    .output(z.object({ dropped: z.number() })),
  /** Who was given, or used, a code. */
  find: base
    .route({ method: 'POST', path: '/offers/find' })
    .input(z.object({ code: z.string().max(100) }))
    .output(z.array(issued.extend({ person: z.string() }))),
  /** What a contact was given. */
  ofContact: base
    .route({ method: 'GET', path: '/contacts/{contact}/offers' })
    .input(z.object({ contact: z.coerce.number().int() }))
    .output(z.array(issued)),
  /** A contact has used an offer, as the shop saw. Their own code unless told otherwise. */
  redeem: base
    .route({ method: 'POST', path: '/offers/{offer}/redeem' })
    .input(
      z.object({ offer: z.string(), contact: z.number().int(), code: z.string().max(100).nullable().default(null) }),
    )
    .output(z.object({ code: z.string() })),
};
