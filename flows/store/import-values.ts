/**
 * What a contact was before an import changed it. A value is given back only where it still is what the import made of it: what it
 * made is what the next change of the same field found, else what stands there now.
 */
import type { MergeConsent } from '../contacts/merge.ts';
import type { AddressView, AttributeValue } from '../sdk/contact.ts';
import type { PlainProfile } from './merge-profile.ts';
import type { Db } from './open.ts';

interface Change {
  id: number;
  field: string;
  old: string | null;
  own: number;
}

interface Answer {
  id: number;
  channel: string;
  topic: string;
  granted: number | null;
  at: number;
  source: string;
  own: number;
}

const columns = new Set(['key', 'first_name', 'last_name', 'language', 'country', 'timezone']);
const plain = ({ kind, value, state }: AddressView): AddressView => ({ kind, value, state });
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** An entry that ends an answer says as much as none. */
const sameAnswer = (a: Answer | undefined, b: MergeConsent | undefined): boolean =>
  a === undefined || a.granted === null
    ? b === undefined
    : b !== undefined && (a.granted === 1) === b.granted && a.at === b.at && a.source === b.source;
const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

export function importedValues(db: Db) {
  const own = (table: string): string =>
    `coalesce((SELECT p.last >= x.id AND p.import_id = @id FROM import_parts p
       WHERE p.what = '${table}' AND p.first <= x.id ORDER BY p.first DESC LIMIT 1), 0) AS own`;
  const changes = db.prepare<[object], Change>(
    `SELECT x.id, x.field, x.old, ${own('contact_history')} FROM contact_history x WHERE x.contact_id = @contact ORDER BY x.id`,
  );
  const answers = db.prepare<[object], Answer>(
    `SELECT x.id, x.channel, x.topic, x.granted, x.at, x.source, ${own('consent_log')}
     FROM consent_log x WHERE x.contact_id = @contact ORDER BY x.id`,
  );
  const setKey = db.prepare('UPDATE contacts SET key = ? WHERE id = ?');

  /** The field's value now, as its history would write it down. */
  function current(profile: PlainProfile, field: string): unknown {
    if (columns.has(field)) return profile.columns[field as 'key'];
    if (field === 'addresses') return profile.addresses.map(plain);
    if (field.startsWith('tag.')) return profile.tags.includes(field.slice(4)) ? true : null;
    if (field.startsWith('attributes.')) {
      const name = field.slice('attributes.'.length);
      return Object.hasOwn(profile.attributes, name) ? (profile.attributes[name] ?? null) : null;
    }
    return null;
  }

  function putBack(next: PlainProfile, field: string, old: unknown): void {
    if (columns.has(field)) next.columns[field as 'key'] = old as string | null;
    else if (field === 'addresses') {
      const known = next.addresses;
      next.addresses = ((old ?? []) as AddressView[]).map((one) => ({
        stateAt: null,
        reason: null,
        origin: null,
        // When and why its state came about is kept with it.
        ...known.find((other) => same(plain(other), one)),
        ...one,
      }));
    } else if (field.startsWith('tag.')) {
      const tag = field.slice(4);
      next.tags = next.tags.filter((one) => one !== tag);
      if (old === true) next.tags = [...next.tags, tag].sort((a, b) => (a < b ? -1 : 1));
    } else if (field.startsWith('attributes.')) {
      const name = field.slice('attributes.'.length);
      if (old === null) delete next.attributes[name];
      else next.attributes[name] = old as AttributeValue;
    }
  }

  /** Answers about messages, from their ledger: it knows when and where each was given. Returns how many were changed since. */
  function putBackAnswers(id: number, now: PlainProfile, next: PlainProfile): number {
    let changedSince = 0;
    const all = answers.all({ id, contact: now.id });
    const about = new Map<string, Answer[]>();
    for (const one of all) {
      const key = JSON.stringify([one.channel, one.topic]);
      about.set(key, [...(about.get(key) ?? []), one]);
    }
    for (const list of about.values()) {
      const first = list.findIndex((one) => one.own === 1);
      if (first < 0) continue;
      const made = list.findLast((one) => one.own === 1) as Answer;
      const { channel, topic } = made;
      const here = now.consents.find((one) => one.channel === channel && one.topic === topic);
      const old = first === 0 ? undefined : list[first - 1];
      if (sameAnswer(old, here)) continue;
      if (!sameAnswer(made, here)) changedSince++;
      else {
        next.consents = next.consents.filter((one) => one !== here);
        if (old !== undefined && old.granted !== null) {
          next.consents.push({ channel, topic, granted: old.granted === 1, at: old.at, source: old.source });
        }
      }
    }
    return changedSince;
  }

  return {
    /** The profile with the import's changes taken back; `changedSince` of its values stay. */
    before(id: number, contact: number, now: PlainProfile) {
      const next: PlainProfile = {
        ...now,
        columns: { ...now.columns },
        attributes: { ...now.attributes },
      };
      const byField = new Map<string, Change[]>();
      for (const change of changes.all({ id, contact })) {
        const list = byField.get(change.field);
        if (list === undefined) byField.set(change.field, [change]);
        else list.push(change);
      }
      let changedSince = putBackAnswers(id, now, next);
      for (const [field, list] of byField) {
        if (field.startsWith('consent.')) continue;
        const first = list.findIndex((one) => one.own === 1);
        if (first < 0) continue;
        const later = list.findLastIndex((one) => one.own === 1) + 1;
        const here = current(now, field);
        const made = later < list.length ? parsed((list[later] as Change).old) : here;
        const old = parsed((list[first] as Change).old);
        if (!same(made, here)) {
          // Changed, and then back to what it was before the import: nothing to say.
          if (!same(old, here)) changedSince++;
        } else if (!same(old, here)) putBack(next, field, old);
      }
      return { next, changedSince, restored: !same(now, next) };
    },
    setKey: (contact: number, key: string | null) => void setKey.run(key, contact),
  };
}
