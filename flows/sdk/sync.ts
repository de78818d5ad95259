/**
 * What a CRM or a shop tells of its records, and how it is asked. A connector that syncs declares `sync: SyncSpec` in `index.ts`, the
 * capabilities `sync.<kind>`, and its client has the five methods of SyncClient. All else is the engine's: when to ask, where to go on
 * after a restart, which contact a record belongs to, what wins where both sides know a value, which events follow, and that nobody
 * who was erased comes back. What the vendor can be asked to change is in crm.ts.
 *
 * Rules for `pull`:
 * - It asks for what changed since the cursor, oldest first, a page at a time, and passes nothing over. Best is a sweep: all that
 *   changed since T, by ascending id, each page after the id of the last; then T becomes the vendor's clock at the sweep's beginning less
 *   `overlap`. What changes during a sweep is found by the next. Where the vendor only sorts by time, the cursor is (time, id).
 * - The cursor is JSON, and enough to go on in another process. The store keeps it in the transaction that applies the page: a page is
 *   applied once and asked for as often as need be. Pages may come twice and records may repeat: the engine drops what it knows by
 *   (id, content), so that an overlap costs nothing but the call.
 * - Values are taken as they come: nothing is normalised here but `updatedAt`, the person and the stage.
 * - Limits: `connectors/pace.ts` holds one token bucket for each login, whoever calls. A vendor's "too many" is a ConnectorError of the
 *   class `rate-limited` with `retryAfter`; the engine waits for as long and asks again with the same cursor.
 * - Own writes come back as changes. The engine knows them by what `wrote` of the operation said (crm.ts): no event follows.
 */
import type { AttributeValue } from './contact.ts';
import type { Millis } from './time.ts';

/**
 * In the order in which they are asked for: a deal names contacts. Contacts become profiles; deals, orders, carts and tickets events of
 * one. Companies and products become nothing yet, and are not offered to people.
 */
export const recordKinds = ['company', 'contact', 'product', 'deal', 'order', 'cart', 'ticket'] as const;
export type RecordKind = (typeof recordKinds)[number];

/** Overlap of two looks at what changed: vendors list late, and clocks differ. */
export const overlap: Millis = 120_000;

/**
 * How a deal, order, cart or ticket stands, in words that all vendors share. A change to anything but `open` is the event
 * `<kind>.<outcome>`, such as `order.paid`; beside it each change of the stage is `deal.stage`, `order.status`, `ticket.status`.
 */
export const outcomes = ['open', 'won', 'lost', 'paid', 'delivered', 'canceled', 'refunded', 'closed'] as const;
export type Outcome = (typeof outcomes)[number];

/** The person behind a record: a contact, or who ordered without being one. As the vendor has it; the best address first. */
export interface SyncPerson {
  firstName: string | null;
  lastName: string | null;
  emails: readonly string[];
  phones: readonly string[];
}

export interface SyncRecord {
  kind: RecordKind;
  /** The vendor's id, unique within the kind. */
  id: string;
  /** By the vendor's clock. */
  updatedAt: Millis;
  createdAt: Millis | null;
  /** True: it is gone at the vendor. The rest may be empty then. */
  deleted: boolean;
  /** What people call it: a deal's name, an order's number, a company's or product's name. */
  title: string | null;
  /** Of a contact always; of others where the record itself says who it is. */
  person: SyncPerson | null;
  /** Ids of the contact records that it is about, the main one first. Of a contact: empty. */
  contacts: readonly string[];
  /** Where it stands, by the vendor's own id and name. Null for kinds without stages. */
  stage: { id: string; name: string; pipeline?: string | undefined } | null;
  outcome: Outcome | null;
  amount: { value: number; currency: string | null } | null;
  /** By the names that `fields` gives. Flat: texts, numbers, booleans, or lists of them; instants are ISO 8601 with a zone. */
  values: Readonly<Record<string, AttributeValue>>;
}

export interface SyncField {
  /** By which `values` has it, and by which an operation sets it. */
  name: string;
  /** As the vendor's own screens call it. */
  label: string;
  type: 'text' | 'number' | 'boolean' | 'date' | 'instant' | 'choice' | 'list';
  /** Of a choice: the vendor's value and its name. */
  options?: readonly { value: string; label: string }[];
  /** May an operation set it? */
  writable: boolean;
  /** A field of our contacts that it plainly is: `attributes.city`, `language`, `country`, `timezone`. Offered, not forced. */
  suggested?: string;
}

/** Stages of deals, orders or tickets, in their order. `name` of the pipeline is empty where there is only one. */
export interface SyncPipeline {
  id: string;
  name: string;
  stages: readonly { id: string; name: string; outcome: Outcome }[];
}

export interface PullContext {
  /** Aborts when the engine stops or the page takes more than a minute. */
  signal: AbortSignal;
  now: Millis;
  /** With a null cursor: nothing that changed last before this moment is wanted. Null: everything. */
  since: Millis | null;
}

export interface SyncPage {
  records: readonly SyncRecord[];
  /** Opaque; JSON. */
  cursor: unknown;
  /** True when there is more to fetch right now. */
  more: boolean;
}

export interface SyncClient {
  /** A page of what changed since the cursor; null: from the beginning. Throws ConnectorErrors, as all of these do. */
  pull(kind: RecordKind, cursor: unknown, context: PullContext): Promise<SyncPage>;
  /** These records, in any order; those that are gone are left out. At most 50. For contacts that a deal names before they came. */
  get(kind: RecordKind, ids: readonly string[], context: { signal: AbortSignal }): Promise<SyncRecord[]>;
  /** The newest few, for a preview of the mapping. */
  newest(kind: RecordKind, limit: number, context: { signal: AbortSignal }): Promise<SyncRecord[]>;
  /** Own and custom fields that `values` may have; asked for by the mapping. */
  fields(kind: RecordKind, context: { signal: AbortSignal }): Promise<SyncField[]>;
  /** Empty for a kind without stages. */
  pipelines(kind: RecordKind, context: { signal: AbortSignal }): Promise<SyncPipeline[]>;
}

export interface SyncSpec {
  kinds: readonly RecordKind[];
  /** Milliseconds between two looks, once everything is there. */
  every: Millis;
  /** Kinds of which it is told that a record is gone. */
  tellsDeletions: readonly RecordKind[];
}

/** What was written, as `operate` answers: by it the sync knows its own work when it comes back as a change. */
export interface WrittenRecord {
  kind: RecordKind | 'task' | 'note';
  id: string;
  /** Was it made, rather than changed? */
  created: boolean;
  /** Where a deal or ticket stands now. */
  stage?: string | null;
  outcome?: Outcome | null;
}
