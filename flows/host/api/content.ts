/** Renders texts as the outbox would, for a person who writes them. */
import { createRenderer } from '../../content/render.ts';
import { type NamedOffer, scopeFor } from '../../content/scope.ts';
import { resolveSlots } from '../../document/slots.ts';
import type { ContactView, EventView } from '../../sdk/contact.ts';
import { sampleLinks } from '../../sdk/links.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { Store } from '../../store/store.ts';
import { os } from './base.ts';

const renderer = createRenderer();

/** No contact has this number. */
const nobody = 0;

/** Nobody in particular, so that a text can be looked at before there is anybody. */
const somebody = (zone: string, now: number): ContactView => ({
  id: nobody,
  key: null,
  email: 'olena@example.com',
  phone: null,
  first_name: 'Olena',
  last_name: 'Kovalenko',
  language: null,
  country: null,
  timezone: zone,
  createdAt: now,
  tags: [],
  attributes: { street: 'Main Street 1', postcode: '01001', city: 'Kyiv' },
});

/** Events of a contact that are looked through for an example. */
const recentEvents = 200;

/** What would have let the contact into the flow: the latest event of the kind its trigger waits for. */
function lastEventOf(store: Store, flow: string, contact: number): EventView | null {
  const types = new Set(store.flows.need(flow).draft.nodes.map((node) => node.config.event));
  return store.events.ofContact(contact, recentEvents).find((event) => types.has(event.type)) ?? null;
}

/** What the flow's texts would promise the contact; nothing is given away by looking. */
function offersFor(
  store: Store,
  { flow, offers }: { flow: string | null; offers?: Readonly<Record<string, string>> | undefined },
  contact: number,
): Record<string, NamedOffer> {
  return Object.fromEntries(
    Object.entries(offers ?? (flow === null ? {} : boundOffers(store, flow))).flatMap(([slot, id]) => {
      const found = store.offers.get(id);
      return found === null ? [] : [[slot, { offer: found.offer, code: () => store.offers.codeFor(id, contact) }]];
    }),
  );
}

function boundOffers(store: Store, flow: string): Record<string, string> {
  const { draft, bindings } = store.flows.need(flow);
  if (Object.keys(draft.slots?.offers ?? {}).length === 0) return {};
  return resolveSlots(draft, bindings, store.flows.slotSources()).offers;
}

export const contentApi = {
  preview: os.content.preview.handler(({ context: { store, now, web }, input }) => {
    const workspace = store.meta.get();
    const known = input.contact === null ? null : store.contacts.live(input.contact, { workspace: workspace.timezone });
    if (input.contact !== null && known === null) {
      throw new KaskadError('contact-missing', 'This contact is no longer there. Choose another one.', {
        contact: input.contact,
      });
    }
    const contact = known ?? somebody(workspace.timezone, now());
    const event = known === null || input.flow === null ? null : lastEventOf(store, input.flow, known.id);
    const offers = offersFor(store, input, known?.id ?? nobody);
    const { address } = web.settings();
    const links = address === null ? null : sampleLinks(address);
    const scope = scopeFor({ contact, event, offers, links, workspaceName: workspace.name, now: now() });
    const parts: Record<string, string> = {};
    const errors: { part: string; message: string }[] = [];
    for (const [part, template] of Object.entries(input.parts)) {
      try {
        parts[part] = renderer.render(template, scope, { html: input.htmlParts.includes(part) });
      } catch (error) {
        if (!(error instanceof KaskadError)) throw error;
        errors.push({ part, message: error.message });
      }
    }
    return {
      parts,
      errors,
      contact:
        known === null
          ? null
          : { ...known, tags: [...known.tags], createdAt: formatInstant(known.createdAt, workspace.timezone) },
    };
  }),
};
