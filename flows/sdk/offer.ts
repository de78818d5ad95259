/**
 * An offer: what a person is promised, kept in one place and named by the texts of every channel, so that a letter and an
 * SMS cannot disagree.
 */
import * as z from 'zod';
import type { Millis } from './time.ts';

export const codeSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\s\p{C}]+$/u, 'bad-code');

export const offerCodeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Everybody's code. */
  z.strictObject({ kind: z.literal('same'), code: codeSchema }),
  /** Each person's own, taken from those that were put in. */
  z.strictObject({ kind: z.literal('pool') }),
]);

/** How it becomes known that a code was used: an event that carries it, such as an order. */
export const redeemedBySchema = z.strictObject({
  event: z.string().min(1).max(100),
  property: z.string().min(1).max(100),
});

const instant = z.number().int().min(-8.64e15).max(8.64e15);

export const offerSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    percent: z.number().gt(0).max(100).nullable(),
    price: z.number().min(0).max(1_000_000_000).nullable(),
    /** ISO 4217, of the price. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'bad-currency')
      .nullable(),
    product: z.string().trim().max(200),
    code: offerCodeSchema,
    /** Milliseconds; null: at once. */
    startsAt: instant.nullable(),
    /** Milliseconds, the first instant at which it holds no more; null: never. */
    endsAt: instant.nullable(),
    terms: z.string().trim().max(4000),
    redeemedBy: redeemedBySchema.nullable(),
  })
  .refine(({ price, currency }) => price === null || currency !== null, { message: 'no-currency', path: ['currency'] })
  .refine(({ startsAt, endsAt }) => startsAt === null || endsAt === null || startsAt < endsAt, {
    message: 'ends-before-start',
    path: ['endsAt'],
  });
export type Offer = z.output<typeof offerSchema>;

/** What texts may name of an offer: `{{ offer.<slot>.<field> }}`. */
export const offerFields = [
  'name',
  'percent',
  'price',
  'currency',
  'product',
  'code',
  'startsAt',
  'endsAt',
  'terms',
] as const;
export type OfferField = (typeof offerFields)[number];

/** Those of its fields that have a value. */
export const filledFields = (offer: Offer): OfferField[] =>
  offerFields.filter((field) =>
    field === 'code' ? offer.code.kind !== 'none' : offer[field] !== null && offer[field] !== '',
  );

export const offerStates = ['early', 'open', 'over'] as const;
export type OfferState = (typeof offerStates)[number];

export const offerState = ({ startsAt, endsAt }: Pick<Offer, 'startsAt' | 'endsAt'>, at: Millis): OfferState =>
  endsAt !== null && at >= endsAt ? 'over' : startsAt !== null && at < startsAt ? 'early' : 'open';

/** What a step may know of an offer, for the contact. */
export interface OfferView {
  id: string;
  state: OfferState;
  kind: Offer['code']['kind'];
  /** What the contact was given; null: nothing yet. */
  code: string | null;
  /** The contact has used it. */
  redeemed: boolean;
  /** A code could be given now: one of theirs, everybody's, or one that is left. */
  available: boolean;
}

/** The event that says that a contact used an offer; its props are `offer` (id), `name` and `code`. */
export const offerRedeemed = 'offer.redeemed';

const named = /\boffer\s*(?:\.\s*([\p{L}\p{N}_-]+)|\[\s*(?:"([^"]*)"|'([^']*)')\s*\])/gu;
const inBraces = /\{\{.*?\}\}|\{%.*?%\}/gs;

/** Slots of the offers that Liquid texts name, each once, in order. */
export function offersNamed(texts: Iterable<string>): string[] {
  const slots = new Set<string>();
  for (const text of texts) {
    if (!text.includes('offer')) continue;
    for (const [code] of text.matchAll(inBraces)) {
      for (const [, plain, double, single] of code.matchAll(named)) slots.add(plain ?? double ?? single ?? '');
    }
  }
  return [...slots];
}
