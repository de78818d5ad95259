/** Everything that changes a contact. `contacts.email` and `phone` always equal the first address of that kind. */
import type { AddressView, AttributeValue } from '../sdk/contact.ts';
import type { ContactChange } from '../sdk/outcome.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import type { Catalogue } from './catalogue.ts';
import {
  addressInsert,
  consentChanges,
  consentInsert,
  contactCreator,
  ifNew,
  tagInsert,
  withoutNulls,
} from './contact-create.ts';
import { type Current, contactFinder } from './contact-find.ts';
import { contactHistory } from './contact-history.ts';
import {
  attributeName,
  type ContactInput,
  changed,
  isProfileColumn,
  profileColumns,
  textFor,
} from './contact-input.ts';
import { contactMirror } from './contact-mirror.ts';
import type { Db } from './open.ts';
import { pauseStore } from './pauses.ts';

export interface Saved {
  id: number;
  result: 'created' | 'updated' | 'unchanged';
}

/** What became of one of many. */
export type SavedOne = { result: Saved['result'] } | { result: 'refused'; reason: string };

export function contactWriter(db: Db, names: Catalogue) {
  const history = contactHistory(db);
  const { refuseErased, findFor, newcomers, get } = contactFinder(db);
  const update = db.prepare(
    `UPDATE contacts SET key = ?, first_name = ?, last_name = ?, language = ?, country = ?, timezone = ?,
       attributes = jsonb(?), updated_at = ? WHERE id = ?`,
  );
  const touch = db.prepare('UPDATE contacts SET updated_at = ? WHERE id = ?');
  const addresses = db.prepare<[number], { id: number; kind: string; value: string; state: string }>(
    'SELECT id, kind, value, state FROM addresses WHERE contact_id = ? ORDER BY id',
  );
  const addAddress = db.prepare(`${addressInsert} VALUES (?, ?, ?, ?) ${ifNew}`);
  const changeAddress = db.prepare(
    'UPDATE addresses SET value = ?, state = ?, state_at = NULL, reason = NULL WHERE id = ?',
  );
  const dropAddress = db.prepare('DELETE FROM addresses WHERE contact_id = ? AND kind = ? AND value = ?');
  const mirror = contactMirror(db);
  const setStateOfAll = db.prepare(
    'UPDATE addresses SET state = ?, state_at = ?, reason = ? WHERE kind = ? AND value = ? AND state <> ?',
  );
  const setState = db.prepare(
    'UPDATE addresses SET state = ?, state_at = ?, reason = ? WHERE contact_id = ? AND kind = ? AND value = ? AND state <> ?',
  );
  const addTag = db.prepare(`${tagInsert} VALUES (?, ?) ${ifNew}`);
  const dropTag = db.prepare('DELETE FROM contact_tags WHERE contact_id = ? AND tag = ?');
  const putConsent = db.prepare(`${consentInsert} VALUES (?, ?, ?, ?, ?, ?) ${consentChanges}`);
  // What was shown is kept with the answer, and an answer given again is one more answer.
  const putProven = db.prepare(
    `INSERT INTO consents (contact_id, channel, topic, granted, at, source, proof) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (contact_id, channel, topic) DO UPDATE
     SET granted = excluded.granted, at = excluded.at, source = excluded.source, proof = excluded.proof`,
  );
  const creator = contactCreator(db, names);

  const consentOf = db
    .prepare<[number, string, string], number>(
      'SELECT granted FROM consents WHERE contact_id = ? AND channel = ? AND topic = ?',
    )
    .pluck();

  const pauses = pauseStore(db);

  function save(input: ContactInput, at: Millis, source: string): Saved {
    refuseErased(input);
    const current = findFor(input);
    if (current === null) return { id: creator.create([input], at, source), result: 'created' };
    return { id: current.id, result: write(current, input, at, source) ? 'updated' : 'unchanged' };
  }

  /** As `save` for each in turn, but those who are certainly new, which is most of a first import, are written together. */
  function saveAll(inputs: readonly ContactInput[], at: Millis, source: string): SavedOne[] {
    const isNew = newcomers(inputs);
    const results: SavedOne[] = [];
    let fresh: ContactInput[] = [];
    const writeFresh = () => {
      if (fresh.length > 0) creator.create(fresh, at, source);
      fresh = [];
    };
    for (const input of inputs) {
      if (isNew(input)) {
        fresh.push(input);
        results.push({ result: 'created' });
        continue;
      }
      writeFresh();
      try {
        results.push({ result: save(input, at, source).result });
      } catch (error) {
        if (!(error instanceof KaskadError)) throw error;
        results.push({ result: 'refused', reason: error.code });
      }
    }
    writeFresh();
    return results;
  }

  /** Addresses of one contact; true when something changed. */
  function mergeAddresses(id: number, given: NonNullable<ContactInput['addresses']>, at: Millis): boolean {
    const known = addresses.all(id);
    let changed = false;
    for (const one of given) {
      const ofKind = known.filter((address) => address.kind === one.kind);
      if (ofKind.some((address) => address.value === one.value)) continue;
      refuseErased({ addresses: [one] });
      if (!changed) history.noteAddresses(id, at);
      const old = ofKind[0];
      const others = given.filter((other) => other.kind === one.kind).map((other) => other.value);
      const state = one.state ?? 'valid';
      if (old !== undefined && !ofKind.some((address) => others.includes(address.value))) {
        changeAddress.run(one.value, state, old.id);
        old.value = one.value;
      } else {
        const done = addAddress.run(id, one.kind, one.value, state);
        known.push({ id: Number(done.lastInsertRowid), kind: one.kind, value: one.value, state });
      }
      changed = true;
    }
    if (changed) mirror(id);
    return changed;
  }

  function noteAttributes(
    id: number,
    at: Millis,
    old: Readonly<Record<string, AttributeValue>>,
    next: Readonly<Record<string, AttributeValue>>,
  ): void {
    for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
      if (JSON.stringify(old[name]) !== JSON.stringify(next[name]))
        history.note(id, at, `attributes.${name}`, old[name]);
    }
  }

  /** True when it is new. */
  function tagged(id: number, tag: string, at: Millis): boolean {
    const done = addTag.run(id, tag).changes > 0;
    if (done) history.note(id, at, `tag.${tag}`, null);
    return done;
  }

  /** True when the contact had it. */
  function untagged(id: number, tag: string, at: Millis): boolean {
    const done = dropTag.run(id, tag).changes > 0;
    if (done) history.note(id, at, `tag.${tag}`, true);
    return done;
  }

  /** True when it is a change. `proof`: what was shown to the person, and where. */
  function consented(
    id: number,
    one: { channel: string; topic: string; granted: boolean; proof?: unknown },
    at: Millis,
    source: string,
  ): boolean {
    const old = consentOf.get(id, one.channel, one.topic);
    const granted = one.granted ? 1 : 0;
    let done = old !== granted;
    if (one.proof === undefined) done = putConsent.run(id, one.channel, one.topic, granted, at, source).changes > 0;
    else putProven.run(id, one.channel, one.topic, granted, at, source, JSON.stringify(one.proof));
    if (done) history.note(id, at, `consent.${one.channel}.${one.topic}`, old === undefined ? null : old === 1);
    return done;
  }

  function write(current: Current, input: ContactInput, at: Millis, source: string): boolean {
    const next = { ...current, key: current.key ?? input.key ?? null };
    let changed = next.key !== current.key;
    if (changed) history.note(current.id, at, 'key', current.key);
    for (const column of profileColumns) {
      const value = input.profile?.[column];
      if (value === undefined || value === current[column]) continue;
      history.note(current.id, at, column, current[column]);
      next[column] = value;
      changed = true;
    }
    if (input.attributes !== undefined) {
      const attributes = JSON.parse(current.attributes) as Record<string, AttributeValue>;
      const merged = withoutNulls({ ...attributes, ...input.attributes });
      const text = JSON.stringify(merged);
      if (text !== JSON.stringify(attributes)) {
        next.attributes = text;
        noteAttributes(current.id, at, attributes, merged);
        names.note('', input.attributes);
        changed = true;
      }
    }
    if (changed) {
      update.run(
        next.key,
        next.first_name,
        next.last_name,
        next.language,
        next.country,
        next.timezone,
        next.attributes,
        at,
        current.id,
      );
    }
    let beside =
      input.addresses !== undefined && input.addresses.length > 0 && mergeAddresses(current.id, input.addresses, at);
    for (const tag of input.tags ?? []) beside = tagged(current.id, tag, at) || beside;
    for (const one of input.consents ?? []) beside = consented(current.id, one, at, source) || beside;
    if (beside && !changed) touch.run(at, current.id);
    return changed || beside;
  }

  function set(id: number, field: string, value: AttributeValue, at: Millis): void {
    const name = attributeName(field);
    if (field === 'email' || field === 'phone') {
      const old = addresses.all(id).find((one) => one.kind === field);
      if (value === null) {
        if (old !== undefined) {
          history.noteAddresses(id, at);
          dropAddress.run(id, field, old.value);
        }
        mirror(id);
        touch.run(at, id);
      } else write(get(id), { addresses: [{ kind: field, value: textFor(field, value) }] }, at, 'change');
    } else if (isProfileColumn(field)) {
      const text = value === null ? null : textFor(field, value);
      write(get(id), { profile: { [field]: text } }, at, 'change');
    } else write(get(id), { attributes: { [name]: value } }, at, 'change');
  }

  return {
    /**
     * Creates the contact or adds to the one with the key, else with one of the addresses. Run it inside a transaction.
     * Throws `contact-deleted`.
     */
    save,
    /** A new one, also where somebody has an address of theirs. Run it inside a transaction. Throws `contact-erased`. */
    create(input: ContactInput, at: Millis, source: string): number {
      refuseErased(input);
      return creator.create([input], at, source);
    },
    /** The same for many in turn. One that cannot be saved does not stop the others. */
    saveAll,
    /** Adds to a known contact. True when something changed. */
    update: (id: number, input: ContactInput, at: Millis, source: string): boolean => write(get(id), input, at, source),
    removeTags(id: number, tags: readonly string[], at: Millis): boolean {
      const changed = tags.map((tag) => untagged(id, tag, at)).some((gone) => gone);
      if (changed) touch.run(at, id);
      return changed;
    },
    /** True when it is a change. */
    setConsent: consented,
    /** What a vendor taught us about an address: bounced, blocked, or valid again. True when it is a change. */
    setAddressState(
      id: number,
      address: { kind: string; value: string },
      state: AddressView['state'],
      reason: string | null,
      at: Millis,
    ): boolean {
      if (
        addresses.all(id).some((one) => one.kind === address.kind && one.value === address.value && one.state !== state)
      )
        history.noteAddresses(id, at);
      return setState.run(state, at, reason, id, address.kind, address.value, state).changes > 0;
    },
    /** The same for everybody who has the address: a blocked chat is blocked for all profiles of that person. */
    setAddressStateEverywhere(
      address: { kind: string; value: string },
      state: AddressView['state'],
      reason: string | null,
      at: Millis,
    ): void {
      history.noteAddressState(address, state, at);
      setStateOfAll.run(state, at, reason, address.kind, address.value, state);
    },
    /** Adds an address beside those of its kind. True when it is new. */
    addAddress(
      id: number,
      address: { kind: string; value: string; state?: AddressView['state'] },
      at: Millis,
    ): boolean {
      refuseErased({ addresses: [address] });
      if (!addresses.all(id).some((one) => one.kind === address.kind && one.value === address.value))
        history.noteAddresses(id, at);
      const added = addAddress.run(id, address.kind, address.value, address.state ?? 'valid').changes > 0;
      if (added) mirror(id);
      return added;
    },
    removeAddress(id: number, address: { kind: string; value: string }, at: Millis): boolean {
      if (addresses.all(id).some((one) => one.kind === address.kind && one.value === address.value))
        history.noteAddresses(id, at);
      const gone = dropAddress.run(id, address.kind, address.value).changes > 0;
      if (gone) mirror(id);
      return gone;
    },
    /** Sets a field by the name a rule gives it (`first_name`, `attributes.points`); null empties it. */
    set,
    /** The changes of a step. Fields are named as in rules; a bare name that is no column is an attribute. */
    applyChanges(id: number, changes: readonly ContactChange[], at: Millis): void {
      for (const change of changes) {
        if (change.op === 'consent') {
          if (consented(id, change, at, 'flow')) touch.run(at, id);
        } else if (change.op === 'pause') pauses.pause(id, change.until);
        else if (change.op === 'tag') {
          if (tagged(id, change.tag, at)) touch.run(at, id);
        } else if (change.op === 'untag') {
          if (untagged(id, change.tag, at)) touch.run(at, id);
        } else if (change.op === 'set') set(id, change.field, change.value, at);
        else if (change.op === 'remove' && change.value === undefined) set(id, change.field, null, at);
        else {
          const name = attributeName(change.field);
          const attributes = JSON.parse(get(id).attributes) as Record<string, AttributeValue>;
          const old = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
          set(id, `attributes.${name}`, changed(old, change), at);
        }
      }
    },
  };
}
