/** A contact as it was when a step of the journal was taken: today's values with the later changes undone. */
import { type ZoneAnswer, zoneOf } from '../contacts/zone.ts';
import type { AddressView, AttributeValue, ContactView } from '../sdk/contact.ts';
import type { Moment } from '../sdk/time.ts';
import type { FactMessage, Facts } from '../segments/facts.ts';
import { contactHistory, type PastValue, type StepMoment } from './contact-history.ts';
import type { ContactStore } from './contacts.ts';
import { mergePast } from './merge-past.ts';
import type { Db } from './open.ts';

export interface AsOf extends StepMoment {
  /** The moment of the step, in the flow's zone. */
  now: Moment;
  /** Of the events of this very instant, the last that had been given. */
  lastEvent?: number | undefined;
  /** The journey whose step it is. */
  journey?: number | undefined;
}

export interface PastFacts extends Facts {
  zone: ZoneAnswer;
}

export type FactsAsOf = ReturnType<typeof factsAsOf>;

/** `live` reads what carries its own times. */
export function factsAsOf(db: Db, contacts: ContactStore, live: (contact: ContactView, as: AsOf) => Facts) {
  const history = contactHistory(db);
  const selfOf = mergePast(db);
  const messages = db.prepare<[number, string, number], { id: number; over: number | null }>(
    `SELECT m.id, (SELECT min(s.id) FROM steps s WHERE s.journey_id = m.journey_id AND s.node = m.node
         AND s.arrived_at <= m.queued_at AND s.left_at >= m.queued_at) AS over
     FROM messages m WHERE m.contact_id = ? AND m.channel = ? AND m.queued_at = ?`,
  );
  const journeys = db.prepare<
    [number, string],
    { id: number; entered_at: number; exited_at: number | null; first: number | null; last: number | null }
  >(
    `SELECT j.id, j.entered_at, j.exited_at, (SELECT min(id) FROM steps WHERE journey_id = j.id) AS first,
       (SELECT max(id) FROM steps WHERE journey_id = j.id) AS last
     FROM journeys j WHERE j.contact_id = ? AND j.flow_id = ?`,
  );

  const listsOf = db.prepare<[number], string>('SELECT list FROM list_members WHERE contact_id = ?').pluck();

  return (contactId: number, as: AsOf): PastFacts | null => {
    const self = selfOf(contactId, as, as.journey);
    const profile = contacts.profile(self.contact, { workspace: as.now.zone });
    if (profile === null) return null;
    const past = undone(
      {
        ...profile.view,
        timezone: profile.timezone,
        tags: new Set(profile.view.tags),
        attributes: { ...profile.view.attributes },
        addresses: profile.addresses,
        consents: profile.consents.map(({ channel, topic, granted }) => ({ channel, topic, granted })),
        lists: new Set(listsOf.all(self.contact)),
      },
      history.unseenBy(as, self.contact),
    );
    const zone = zoneOf(past, { workspace: as.now.zone });
    const { addresses, consents, lists, ...rest } = past;
    const contact: ContactView = { ...rest, timezone: zone.name, tags: [...past.tags].sort() };
    // What happened is with whoever the contact is today.
    const base = live({ ...contact, id: contactId }, as);
    const messagesOf = (channel: string): readonly FactMessage[] =>
      base.messages(channel).filter(({ id }) => id === undefined || self.had('messages', id));
    const step = as.step ?? Number.MAX_SAFE_INTEGER;
    return {
      ...base,
      contact,
      zone,
      addresses: () => addresses,
      consents: () => consents,
      inList: (list) => lists.has(list),
      events: (type) => base.events(type).filter(({ id }) => self.had('events', id)),
      messages(channel): readonly FactMessage[] {
        if (as.step === null) return messagesOf(channel);
        // Of the messages of this very instant, those of visits that were over.
        const later = new Set(
          messages
            .all(contactId, channel, as.now.ms)
            .filter(({ over }) => over === null || over >= step)
            .map(({ id }) => id),
        );
        return messagesOf(channel).filter((one) => one.id === undefined || !later.has(one.id));
      },
      inFlow: (flow) =>
        journeys.all(contactId, flow).some((one) => {
          if (!self.had('journeys', one.id)) return false;
          const { ms } = as.now;
          const entered =
            one.entered_at < ms ||
            (one.entered_at === ms && (one.id === as.journey || (one.first ?? step) < step || as.step === null));
          const gone =
            one.exited_at !== null &&
            (one.exited_at < ms || (one.exited_at === ms && (one.last === null || one.last < step)));
          return entered && !gone;
        }),
    };
  };
}

interface Past extends Omit<ContactView, 'timezone' | 'tags' | 'attributes'> {
  timezone: string | null;
  tags: Set<string>;
  attributes: Record<string, AttributeValue>;
  addresses: readonly AddressView[];
  consents: readonly { channel: string; topic: string; granted: boolean }[];
  lists: Set<string>;
}

/** `changes`: newest first. */
function undone(past: Past, changes: readonly PastValue[]): Past {
  for (const { field, old } of changes) {
    const value = old === null ? null : (JSON.parse(old) as unknown);
    const dot = field.indexOf('.');
    const name = field.slice(dot + 1);
    if (field === 'addresses') {
      past.addresses = value as AddressView[];
      past.email = firstOf(past.addresses, 'email');
      past.phone = firstOf(past.addresses, 'phone');
    } else if (field.startsWith('attributes.')) {
      if (value === null) delete past.attributes[name];
      else past.attributes[name] = value as AttributeValue;
    } else if (field.startsWith('tag.')) {
      if (value === true) past.tags.add(name);
      else past.tags.delete(name);
    } else if (field.startsWith('list.')) {
      if (value === true) past.lists.add(name);
      else past.lists.delete(name);
    } else if (field.startsWith('consent.')) {
      const end = name.indexOf('.');
      const [channel, topic] = [name.slice(0, end), name.slice(end + 1)];
      const others = past.consents.filter((one) => one.channel !== channel || one.topic !== topic);
      past.consents = typeof value === 'boolean' ? [...others, { channel, topic, granted: value }] : others;
    } else past[field as 'key'] = value as string | null;
  }
  return past;
}

const firstOf = (addresses: readonly AddressView[], kind: string): string | null =>
  addresses.find((one) => one.kind === kind)?.value ?? null;
