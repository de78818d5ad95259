/** The runtime's way to the content room: what a text may name. */
import { pickLanguage } from '../content/language.ts';
import { scopeFor as makeScope, type NamedOffer, type RenderScope } from '../content/scope.ts';
import type { ContactView, EventView } from '../sdk/contact.ts';
import type { LiveVersion } from './live-flows.ts';
import type { Runtime } from './state.ts';

export { pickLanguage };

/** Offers by slot, or none at all. */
export type Offers = Readonly<Record<string, NamedOffer>> | undefined;

/** `message`: whose addresses the text may name; left out, it is no message's. */
export const scopeFor = (
  rt: Runtime,
  contact: ContactView,
  event: EventView | null,
  offers: Offers,
  message?: number,
): RenderScope => {
  const source = {
    contact,
    event,
    workspaceName: rt.workspaceName,
    now: rt.now(),
    ...(offers === undefined ? {} : { offers }),
  };
  if (message === undefined) return makeScope(source);
  return makeScope({
    ...source,
    // Sealed when a text names one.
    get links() {
      return rt.links(message);
    },
  });
};

/** The offers of the flow; `code` says which code of an offer (by its id) the contact is to read. */
export function offersOf(rt: Runtime, version: LiveVersion, code: (offer: string) => string | null): Offers {
  const slots = version.plan.offers;
  if (slots === undefined) return undefined;
  const named: Record<string, NamedOffer> = {};
  for (const [slot, id] of Object.entries(slots)) {
    const found = rt.store.offers.get(id);
    if (found !== null) named[slot] = { offer: found.offer, code: () => code(id) };
  }
  return named;
}
