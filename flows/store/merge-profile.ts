/** Reads a profile as merging sees it, and turns one into another, with the history of what changed. */
import {
  type MergeAddress,
  type MergeConsent,
  type MergedColumn,
  type MergeProfile,
  mergedColumns,
} from '../contacts/merge.ts';
import type { AttributeValue } from '../sdk/contact.ts';
import type { Millis } from '../sdk/time.ts';
import { contactHistory } from './contact-history.ts';
import { contactMirror } from './contact-mirror.ts';
import type { Db } from './open.ts';

/** A profile without what is known of where its values came from. */
export type PlainProfile = Omit<MergeProfile, 'origins'> & { deletedAt: Millis | null; mergedInto: number | null };

interface Row extends Record<MergedColumn, string | null> {
  id: number;
  attributes: string;
  created_at: number;
  deleted_at: number | null;
  merged_into: number | null;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const plain = ({ kind, value, state, stateAt, reason }: MergeAddress) => ({ kind, value, state, stateAt, reason });

export function mergeProfiles(db: Db) {
  const history = contactHistory(db);
  const mirror = contactMirror(db);
  const row = db.prepare<[number], Row>(
    `SELECT id, key, first_name, last_name, language, country, timezone, json(attributes) AS attributes, created_at,
       deleted_at, merged_into FROM contacts WHERE id = ?`,
  );
  const addresses = db.prepare<[number], Omit<MergeAddress, 'origin'>>(
    'SELECT kind, value, state, state_at AS stateAt, reason FROM addresses WHERE contact_id = ? ORDER BY id',
  );
  const consents = db.prepare<[number], Omit<MergeConsent, 'granted'> & { granted: number }>(
    'SELECT channel, topic, granted, at, source FROM consents WHERE contact_id = ? ORDER BY channel, topic',
  );
  const tags = db.prepare<[number], string>('SELECT tag FROM contact_tags WHERE contact_id = ? ORDER BY tag').pluck();
  const pause = db.prepare<[number], number>('SELECT until FROM contact_pauses WHERE contact_id = ?').pluck();

  const setColumns = db.prepare(
    `UPDATE contacts SET first_name = ?, last_name = ?, language = ?, country = ?, timezone = ?, attributes = jsonb(?),
       created_at = ?, updated_at = ? WHERE id = ?`,
  );
  const dropAddresses = db.prepare('DELETE FROM addresses WHERE contact_id = ?');
  const addAddress = db.prepare(
    'INSERT INTO addresses (contact_id, kind, value, state, state_at, reason) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const putConsent = db.prepare(
    `INSERT INTO consents (contact_id, channel, topic, granted, at, source) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (contact_id, channel, topic) DO UPDATE
     SET granted = excluded.granted, at = excluded.at, source = excluded.source`,
  );
  const dropConsent = db.prepare('DELETE FROM consents WHERE contact_id = ? AND channel = ? AND topic = ?');
  const addTag = db.prepare('INSERT INTO contact_tags (contact_id, tag) VALUES (?, ?)');
  const dropTag = db.prepare('DELETE FROM contact_tags WHERE contact_id = ? AND tag = ?');
  const putPause = db.prepare(
    'INSERT INTO contact_pauses (contact_id, until) VALUES (?, ?) ON CONFLICT (contact_id) DO UPDATE SET until = excluded.until',
  );

  function writeColumns(id: number, from: PlainProfile, to: PlainProfile, at: Millis): void {
    for (const name of mergedColumns) {
      // The key is unique: who has it is settled by whoever calls.
      if (from.columns[name] !== to.columns[name]) history.note(id, at, name, from.columns[name]);
    }
    if (from.createdAt !== to.createdAt) history.note(id, at, 'createdAt', from.createdAt);
    for (const name of new Set([...Object.keys(from.attributes), ...Object.keys(to.attributes)])) {
      const old = Object.hasOwn(from.attributes, name) ? from.attributes[name] : null;
      const next = Object.hasOwn(to.attributes, name) ? to.attributes[name] : null;
      if (!same(old, next)) history.note(id, at, `attributes.${name}`, old);
    }
    const { first_name, last_name, language, country, timezone } = to.columns;
    const attributes = JSON.stringify(to.attributes);
    setColumns.run(first_name, last_name, language, country, timezone, attributes, to.createdAt, at, id);
  }

  function writeAddresses(id: number, from: PlainProfile, to: PlainProfile, at: Millis): void {
    if (same(from.addresses.map(plain), to.addresses.map(plain))) return;
    history.noteAddresses(id, at);
    dropAddresses.run(id);
    for (const { kind, value, state, stateAt, reason } of to.addresses) {
      addAddress.run(id, kind, value, state, stateAt, reason);
    }
    mirror(id);
  }

  function writeConsents(id: number, from: PlainProfile, to: PlainProfile, at: Millis): void {
    const name = ({ channel, topic }: MergeConsent): string => `${channel} ${topic}`;
    const old = new Map(from.consents.map((one) => [name(one), one]));
    const next = new Map(to.consents.map((one) => [name(one), one]));
    for (const [key, one] of next) {
      const had = old.get(key);
      if (same(had, one)) continue;
      putConsent.run(id, one.channel, one.topic, one.granted ? 1 : 0, one.at, one.source);
      if (had?.granted !== one.granted) history.note(id, at, `consent.${one.channel}.${one.topic}`, had?.granted);
    }
    for (const [key, one] of old) {
      if (next.has(key)) continue;
      dropConsent.run(id, one.channel, one.topic);
      history.note(id, at, `consent.${one.channel}.${one.topic}`, one.granted);
    }
  }

  function writeTags(id: number, from: PlainProfile, to: PlainProfile, at: Millis): void {
    for (const tag of to.tags) {
      if (from.tags.includes(tag)) continue;
      addTag.run(id, tag);
      history.note(id, at, `tag.${tag}`, null);
    }
    for (const tag of from.tags) {
      if (to.tags.includes(tag)) continue;
      dropTag.run(id, tag);
      history.note(id, at, `tag.${tag}`, true);
    }
  }

  return {
    /** Null when there never was such a contact. Every address is its own. */
    read(id: number): PlainProfile | null {
      const found = row.get(id);
      if (found === undefined) return null;
      return {
        id,
        createdAt: found.created_at,
        columns: Object.fromEntries(mergedColumns.map((name) => [name, found[name]])) as PlainProfile['columns'],
        attributes: JSON.parse(found.attributes) as Record<string, AttributeValue>,
        addresses: addresses.all(id).map((one) => ({ ...one, origin: null })),
        consents: consents.all(id).map((one) => ({ ...one, granted: one.granted === 1 })),
        tags: tags.all(id),
        pausedUntil: pause.get(id) ?? null,
        deletedAt: found.deleted_at,
        mergedInto: found.merged_into,
      };
    },
    /** Turns one profile of a contact into another; the key is noted in the history and not written. */
    write(id: number, from: PlainProfile, to: PlainProfile, at: Millis): void {
      writeColumns(id, from, to, at);
      writeAddresses(id, from, to, at);
      writeConsents(id, from, to, at);
      writeTags(id, from, to, at);
      if (to.pausedUntil !== null && to.pausedUntil !== from.pausedUntil) putPause.run(id, to.pausedUntil);
    },
  };
}
