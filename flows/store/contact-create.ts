/** New contacts, written many at a time: nothing is looked up here, and they are known to be new. */
import type { AttributeValue } from '../sdk/contact.ts';
import type { Millis } from '../sdk/time.ts';
import { reachBits } from '../segments/reach-bits.ts';
import type { Catalogue } from './catalogue.ts';
import type { ContactInput } from './contact-input.ts';
import type { Db } from './open.ts';
import { rowWriter } from './row-writer.ts';

type Given = NonNullable<ContactInput['addresses']>[number];

/** Statements that add what stands beside a contact; the writers of one contact use them too. */
export const addressInsert = 'INSERT INTO addresses (contact_id, kind, value, state)';
export const tagInsert = 'INSERT INTO contact_tags (contact_id, tag)';
export const consentInsert = 'INSERT INTO consents (contact_id, channel, topic, granted, at, source)';
export const ifNew = 'ON CONFLICT DO NOTHING';
export const consentChanges = `ON CONFLICT (contact_id, channel, topic) DO UPDATE
  SET granted = excluded.granted, at = excluded.at, source = excluded.source, proof = excluded.proof
  WHERE consents.granted <> excluded.granted`;

export function contactCreator(db: Db, names: Catalogue) {
  const last = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM contacts').pluck();
  const contacts = rowWriter(
    db,
    `INSERT INTO contacts (id, key, email, phone, first_name, last_name, language, country, timezone, attributes,
       created_at, updated_at, reach)`,
    '(?, ?, ?, ?, ?, ?, ?, ?, ?, jsonb(?), ?, ?, ?)',
  );
  const addresses = rowWriter(db, addressInsert, '(?, ?, ?, ?)', ifNew);
  const tags = rowWriter(db, tagInsert, '(?, ?)', ifNew);
  const consents = rowWriter(db, consentInsert, '(?, ?, ?, ?, ?, ?)', consentChanges);

  function one(id: number, input: ContactInput, at: Millis): void {
    const { profile = {}, addresses: given = [] } = input;
    const kept = input.attributes === undefined ? {} : withoutNulls(input.attributes);
    let email: string | null = null;
    let phone: string | null = null;
    for (const { kind, value } of given) {
      if (kind === 'email') email ??= value;
      else if (kind === 'phone') phone ??= value;
    }
    contacts.add(
      id,
      input.key ?? null,
      email,
      phone,
      profile.first_name ?? null,
      profile.last_name ?? null,
      profile.language ?? null,
      profile.country ?? null,
      profile.timezone ?? null,
      JSON.stringify(kept),
      at,
      at,
      reachBits(given.filter(isFirst)),
    );
    names.note('', kept);
  }

  return {
    /** Adds them in this order; the number of the first. Run it inside a transaction. */
    create(inputs: readonly ContactInput[], at: Millis, source: string): number {
      const first = (last.get() ?? 0) + 1;
      let id = first;
      for (const input of inputs) one(id++, input, at);
      contacts.flush();
      id = first;
      for (const input of inputs) {
        for (const { kind, value, state } of input.addresses ?? []) addresses.add(id, kind, value, state ?? 'valid');
        for (const tag of input.tags ?? []) tags.add(id, tag);
        for (const { channel, topic, granted } of input.consents ?? []) {
          consents.add(id, channel, topic, granted ? 1 : 0, at, source);
        }
        id++;
      }
      addresses.flush();
      tags.flush();
      consents.flush();
      return first;
    },
  };
}

/** An address given twice is one: the first. */
const isFirst = (one: Given, index: number, all: readonly Given[]): boolean => {
  for (let i = 0; i < index; i++) if (all[i]?.kind === one.kind && all[i]?.value === one.value) return false;
  return true;
};

/** The same object where nothing is to be left out. */
export function withoutNulls(
  attributes: Readonly<Record<string, AttributeValue>>,
): Readonly<Record<string, AttributeValue>> {
  let missing = false;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === null || value === undefined) missing = true;
  }
  if (!missing) return attributes;
  const kept: Record<string, AttributeValue> = Object.create(null) as Record<string, AttributeValue>;
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== null && value !== undefined) kept[name] = value;
  }
  return kept;
}
