/** People: their profile, addresses, consents and tags. Who is meant is found in contact-find.ts, written in contact-write.ts; the table is in contact-list.ts. */
import { type ZoneAnswer, zoneOf } from '../contacts/zone.ts';
import { addressKindOf, newestFirst } from '../sdk/channels.ts';
import type { AddressView, AttributeValue, ContactView } from '../sdk/contact.ts';
import type { Millis } from '../sdk/time.ts';
import type { Catalogue } from './catalogue.ts';
import { contactList } from './contact-list.ts';
import { contactWriter } from './contact-write.ts';
import { distinctOf, suggestedOf } from './distinct.ts';
import { inOrder } from './in-order.ts';
import type { Db } from './open.ts';
import type { SegmentIndexes } from './segment-indexes.ts';

export interface ContactRow {
  id: number;
  key: string | null;
  email: string | null;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  language: string | null;
  country: string | null;
  timezone: string | null;
  attributes: string;
  rfm: number | null;
  created_at: number;
  deleted_at: number | null;
  merged_into: number | null;
}

export const contactColumns = `id, key, email, phone, first_name, last_name, language, country, timezone,
  json(attributes) AS attributes, rfm, created_at, deleted_at, merged_into`;

export interface Consent {
  channel: string;
  /** Empty: the channel as a whole. */
  topic: string;
  granted: boolean;
  at: Millis;
  source: string;
}

export interface ZoneFallback {
  flow?: string | null | undefined;
  workspace: string;
}

export interface ContactProfile {
  view: ContactView;
  /** As the profile says; null when unknown. */
  timezone: string | null;
  zone: ZoneAnswer;
  addresses: AddressView[];
  consents: Consent[];
  deletedAt: Millis | null;
}

interface Place {
  id: number;
  deleted_at: number | null;
  merged_into: number | null;
}

/** By code points' bytes, as the table has them. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export type ContactStore = ReturnType<typeof contactStore>;

export function contactStore(db: Db, names: Catalogue, indexes: SegmentIndexes) {
  const byId = db.prepare<[number], ContactRow>(`SELECT ${contactColumns} FROM contacts WHERE id = ?`);
  const byKey = db.prepare<[string], Place>('SELECT id, deleted_at, merged_into FROM contacts WHERE key = ?');
  const placeOf = db.prepare<[number], Place>('SELECT id, deleted_at, merged_into FROM contacts WHERE id = ?');
  const byAddress = db
    .prepare<[string, string], number>(
      `SELECT a.contact_id FROM addresses a JOIN contacts c ON c.id = a.contact_id
       WHERE a.kind = ? AND a.value = ? AND c.deleted_at IS NULL ORDER BY a.contact_id LIMIT 1`,
    )
    .pluck();
  const tags = db.prepare<[number], string>('SELECT tag FROM contact_tags WHERE contact_id = ?').pluck();
  const addressRows = db.prepare<[number], AddressView & { id: number }>(
    'SELECT id, kind, value, state FROM addresses WHERE contact_id = ?',
  );
  const addressesOf = (contact: number): AddressView[] =>
    inOrder(addressRows.all(contact), (a, b) => a.id - b.id).map(({ kind, value, state }) => ({ kind, value, state }));
  const consents = db.prepare<[number], Omit<Consent, 'granted'> & { granted: number }>(
    'SELECT channel, topic, granted, at, source FROM consents WHERE contact_id = ? ORDER BY channel, topic',
  );
  const total = db.prepare<[], number>('SELECT count(*) FROM contacts WHERE deleted_at IS NULL').pluck();
  const allTags = distinctOf(db, 'contact_tags', 'tag');
  const consentChannels = distinctOf(db, 'consents', 'channel');
  const topicsOf = distinctOf(db, 'consents', 'topic', 'channel = ?');
  const topics = (): string[] =>
    [...new Set(consentChannels().flatMap((channel) => topicsOf(channel)))]
      .filter((topic) => topic !== '')
      .sort(byText);
  const languages = suggestedOf(db, 'contacts', 'language', 'deleted_at IS NULL');
  const countries = suggestedOf(db, 'contacts', 'country', 'deleted_at IS NULL');
  const kinds = distinctOf(db, 'addresses', 'kind');

  const toView = (row: ContactRow, zone: string): ContactView => ({
    id: row.id,
    key: row.key,
    email: row.email,
    phone: row.phone,
    first_name: row.first_name,
    last_name: row.last_name,
    language: row.language,
    country: row.country,
    timezone: zone,
    createdAt: row.created_at,
    rfm: row.rfm,
    tags: inOrder(tags.all(row.id), byText),
    attributes: row.attributes === '{}' ? {} : (JSON.parse(row.attributes) as Record<string, AttributeValue>),
  });

  /** Who a contact is today: itself, or whom it was merged into. Null when that one was deleted. */
  function living(place: Place | undefined): number | null {
    let one = place;
    while (one !== undefined && one.merged_into !== null) one = placeOf.get(one.merged_into);
    return one === undefined || one.deleted_at !== null ? null : one.id;
  }

  const find = {
    /** By the key of the customer's own system; a profile that was merged into another leads to that one. */
    byKey: (key: string): number | null => living(byKey.get(key)),
    /** Who somebody known by that number is today: see byKey. */
    today: (id: number): number | null => living(placeOf.get(id)),
    /** The oldest contact with the address; the value must be normalised. */
    byAddress: (kind: string, value: string): number | null => byAddress.get(kind, value) ?? null,
  };

  return {
    ...find,
    ...contactWriter(db, names),
    ...contactList(db, indexes),

    /** What pure code sees. The zone is resolved. Null when there never was such a contact. */
    view(id: number, fallback: ZoneFallback): ContactView | null {
      const row = byId.get(id);
      return row === undefined ? null : toView(row, zoneOf(row, fallback).name);
    },
    /** The same, but null for a contact that was deleted or merged away. */
    live(id: number, fallback: ZoneFallback): ContactView | null {
      const row = byId.get(id);
      return row === undefined || row.deleted_at !== null ? null : toView(row, zoneOf(row, fallback).name);
    },
    /** Or never there. */
    isDeleted: (id: number): boolean => byId.get(id)?.deleted_at !== null,
    zone(id: number, fallback: ZoneFallback): ZoneAnswer {
      return zoneOf(byId.get(id) ?? { timezone: null, country: null, phone: null }, fallback);
    },
    addresses: addressesOf,
    /** The first usable address of the channel's kind, else the first of any state, else null; of browsers the last. */
    addressFor(id: number, channel: string): AddressView | null {
      const kind = addressKindOf(channel);
      const ofKind = addressesOf(id).filter((one) => one.kind === kind);
      if (newestFirst(channel)) ofKind.reverse();
      return ofKind.find((one) => one.state === 'valid' || one.state === 'unconfirmed') ?? ofKind[0] ?? null;
    },
    consents: (id: number): Consent[] => consents.all(id).map((row) => ({ ...row, granted: row.granted === 1 })),
    profile(id: number, fallback: ZoneFallback): ContactProfile | null {
      const row = byId.get(id);
      if (row === undefined) return null;
      const zone = zoneOf(row, fallback);
      return {
        view: toView(row, zone.name),
        timezone: row.timezone,
        zone,
        addresses: addressesOf(id),
        consents: consents.all(id).map((one) => ({ ...one, granted: one.granted === 1 })),
        deletedAt: row.deleted_at,
      };
    },
    /**
     * What a person types to name a contact: the key, the number of one, an e-mail or a phone. `id:17` is the number for
     * certain, also where somebody's key is 17: screens ask with it.
     */
    resolve(reference: string): number | null {
      const text = reference.trim();
      const number = /^id:(\d{1,15})$/.exec(text)?.[1];
      if (number !== undefined) return living(placeOf.get(Number(number)));
      const direct = find.byKey(text);
      if (direct !== null) return direct;
      if (/^\d{1,15}$/.test(text)) {
        const numbered = living(placeOf.get(Number(text)));
        if (numbered !== null) return numbered;
      }
      return (
        find.byAddress('email', text.toLowerCase()) ?? find.byAddress('phone', `+${text.replace(/\D/g, '')}`) ?? null
      );
    },
    total: (): number => total.get() ?? 0,
    /** What rules and texts may name. */
    forgetNewNames: () => names.reload(),
    attributeNames: (): string[] => names.list('').map(({ name }) => name),
    catalogue: () => ({
      attributes: names.list(''),
      tags: allTags(),
      topics: topics(),
      languages: languages(),
      countries: countries(),
      addressKinds: kinds(),
    }),
  };
}
