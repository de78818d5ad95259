/** Takes records of a CRM into the profiles. All of it is part of the caller's transaction, together with the position. */
import type { AttributeValue } from '../../sdk/contact.ts';
import type { SyncRecord } from '../../sdk/sync.ts';
import { plainMapping, type SyncMapping } from '../../sdk/sync-mapping.ts';
import type { Millis } from '../../sdk/time.ts';
import { profileColumns } from '../../store/contact-input.ts';
import { sha256 } from '../../store/hash.ts';
import type { Store } from '../../store/store.ts';
import type { SyncCounts, SyncedRecord } from '../../store/sync.ts';
import { eventsOf, type RecordEvent } from './events.ts';
import { decide, type MappedPerson, mapPerson } from './mapping.ts';
import { isOwnWork } from './own-work.ts';

export interface Taking {
  account: string;
  mapping: SyncMapping;
  /** Of the workspace. */
  zone: string;
  now: Millis;
  /** False: what was there before the first look was over is history, and sets nothing off. */
  live: boolean;
}

export const noCounts = (): SyncCounts => ({ read: 0, created: 0, updated: 0, events: 0, skipped: 0 });

/** In this order; what they changed. Contacts first where they are mixed. */
export function takeRecords(store: Store, records: readonly SyncRecord[], how: Taking): SyncCounts {
  const counts = noCounts();
  for (const record of records) takeRecord(store, record, how, counts);
  return counts;
}

function takeRecord(store: Store, record: SyncRecord, how: Taking, counts: SyncCounts): void {
  counts.read++;
  const { account } = how;
  const known = store.sync.record(account, record.kind, record.id);
  const hash = sha256(JSON.stringify([record, record.kind === 'contact' ? how.mapping : null]));
  // An overlap brings much again; and a record that we have newer is not set back.
  if (known !== null && (known.hash === hash || known.updatedAt > record.updatedAt)) return;
  const seen: SyncedRecord = {
    account,
    kind: record.kind,
    record: record.id,
    contact: known?.contact ?? null,
    updatedAt: record.updatedAt,
    hash,
    // Of a record that is gone nothing may be told any more.
    stage: record.deleted ? (known?.stage ?? null) : (record.stage?.id ?? null),
    outcome: record.deleted ? (known?.outcome ?? null) : record.outcome,
    wrote: known?.wrote ?? {},
    deleted: record.deleted,
  };
  if (record.kind === 'contact') takeContact(store, record, how, known, seen, counts);
  else takeOther(store, record, how, known, seen, counts);
}

function takeContact(
  store: Store,
  record: SyncRecord,
  how: Taking,
  known: SyncedRecord | null,
  seen: SyncedRecord,
  counts: SyncCounts,
): void {
  // Who is gone there stays here: journeys and consents are ours.
  if (record.deleted) {
    if (known !== null) store.sync.save(seen);
    return;
  }
  const person = mapPerson(record.person, record.values, how.mapping, how.zone);
  const owner = ownerOf(store, how.account, record.id, person, known);
  if (owner === 'gone') {
    counts.skipped++;
    store.sync.save({ ...seen, wrote: {} });
    return;
  }
  const done =
    owner === null ? create(store, person, how) : update(store, owner, person, record.updatedAt, how, seen.wrote);
  counts[done.result === 'created' ? 'created' : 'updated'] += done.result === 'unchanged' ? 0 : 1;
  store.sync.save({ ...seen, contact: done.contact, wrote: done.wrote });
  if (known === null && how.live) {
    const event: RecordEvent = {
      type: 'contact.created',
      at: Math.min(record.createdAt ?? record.updatedAt, how.now),
      key: `${how.account}:contact:${record.id}:created`,
      props: { account: how.account, record: record.id },
    };
    log(store, done.contact, withoutOwn(store, record, done.contact, [event], how), how, counts);
  }
}

/** How long after a call it may be our own work that comes back, although nobody knows whether it was done. */
const inDoubtFor: Millis = 86_400_000;

function withoutOwn(
  store: Store,
  record: SyncRecord,
  contact: number,
  events: readonly RecordEvent[],
  { account, now }: Taking,
): readonly RecordEvent[] {
  if (events.length === 0) return events;
  return isOwnWork(record, store.sync.inDoubt(contact, account, now - inDoubtFor)) ? [] : events;
}

/** Whose record it is. Null: nobody's yet. `gone`: of somebody who was erased or deleted here, and is not made again. */
function ownerOf(
  store: Store,
  account: string,
  id: string,
  { emails, phones }: MappedPerson,
  known: SyncedRecord | null,
): number | null | 'gone' {
  if (known?.contact != null) return store.contacts.resolve(`id:${known.contact}`) ?? 'gone';
  if (store.personRequests.erasedBy(`crm:${account}`, id) !== null) return 'gone';
  for (const email of emails) {
    const owner = store.contacts.byAddress('email', email);
    if (owner !== null) return owner;
  }
  for (const phone of phones) {
    const owner = store.contacts.byAddress('phone', phone);
    if (owner === null) continue;
    // A phone may be a family's: two records with different e-mails are two people.
    const other = emails.length > 0 && store.contacts.addressFor(owner, 'email') !== null;
    if (!other || !store.sync.isAnother(owner, account, id)) return owner;
  }
  const erased = (kind: string, list: readonly string[]): boolean =>
    list.length > 0 && list.every((value) => store.personRequests.erasedBy(kind, value) !== null);
  const anyErased = erased('email', emails) || erased('phone', phones);
  return anyErased ? 'gone' : null;
}

interface Done {
  contact: number;
  result: 'created' | 'updated' | 'unchanged';
  wrote: Record<string, unknown>;
}

/** Without addresses of who was erased: those are not kept again. */
const allowed = (store: Store, kind: 'email' | 'phone', values: readonly string[]): { kind: string; value: string }[] =>
  values.filter((value) => store.personRequests.erasedBy(kind, value) === null).map((value) => ({ kind, value }));

function create(store: Store, person: MappedPerson, { account, now }: Taking): Done {
  const filled = Object.entries(person.fields).filter(([, value]) => value !== null);
  const addresses = [...allowed(store, 'email', person.emails), ...allowed(store, 'phone', person.phones)];
  const contact = store.contacts.create({ ...inputOf(filled), addresses, tags: person.tags }, now, account);
  const wrote: Record<string, unknown> = Object.fromEntries(filled);
  for (const { kind, value } of [...addresses].reverse()) wrote[kind] = value;
  return { contact, result: 'created', wrote };
}

function update(
  store: Store,
  contact: number,
  person: MappedPerson,
  recordAt: Millis,
  { account, mapping, zone, now }: Taking,
  wrote: Readonly<Record<string, unknown>>,
): Done {
  const profile = store.contacts.profile(contact, { workspace: zone });
  if (profile === null) throw new Error(`contact ${contact} is gone`);
  const { view } = profile;
  const current: Record<string, AttributeValue> = {
    first_name: view.first_name,
    last_name: view.last_name,
    language: view.language,
    country: view.country,
    timezone: profile.timezone,
    email: view.email,
    phone: view.phone,
  };
  for (const [name, value] of Object.entries(view.attributes)) current[`attributes.${name}`] = value;
  const emails = allowed(store, 'email', person.emails);
  const phones = allowed(store, 'phone', person.phones);
  const decided = decide({
    current,
    wrote,
    given: {
      ...person.fields,
      // No address is ever taken away: it stays a way to reach the person until somebody says otherwise.
      ...(emails[0] === undefined ? {} : { email: emails[0].value }),
      ...(phones[0] === undefined ? {} : { phone: phones[0].value }),
    },
    mapping,
    recordAt,
    changedAt: (field) =>
      store.sync.changedAt(contact, field === 'email' || field === 'phone' ? 'addresses' : field) ?? view.createdAt,
  });
  const { email, phone, ...fields } = decided.set;
  // The first of a kind takes the place of the old first one; the others stand beside.
  const first = [email === undefined ? null : emails[0], phone === undefined ? null : phones[0]].filter(
    (one) => one !== null && one !== undefined,
  );
  let changed = store.contacts.update(
    contact,
    { ...inputOf(Object.entries(fields)), addresses: first, tags: person.tags },
    now,
    account,
  );
  if (mapping.rule !== 'keep')
    for (const address of [...emails, ...phones]) changed = store.contacts.addAddress(contact, address, now) || changed;
  return { contact, result: changed ? 'updated' : 'unchanged', wrote: decided.wrote };
}

function inputOf(fields: readonly (readonly [string, AttributeValue])[]) {
  const profile: Partial<Record<(typeof profileColumns)[number], string | null>> = {};
  const attributes: Record<string, AttributeValue> = {};
  for (const [field, value] of fields) {
    const column = profileColumns.find((one) => one === field);
    if (column !== undefined) profile[column] = value === null ? null : String(value);
    else attributes[field.slice('attributes.'.length)] = value;
  }
  return { profile, attributes };
}

function takeOther(
  store: Store,
  record: SyncRecord,
  how: Taking,
  known: SyncedRecord | null,
  seen: SyncedRecord,
  counts: SyncCounts,
): void {
  const owner = record.deleted
    ? living(store, known?.contact ?? null)
    : ownerOfOther(store, record, how, known, counts);
  store.sync.save({ ...seen, contact: owner ?? known?.contact ?? null });
  if (owner === null) return;
  const before = known === null ? null : { stage: known.stage, outcome: known.outcome, deleted: known.deleted };
  const events = eventsOf(how.account, record, before, how.now);
  log(store, owner, withoutOwn(store, record, owner, events, how), how, counts);
}

const living = (store: Store, contact: number | null): number | null =>
  contact === null ? null : store.contacts.resolve(`id:${contact}`);

/** The contact whom the record is about: by the main contact record, else by who it says it is. One record is about one contact. */
function ownerOfOther(
  store: Store,
  record: SyncRecord,
  how: Taking,
  known: SyncedRecord | null,
  counts: SyncCounts,
): number | null {
  for (const id of record.contacts) {
    const link = store.sync.record(how.account, 'contact', id);
    const contact = living(store, link?.contact ?? null);
    if (contact !== null) return contact;
    // Known, and nobody's: erased or deleted here.
    if (link !== null) {
      counts.skipped++;
      return null;
    }
  }
  const before = living(store, known?.contact ?? null);
  if (before !== null || record.person === null) return before;
  const person = mapPerson(record.person, {}, plainMapping, how.zone);
  if (person.emails.length + person.phones.length === 0) return null;
  const owner = ownerOf(store, how.account, `${record.kind}:${record.id}`, person, null);
  if (owner === 'gone') {
    counts.skipped++;
    return null;
  }
  const done =
    owner === null
      ? create(store, person, how)
      : update(store, owner, person, record.updatedAt, { ...how, mapping: plainMapping }, {});
  if (done.result === 'created') counts.created++;
  return done.contact;
}

function log(store: Store, contact: number, events: readonly RecordEvent[], how: Taking, counts: SyncCounts): void {
  for (const { type, at, key, props } of events) {
    const done = store.events.insert({
      contactId: contact,
      type,
      at,
      key,
      props,
      source: how.account,
      pending: how.live,
    });
    if (done.inserted) counts.events++;
  }
}
