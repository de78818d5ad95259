/** Who is meant by a key or an address, and who may not be brought in again. */
import { KaskadError } from '../sdk/problem.ts';
import type { ContactInput } from './contact-input.ts';
import type { Db } from './open.ts';
import { personRequestStore } from './person-requests.ts';

/** A contact as it is before a change. */
export interface Current {
  id: number;
  key: string | null;
  first_name: string | null;
  last_name: string | null;
  language: string | null;
  country: string | null;
  timezone: string | null;
  attributes: string;
  deleted_at: number | null;
  merged_into: number | null;
}

export function contactFinder(db: Db) {
  const columns =
    'id, key, first_name, last_name, language, country, timezone, json(attributes) AS attributes, deleted_at, merged_into';
  const byKey = db.prepare<[string], Current>(`SELECT ${columns} FROM contacts WHERE key = ?`);
  const byId = db.prepare<[number], Current>(`SELECT ${columns} FROM contacts WHERE id = ?`);
  const knownKeys = db
    .prepare<[string], string>('SELECT c.key FROM json_each(?) given JOIN contacts c ON c.key = given.value')
    .pluck();
  const knownAddresses = db
    .prepare<[string, string], string>(
      `SELECT given.value FROM json_each(?) given
       WHERE EXISTS (SELECT 1 FROM addresses a WHERE a.kind = ? AND a.value = given.value)`,
    )
    .pluck();
  const keyless = db
    .prepare<[], number>('SELECT 1 FROM contacts WHERE deleted_at IS NULL AND key IS NULL LIMIT 1')
    .pluck();
  const anyAt = db
    .prepare<[string, string], number>('SELECT contact_id FROM addresses WHERE kind = ? AND value = ? LIMIT 1')
    .pluck();
  // A made-up phone may stand with thousands: only the first few are considered.
  const byAddress = db.prepare<[string, string], { id: number; key: string | null }>(
    `SELECT c.id, c.key
     FROM (SELECT contact_id FROM addresses WHERE kind = ? AND value = ? ORDER BY contact_id LIMIT 50) a
     JOIN contacts c ON c.id = a.contact_id WHERE c.deleted_at IS NULL ORDER BY a.contact_id`,
  );
  const requests = personRequestStore(db);

  /** Somebody wished to be erased: whatever brings them back is told, instead of doing it. Throws `contact-erased`. */
  function refuseErased(input: Pick<ContactInput, 'key' | 'addresses'>): void {
    const request = erasure(input);
    if (request === null) return;
    throw new KaskadError(
      'contact-erased',
      'Somebody with this address or key was erased at their wish. If they have come back, allow it under Contacts, Requests; then try again.',
      { request },
    );
  }
  function erasure({ key, addresses: given = [] }: Pick<ContactInput, 'key' | 'addresses'>): number | null {
    const byKey = key == null ? null : requests.erasedBy('key', key);
    return given.reduce((found, { kind, value }) => found ?? requests.erasedBy(kind, value), byKey);
  }

  /** By key; else by address, but never somebody who has another key. */
  function findFor(input: ContactInput): Current | null {
    const key = input.key ?? null;
    if (key !== null) {
      const known = byKey.get(key);
      if (known !== undefined) return followed(known);
    }
    // Somebody with another key is never taken: where everybody has a key there is nobody to look for.
    if (key !== null && keyless.get() === undefined) return null;
    for (const address of input.addresses ?? []) {
      if (anyAt.get(address.kind, address.value) === undefined) continue;
      for (const candidate of byAddress.all(address.kind, address.value)) {
        if (key === null || candidate.key === null) return byId.get(candidate.id) ?? null;
      }
    }
    return null;
  }

  function followed(contact: Current): Current {
    let one = contact;
    for (let hops = 0; one.merged_into !== null && hops < 100; hops++) {
      const next = byId.get(one.merged_into);
      if (next === undefined) break;
      one = next;
    }
    if (one.deleted_at !== null) {
      throw new KaskadError('contact-deleted', 'This contact was deleted. Restore it first, or use another key.', {
        contact: one.id,
      });
    }
    return one;
  }

  /** Addresses of these that somebody has already. Only where somebody without a key can be meant by them. */
  function takenAddresses(inputs: readonly ContactInput[]): Set<string> {
    const byKind = new Map<string, string[]>();
    for (const { addresses: given = [] } of inputs) {
      for (const { kind, value } of given) {
        const values = byKind.get(kind);
        if (values === undefined) byKind.set(kind, [value]);
        else values.push(value);
      }
    }
    const taken = new Set<string>();
    for (const [kind, values] of byKind) {
      for (const value of knownAddresses.iterate(JSON.stringify(values), kind)) taken.add(`${kind} ${value}`);
    }
    return taken;
  }

  /**
   * Tells of each of these in turn whether it is certainly somebody new: neither a contact nor one asked about before has its key
   * or addresses. A text with half a character in it is another text in the file: nothing is certain of it.
   */
  function newcomers(inputs: readonly ContactInput[]): (input: ContactInput) => boolean {
    const keys = new Set(knownKeys.all(JSON.stringify(inputs.flatMap(({ key }) => key ?? []))));
    const byAddress = inputs.some(({ key }) => (key ?? null) === null) || keyless.get() !== undefined;
    const taken = byAddress ? takenAddresses(inputs) : null;
    return (input) => {
      const key = input.key ?? null;
      const isNew =
        (key === null || (!keys.has(key) && key.isWellFormed())) &&
        (taken === null ||
          !input.addresses?.some(({ kind, value }) => taken.has(`${kind} ${value}`) || !value.isWellFormed()));
      if (key !== null) keys.add(key);
      if (taken !== null) for (const { kind, value } of input.addresses ?? []) taken.add(`${kind} ${value}`);
      return isNew && erasure(input) === null;
    };
  }

  /** Throws `contact-missing`. */
  function get(id: number): Current {
    const current = byId.get(id);
    if (current === undefined)
      throw new KaskadError('contact-missing', `There is no contact number ${id}.`, { contact: id });
    return current;
  }
  return { refuseErased, findFor, newcomers, get };
}
