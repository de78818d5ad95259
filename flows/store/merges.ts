/**
 * Profiles that became one. The other profile's own rows stay as they were, so that undoing a merge brings it back; what
 * happened to it (events, messages, journeys) goes over to the one that stays. How values combine: contacts/merge.ts.
 */
import { type MergeConsent, type MergeProfile, mergedColumns, united } from '../contacts/merge.ts';
import { ownKey } from '../plan/entry-key.ts';
import type { AddressView, AttributeValue } from '../sdk/contact.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import { conversationStore } from './conversations.ts';
import { mergeProfiles, type PlainProfile } from './merge-profile.ts';
import { type Moved, mergeRows } from './merge-rows.ts';
import type { Db } from './open.ts';

export interface MergeRecord {
  id: number;
  survivor: number;
  merged: number;
  at: Millis;
  /** `manual`, or the kind of address that both had. */
  source: string;
  batch: number | null;
}

interface MergeRow extends MergeRecord {
  undone_at: number | null;
  before: string;
  after: string;
  moved: string;
}

interface KeptMoves extends Moved {
  /** Keys as they were before, of everybody whose key changed. */
  keys: { contact: number; key: string | null }[];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const sameAddress = (a: AddressView, b: AddressView): boolean => a.kind === b.kind && a.value === b.value;
const sameConsent = (a: MergeConsent, b: MergeConsent): boolean => a.channel === b.channel && a.topic === b.topic;

export type MergeStore = ReturnType<typeof mergeStore>;

export function mergeStore(db: Db) {
  const profiles = mergeProfiles(db);
  const rows = mergeRows(db);
  const conversations = conversationStore(db);
  const columns = 'id, survivor, merged, at, source, batch, undone_at, before, after, moved';
  const byId = db.prepare<[number], MergeRow>(`SELECT ${columns} FROM contact_merges WHERE id = ?`);
  const ofSurvivor = db.prepare<[number], MergeRow>(
    `SELECT ${columns} FROM contact_merges WHERE survivor = ? AND undone_at IS NULL ORDER BY id DESC`,
  );
  const lastOf = db
    .prepare<[number], number>('SELECT max(id) FROM contact_merges WHERE survivor = ? AND undone_at IS NULL')
    .pluck();
  const ofBatch = db
    .prepare<[number], number>('SELECT id FROM contact_merges WHERE batch = ? AND undone_at IS NULL ORDER BY id DESC')
    .pluck();
  const insert = db.prepare(
    `INSERT INTO contact_merges (survivor, merged, at, source, batch, mark, before, after, moved)
     VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM steps), ?, ?, ?)`,
  );
  const setUndone = db.prepare('UPDATE contact_merges SET undone_at = ? WHERE id = ?');
  const setBatch = db.prepare('UPDATE contact_merges SET batch = id WHERE id = ?');
  const setMerged = db.prepare('UPDATE contacts SET deleted_at = ?, merged_into = ?, updated_at = ? WHERE id = ?');
  const setKey = db.prepare('UPDATE contacts SET key = ? WHERE id = ?');
  const keyOf = db.prepare<[number], string | null>('SELECT key FROM contacts WHERE id = ?').pluck();
  const ownerOf = db.prepare<[string], number>('SELECT id FROM contacts WHERE key = ?').pluck();

  const record = ({ id, survivor, merged, at, source, batch }: MergeRow): MergeRecord => ({
    id,
    survivor,
    merged,
    at,
    source,
    batch,
  });

  function need(id: number): PlainProfile {
    const found = profiles.read(id);
    if (found === null) throw new KaskadError('contact-missing', `There is no contact number ${id}.`, { contact: id });
    if (found.deletedAt !== null) {
      throw new KaskadError('contact-deleted', 'This contact was deleted, or merged into another one.', {
        contact: id,
      });
    }
    return found;
  }

  /** With what merges know of where its values came from; what was changed since is its own. */
  function withOrigins(profile: PlainProfile): MergeProfile {
    const last = lastOf.get(profile.id) ?? null;
    const row = last === null ? undefined : byId.get(last);
    if (row === undefined) return { ...profile, origins: {} };
    const after = JSON.parse(row.after) as MergeProfile;
    const origins: Record<string, number> = {};
    for (const [field, from] of Object.entries(after.origins)) {
      if (same(fieldOf(profile, field), fieldOf(after, field))) origins[field] = from;
    }
    const addresses = profile.addresses.map((one) => ({
      ...one,
      origin: after.addresses.find((known) => sameAddress(known, one))?.origin ?? null,
    }));
    return { ...profile, addresses, origins };
  }

  /** Gives everybody their key, also where two exchange theirs; returns what they had. */
  function giveKeys(next: ReadonlyMap<number, string | null>): KeptMoves['keys'] {
    const before = [...next.keys()].map((contact) => ({ contact, key: keyOf.get(contact) ?? null }));
    for (const contact of next.keys()) setKey.run(null, contact);
    for (const [contact, key] of next) if (key !== null) setKey.run(key, contact);
    return before;
  }

  /** Whose key is whose when `keep` becomes `after`. */
  function keysAfter(keep: MergeProfile, after: MergeProfile): Map<number, string | null> {
    const next = new Map<number, string | null>();
    const [old, key] = [keep.columns.key, after.columns.key];
    if (old === key) return next;
    const owner = key === null ? undefined : ownerOf.get(key);
    if (owner !== undefined) next.set(owner, null);
    // A key that it had taken over goes back to whose it was.
    const origin = keep.origins.key;
    if (old !== null && origin !== undefined) next.set(origin, old);
    next.set(keep.id, key);
    return next;
  }

  /** Both, and what the profile that stays would be. */
  function foresee(keep: number, other: number, take: ReadonlySet<string>) {
    if (keep === other) {
      throw new KaskadError('same-contact', 'These are the same contact. Choose two different ones.', {
        contact: keep,
      });
    }
    const sides = { keep: withOrigins(need(keep)), other: withOrigins(need(other)) };
    return { ...sides, after: united(sides.keep, sides.other, take) };
  }

  return {
    /**
     * Makes two profiles one. Run it inside a transaction; journeys of the same flow are the caller's to settle: see
     * runtime/merge.ts. Throws `contact-missing`, `contact-deleted` or `same-contact`.
     */
    merge(
      keep: number,
      other: number,
      how: { take: ReadonlySet<string>; at: Millis; source: string; batch: number | null },
    ): MergeRecord & { journeys: number[] } {
      const { at, source, batch } = how;
      const seen = foresee(keep, other, how.take);
      const moved: KeptMoves = {
        ...rows.move(other, keep, { old: `${ownKey}${other}`, next: `${ownKey}${keep}` }, at),
        keys: giveKeys(keysAfter(seen.keep, seen.after)),
      };
      const plain = { deletedAt: null, mergedInto: null };
      profiles.write(keep, { ...seen.keep, ...plain }, { ...seen.after, ...plain }, at);
      setMerged.run(at, keep, at, other);
      for (const contact of [keep, other]) conversations.rebuild(contact);
      const { id: _, ...before } = seen.keep;
      const done = insert.run(
        keep,
        other,
        at,
        source,
        batch,
        JSON.stringify(before),
        JSON.stringify(seen.after),
        JSON.stringify(moved),
      );
      const id = Number(done.lastInsertRowid);
      return { id, survivor: keep, merged: other, at, source, batch, journeys: moved.journeys };
    },

    /**
     * Two profiles again. What came since stays with the one that stayed, what was changed by hand since stays changed; who
     * refused messages meanwhile has refused them under both names. Run it inside a transaction. Throws `merge-missing`,
     * `merge-undone` or `merge-not-last`.
     */
    undo(id: number, at: Millis): MergeRecord {
      const row = byId.get(id);
      if (row === undefined) throw new KaskadError('merge-missing', 'There is no such merge.', { merge: id });
      const { survivor, merged } = row;
      if (row.undone_at !== null) {
        throw new KaskadError('merge-undone', 'This merge was undone already.', { merge: id });
      }
      if (lastOf.get(survivor) !== id || profiles.read(survivor)?.deletedAt !== null) {
        throw new KaskadError('merge-not-last', 'A later merge must be undone first.', { merge: id });
      }
      const before = { ...(JSON.parse(row.before) as Omit<MergeProfile, 'id'>), id: survivor };
      const after = JSON.parse(row.after) as MergeProfile;
      const moved = JSON.parse(row.moved) as KeptMoves;
      const now = profiles.read(survivor) as PlainProfile;
      const next = takenBack(now, before, after);
      const keys = new Map(moved.keys.map(({ contact, key }) => [contact, key]));
      // A key given by hand since is the survivor's own.
      if (now.columns.key !== after.columns.key) keys.delete(survivor);
      giveKeys(keys);
      next.columns.key = keyOf.get(survivor) ?? null;
      profiles.write(survivor, now, next, at);
      setMerged.run(null, null, at, merged);
      bringUpToDate(merged, now, row.at, at);
      rows.moveBack(survivor, merged, moved, { old: `${ownKey}${survivor}`, next: `${ownKey}${merged}` }, at);
      for (const contact of [survivor, merged]) conversations.rebuild(contact);
      setUndone.run(at, id);
      return record(row);
    },

    /** What would go over with a contact. */
    countsOf: rows.countsOf,
    /** Those that hold, newest first; only the first can be undone. */
    of: (survivor: number): MergeRecord[] => ofSurvivor.all(survivor).map(record),
    /** The merge and those that follow with its number were made together. */
    beginBatch: (id: number) => void setBatch.run(id),
    /** Those made together that still hold, in the order in which they can be undone. */
    ofBatch: (batch: number): number[] => ofBatch.all(batch),
  };

  /** What vendors and the person said since, told to the profile that comes back. */
  function bringUpToDate(id: number, survivor: PlainProfile, mergedAt: Millis, at: Millis): void {
    const now = profiles.read(id);
    if (now === null) return;
    const addresses = now.addresses.map((one) => {
      const known = survivor.addresses.find((other) => sameAddress(other, one));
      const news = known !== undefined && known.stateAt !== null && known.stateAt >= mergedAt;
      return news ? { ...one, state: known.state, stateAt: known.stateAt, reason: known.reason } : one;
    });
    const refused = survivor.consents.filter((one) => !one.granted && one.at >= mergedAt);
    const kept = now.consents.filter((one) => !refused.some((other) => sameConsent(other, one)));
    profiles.write(id, now, { ...now, addresses, consents: [...kept, ...refused] }, at);
  }
}

const fieldOf = (profile: Pick<MergeProfile, 'columns' | 'attributes'>, field: string): AttributeValue => {
  if (!field.startsWith('attributes.')) return profile.columns[field as 'key'] ?? null;
  const name = field.slice('attributes.'.length);
  return Object.hasOwn(profile.attributes, name) ? (profile.attributes[name] ?? null) : null;
};

/** The profile as it is now, without what the merge brought and nobody changed since. */
function takenBack(now: PlainProfile, before: MergeProfile, after: MergeProfile): PlainProfile {
  const columns = { ...now.columns };
  for (const name of mergedColumns) if (now.columns[name] === after.columns[name]) columns[name] = before.columns[name];
  const attributes = { ...now.attributes };
  for (const name of new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)])) {
    const field = `attributes.${name}`;
    if (!same(fieldOf(now, field), fieldOf(after, field))) continue;
    if (Object.hasOwn(before.attributes, name)) attributes[name] = before.attributes[name] ?? null;
    else delete attributes[name];
  }
  const brought = after.addresses.filter((one) => !before.addresses.some((own) => sameAddress(own, one)));
  const kept = now.addresses
    .filter((one) => !brought.some((other) => sameAddress(other, one)))
    .map((one) => {
      const [was, became] = [before, after].map(({ addresses }) => addresses.find((other) => sameAddress(other, one)));
      const untouched = became?.state === one.state && became.stateAt === one.stateAt;
      return was !== undefined && untouched
        ? { ...one, state: was.state, stateAt: was.stateAt, reason: was.reason }
        : one;
    });
  // In the order of before; what came since stands behind.
  const place = (one: AddressView): number => {
    const index = before.addresses.findIndex((own) => sameAddress(own, one));
    return index === -1 ? before.addresses.length : index;
  };
  const consents = now.consents.flatMap((one) => {
    const became = after.consents.find((other) => sameConsent(other, one));
    if (!same(became, one)) return [one];
    return before.consents.find((other) => sameConsent(other, one)) ?? [];
  });
  return {
    ...now,
    createdAt: before.createdAt,
    columns,
    attributes,
    addresses: kept.sort((a, b) => place(a) - place(b)),
    consents,
    tags: now.tags.filter((tag) => before.tags.includes(tag) || !after.tags.includes(tag)),
  };
}
