/** The offers of a flow as they were, with the codes that the contact had been given by then. */
import type { NamedOffer, ScopeSource } from '../content/scope.ts';
import type { OfferMoment } from '../store/offers-as-of.ts';
import type { Version, World } from './world.ts';

export function offersThen(
  { store }: World,
  { plan }: Version,
  contact: number,
  moment: OfferMoment,
): Pick<ScopeSource, 'offers'> {
  if (plan.offers === undefined) return {};
  const offers: Record<string, NamedOffer> = {};
  for (const [slot, id] of Object.entries(plan.offers)) {
    const offer = store.offers.asOf(id, moment.at);
    if (offer === null) continue;
    offers[slot] = { offer, code: () => store.offers.viewAsOf(id, contact, moment)?.code ?? null };
  }
  return { offers };
}
