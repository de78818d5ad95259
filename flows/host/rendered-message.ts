/** A message as one person would get it, for somebody who writes it. Nothing is given away and nothing leaves. */
import { laidParts, layOut, letterIn } from '../content/letter/press.ts';
import { createRenderer } from '../content/render.ts';
import { type NamedOffer, scopeFor } from '../content/scope.ts';
import { withLinks } from '../content/track-links.ts';
import { resolveSlots } from '../document/slots.ts';
import type { Brand } from '../sdk/brand.ts';
import type { ContactView, EventView } from '../sdk/contact.ts';
import { isOwnPage, sampleLinks } from '../sdk/links.ts';
import { KaskadError } from '../sdk/problem.ts';
import { utmOf, withUtm } from '../sdk/utm.ts';
import type { Store } from '../store/store.ts';
import type { HostContext } from './context.ts';

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

interface Offers {
  flow: string | null;
  offers?: Readonly<Record<string, string>> | undefined;
}

/** What the flow's texts would promise the contact; nothing is given away by looking. */
function offersFor(store: Store, { flow, offers }: Offers, contact: number): Record<string, NamedOffer> {
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

export interface Written extends Offers {
  parts: Readonly<Record<string, string>>;
  htmlParts: readonly string[];
  language?: string | undefined;
  contact: number | null;
  /** The block whose message it is. */
  node?: string | undefined;
  /** A look that is not saved yet. */
  brand?: Brand | undefined;
}

export interface RenderedMessage {
  parts: Record<string, string>;
  errors: { part: string; message: string }[];
  /** Null: nobody in particular. */
  contact: ContactView | null;
}

/** Links with the marks that they will carry; short addresses are made for messages that leave. */
function withMarks(
  { store, specs, web }: HostContext,
  { flow, node: id, htmlParts }: Written,
  parts: Record<string, string>,
): Record<string, string> {
  const draft = flow === null ? null : store.flows.need(flow).draft;
  const utm = utmOf(store.meta.links().utm, draft?.settings?.utm);
  if (draft === null || utm === null) return parts;
  const node = draft.nodes.find((one) => one.id === id);
  const places = {
    flow: draft.name,
    channel: node === undefined ? '' : (specs.get(node.type)?.channel ?? node.type),
    block: node?.name ?? id ?? '',
  };
  const { address } = web.settings();
  return withLinks({ parts, buttons: [] }, htmlParts, ({ url }) =>
    isOwnPage(address, url) ? null : withUtm(url, utm, places),
  ).parts;
}

/** Throws `contact-missing`. What cannot be filled in is told by part. */
export async function renderedMessage(context: HostContext, input: Written): Promise<RenderedMessage> {
  const { store, now, web } = context;
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
  const letter = letterIn(input.parts, input.language ?? contact.language ?? workspace.language);
  const templates =
    letter === null ? input.parts : laidParts(input.parts, await layOut(letter, input.brand ?? store.meta.brand()));
  const parts: Record<string, string> = {};
  const errors: RenderedMessage['errors'] = [];
  for (const [part, template] of Object.entries(templates)) {
    try {
      parts[part] = renderer.render(template, scope, { html: input.htmlParts.includes(part) });
    } catch (error) {
      if (!(error instanceof KaskadError)) throw error;
      errors.push({ part, message: error.message });
    }
  }
  return { parts: withMarks(context, input, parts), errors, contact: known };
}
