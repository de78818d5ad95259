/** Offers as the engine lists them, in the shape in which texts are held against them. Pure. */
import type { BoundOffer } from '../../flows/content/offer-problems.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { Client } from '../app/client.ts';
import { boundTo } from './flow-slots.ts';

type Offers = Awaited<ReturnType<Client['offers']['list']>>;
type Listed = ReturnType<typeof promisesOf>;

/** What texts are held against: counts change with every message sent, and are no news to them. */
export const promisesOf = (offers: Offers) =>
  offers.map(({ issued: _issued, redeemed: _redeemed, left, flows: _flows, updatedAt: _updatedAt, ...offer }) => ({
    ...offer,
    codesLeft: left > 0,
  }));

const millis = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

/** By slot; slots that stand for nothing are left out. */
export function boundOffers(
  document: FlowDocument,
  bindings: Readonly<Record<string, string>>,
  listed: Listed,
): Map<string, BoundOffer> {
  const names = listed.map(({ offer, name }) => ({ id: offer, name }));
  const bound = new Map<string, BoundOffer>();
  for (const slot of Object.keys(document.slots?.offers ?? {})) {
    const id = boundTo('offers', document, bindings, names, slot);
    const found = listed.find(({ offer }) => offer === id);
    if (found === undefined) continue;
    const { name, percent, price, currency, product, code, terms, redeemedBy, codesLeft } = found;
    const [startsAt, endsAt] = [millis(found.startsAt), millis(found.endsAt)];
    const offer = { name, percent, price, currency, product, code, startsAt, endsAt, terms, redeemedBy };
    bound.set(slot, { offer, codesLeft });
  }
  return bound;
}
