/** What people did at a vendor that tells it by itself, such as a chat on the site: an event of theirs. */
import { contactFromValues } from '../contacts/from-values.ts';
import { saveStranger } from '../contacts/stranger.ts';
import type { Incoming } from '../sdk/connector.ts';
import type { Runtime } from './state.ts';
import { wasErased } from './whose.ts';

/** Within the caller's transaction. The number of events that are news: journeys and triggers are given them as any other. */
export function happened(rt: Runtime, account: string, incoming: Extract<Incoming, { kind: 'event' }>): number {
  const { contacts, events, meta } = rt.store;
  const values = Object.entries(incoming.who).map(([field, value]) => ({ field, value }));
  const { input } = contactFromValues(values, meta.get().timezone);
  const { addresses = [] } = input;
  if (addresses.length === 0) return 0;
  if (wasErased(rt, addresses)) {
    rt.store.notices.add(rt.now(), 'erased-wrote', { account });
    rt.topics.add('notices');
    return 0;
  }
  // Somebody who is known may have an erased address typed beside their own: it is not kept again.
  const kept = addresses.filter(
    ({ kind, value }) =>
      contacts.byAddress(kind, value) !== null || rt.store.personRequests.erasedBy(kind, value) === null,
  );
  const { contact } = saveStranger(rt.store, { ...input, addresses: kept }, rt.now(), account);
  const stored = events.insert({
    contactId: contact,
    type: incoming.type,
    at: incoming.at,
    key: `${account}:${incoming.id}`,
    props: incoming.props,
    source: account,
  });
  rt.topics.add('contacts');
  return stored.inserted ? 1 : 0;
}
