/** The log of what happened to contacts. */
import type { EventView } from '../sdk/contact.ts';
import type { Millis } from '../sdk/time.ts';
import { catalogue } from './catalogue.ts';
import { distinctOf } from './distinct.ts';
import type { Db } from './open.ts';
import { rowWriter } from './row-writer.ts';

export interface NewEvent {
  contactId: number;
  type: string;
  at: Millis;
  /** Makes the event unique within its type: the same key twice is one event. */
  key?: string | null | undefined;
  props: Readonly<Record<string, unknown>>;
  /** Who told us: `import`, `journey`, an account id. */
  source: string;
  /** False for what the engine is not to hand to journeys and triggers. */
  pending?: boolean | undefined;
}

export interface StoredEvent extends EventView {
  id: number;
  contactId: number;
}

interface EventRow {
  id: number;
  contact_id: number;
  type: string;
  at: number;
  props: string;
}

const view = (row: EventRow): StoredEvent => ({
  id: row.id,
  contactId: row.contact_id,
  type: row.type,
  at: row.at,
  props: JSON.parse(row.props) as Record<string, unknown>,
});

/** Of ten million nobody wants to know the last digit before choosing a type. */
export const countedUpTo = 10_000;

export type EventStore = ReturnType<typeof eventStore>;

export function eventStore(db: Db) {
  const names = catalogue(db, 'event-props');
  const columns = 'id, contact_id, type, at, json(props) AS props';
  const into = 'INSERT INTO events (contact_id, type, at, key, props, source, pending)';
  const row = '(?, ?, ?, ?, jsonb(?), ?, ?)';
  const once = 'ON CONFLICT (type, key) WHERE key IS NOT NULL DO NOTHING';
  const insert = db.prepare(`${into} VALUES ${row} ${once}`);
  const many = rowWriter(db, into, row, once);
  const knownKeys = db
    .prepare<[string, string], string>(
      // Key by key: left to itself SQLite reads all events of the type.
      `SELECT e.key FROM json_each(?) given CROSS JOIN events e INDEXED BY events_key
       ON e.type = ? AND e.key = given.value WHERE e.key IS NOT NULL`,
    )
    .pluck();
  const byKey = db.prepare<[string, string], { id: number }>('SELECT id FROM events WHERE type = ? AND key = ?');
  const byId = db.prepare<[number], EventRow>(`SELECT ${columns} FROM events WHERE id = ?`);
  const pending = db.prepare<[number, number, number], EventRow>(
    `SELECT ${columns} FROM events WHERE pending = 1 AND at >= ? AND at <= ? ORDER BY at, id LIMIT ?`,
  );
  const nextAt = db.prepare<[number], { at: number }>(
    'SELECT at FROM events WHERE pending = 1 AND at >= ? ORDER BY at, id LIMIT 1',
  );
  const delivered = db.prepare('UPDATE events SET pending = 0 WHERE id = ?');
  const again = db.prepare('UPDATE events SET pending = 1 WHERE at >= ? AND pending = 0');
  const ofContact = db.prepare<[number, number], EventRow>(
    `SELECT ${columns} FROM events WHERE contact_id = ? ORDER BY at DESC, id DESC LIMIT ?`,
  );
  const types = distinctOf(db, 'events', 'type');
  const countUpTo = db
    .prepare<[string, number], number>('SELECT count(*) FROM (SELECT 1 FROM events WHERE type = ? LIMIT ?)')
    .pluck();
  const total = db.prepare<[], { count: number }>('SELECT count(*) AS count FROM events');

  return {
    /** Adds an event, unless one of its type has the key already. */
    insert(event: NewEvent): { id: number; inserted: boolean } {
      const key = event.key ?? null;
      const done = insert.run(
        event.contactId,
        event.type,
        event.at,
        key,
        JSON.stringify(event.props),
        event.source,
        event.pending === false ? 0 : 1,
      );
      if (done.changes === 0 && key !== null) return { id: byKey.get(event.type, key)?.id ?? 0, inserted: false };
      names.note(event.type, event.props);
      return { id: Number(done.lastInsertRowid), inserted: true };
    },
    /** The same for many of one type, in this order. Whether each is new. */
    insertAll(events: readonly NewEvent[]): boolean[] {
      const type = events[0]?.type ?? '';
      const keys = new Set(knownKeys.all(JSON.stringify(events.flatMap(({ key }) => key ?? [])), type));
      const inserted = events.map((event) => {
        const key = event.key ?? null;
        if (key !== null) {
          if (keys.has(key)) return false;
          keys.add(key);
        }
        const { contactId, at, props, source, pending } = event;
        many.add(contactId, type, at, key, JSON.stringify(props), source, pending === false ? 0 : 1);
        names.note(type, props);
        return true;
      });
      many.flush();
      return inserted;
    },
    get(id: number): StoredEvent | null {
      const row = byId.get(id);
      return row === undefined ? null : view(row);
    },
    /** Events not yet given to journeys and triggers, dated within [from, to], in order of time and arrival. */
    pending: (from: Millis, to: Millis, limit: number): StoredEvent[] => pending.all(from, to, limit).map(view),
    /** When the next of them from then on is dated, or null. */
    nextPendingAt: (from: Millis): Millis | null => nextAt.get(from)?.at ?? null,
    markDelivered: (id: number) => void delivered.run(id),
    /** Events from `at` on are given again: for a flow that starts as of a past moment. */
    deliverAgainFrom: (at: Millis) => void again.run(at),
    /** Newest first. */
    ofContact: (contactId: number, limit: number): StoredEvent[] => ofContact.all(contactId, limit).map(view),
    /** How many of each there are, counted up to `countedUpTo`. */
    types: (): { type: string; count: number }[] =>
      types().map((type) => ({ type, count: countUpTo.get(type, countedUpTo) ?? 0 })),
    /** Names and types of the properties seen with events of a type. */
    props: (type: string): { name: string; type: string }[] => names.list(type),
    count: (): number => total.get()?.count ?? 0,
  };
}
