/** What offers ask of the runtime: when a message that names one may leave, and how it becomes known that a code was used. */
import type { EventView } from '../sdk/contact.ts';
import { offerRedeemed, offersNamed } from '../sdk/offer.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import type { Millis } from '../sdk/time.ts';
import type { RedeemedHow } from '../store/offers.ts';
import type { LiveVersion } from './live-flows.ts';
import type { Runtime } from './state.ts';

/** Of all the offers that a message names. */
export interface OfferSpan {
  /** When the last of them begins; null: there is none to wait for. */
  opensAt: Millis | null;
  /** When the first of them ends; null: never. */
  endsAt: Millis | null;
}

const always: OfferSpan = { opensAt: null, endsAt: null };

/** A node asks for the same message for everybody: its texts are read once. */
const slotsOf = new WeakMap<MessageDraft, readonly string[]>();

function slotsNamed(draft: MessageDraft): readonly string[] {
  let slots = slotsOf.get(draft);
  if (slots === undefined) {
    slots = offersNamed([
      ...Object.values(draft.content).flatMap((parts) => Object.values(parts)),
      ...draft.buttons.flatMap(({ text, url }) => (url === undefined ? [text] : [text, url])),
    ]);
    slotsOf.set(draft, slots);
  }
  return slots;
}

export function offerSpan(rt: Runtime, version: LiveVersion, draft: MessageDraft): OfferSpan {
  const bound = version.plan.offers;
  if (bound === undefined) return always;
  let { opensAt, endsAt } = always;
  for (const slot of slotsNamed(draft)) {
    const offer = rt.store.offers.get(bound[slot] ?? '')?.offer;
    if (offer === undefined) continue;
    if (offer.startsAt !== null && (opensAt === null || offer.startsAt > opensAt)) opensAt = offer.startsAt;
    if (offer.endsAt !== null && (endsAt === null || offer.endsAt < endsAt)) endsAt = offer.endsAt;
  }
  return { opensAt, endsAt };
}

/** Writes down that the contact used the offer, and lets the event `offer.redeemed` happen. The code, or null when that is known already. */
export function redeem(
  rt: Runtime,
  offer: string,
  contact: number,
  code: string | null,
  how: RedeemedHow,
  at: Millis,
): string | null {
  const { offers, events } = rt.store;
  const used = offers.redeem(offer, contact, code, how, at);
  if (used === null) return null;
  const props = { offer, name: offers.need(offer).offer.name, code: used };
  events.insert({ contactId: contact, type: offerRedeemed, at, props, source: 'journey' });
  if (at < rt.earliestNew) rt.earliestNew = at;
  rt.topics.add('offers');
  return used;
}

/** An order, say, that carries the code of an offer. */
export function redeemByEvent(rt: Runtime, contact: number, event: EventView): void {
  for (const { id, offer } of rt.store.offers.redeemedBy(event.type)) {
    const value = event.props[offer.redeemedBy?.property ?? ''];
    for (const code of Array.isArray(value) ? value : [value]) {
      if (typeof code !== 'string' || code.trim() === '') continue;
      redeem(rt, id, contact, code, 'event', Math.min(event.at, rt.now()));
    }
  }
}
