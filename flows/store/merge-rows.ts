/** What goes over from one contact to another: what happened, where its journeys are, and what the engine knows of both. */
import type { Millis } from '../sdk/time.ts';
import { listStore } from './lists.ts';
import type { Db } from './open.ts';

const movedTables = ['events', 'messages', 'journeys', 'tasks', 'operations', 'offer_issues', 'sync_records'] as const;
type MovedTable = (typeof movedTables)[number];

/** A watch by its number and by what it watches: numbers of those that are gone are given anew. */
interface WatchName {
  watch: number;
  what: string;
}

interface DateRow extends WatchName {
  due_at: number | null;
  day: string | null;
  last: string | null;
}

/** Plain data: kept with the merge, so that it can be taken back. Merges of older versions of the app know fewer tables. */
export interface Moved extends Partial<Record<MovedTable, number[]>> {
  journeys: number[];
  /** Watched segments that the other one was in; `initial`: it was still to be let in. */
  left: (WatchName & { initial: number })[];
  /** Those of them that the one that stays was put into. */
  joined: WatchName[];
  /** What was known of the other's dates. */
  dates: DateRow[];
  /** Lists of the other one in which the one that stays was not. */
  lists?: string[];
}

export function mergeRows(db: Db) {
  const ids = new Map(
    movedTables.map((table) => [
      table,
      db.prepare<[number], number>(`SELECT id FROM ${table} WHERE contact_id = ? ORDER BY id`).pluck(),
    ]),
  );
  const moves = new Map(
    movedTables.map((table) => [
      table,
      db.prepare<[{ from: number; to: number; ids: string }]>(
        `UPDATE ${table} SET contact_id = @to WHERE id IN (SELECT value FROM json_each(@ids)) AND contact_id = @from`,
      ),
    ]),
  );
  const moveSignals = db.prepare<[{ from: number; to: number; ids: string }]>(
    `UPDATE signals SET contact_id = @to
     WHERE contact_id = @from AND journey_id IN (SELECT value FROM json_each(@ids))`,
  );
  const renameKey = db.prepare<[{ old: string; next: string; ids: string }]>(
    'UPDATE journeys SET key = @next WHERE id IN (SELECT value FROM json_each(@ids)) AND key = @old',
  );
  const watches = db.prepare<[], WatchName>('SELECT id AS watch, what FROM watches ORDER BY id');
  const isThere = db.prepare<[number, string], 1>('SELECT 1 FROM watches WHERE id = ? AND what = ?').pluck();
  const member = db
    .prepare<[number, number], number>('SELECT initial FROM segment_members WHERE watch_id = ? AND contact_id = ?')
    .pluck();
  const join = db.prepare(
    'INSERT INTO segment_members (watch_id, contact_id, initial) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const leave = db.prepare('DELETE FROM segment_members WHERE watch_id = ? AND contact_id = ?');
  const date = db.prepare<[number, number], Pick<DateRow, 'due_at' | 'day' | 'last'>>(
    'SELECT due_at, day, last FROM date_timers WHERE watch_id = ? AND contact_id = ?',
  );
  const putDate = db.prepare(
    `INSERT INTO date_timers (watch_id, contact_id, due_at, day, last) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (watch_id, contact_id) DO UPDATE SET due_at = excluded.due_at, day = excluded.day, last = excluded.last`,
  );
  const dropDate = db.prepare('DELETE FROM date_timers WHERE watch_id = ? AND contact_id = ?');

  const lists = db
    .prepare<[number, number], string>(
      `SELECT list FROM list_members m WHERE contact_id = ?
       AND NOT EXISTS (SELECT 1 FROM list_members o WHERE o.list = m.list AND o.contact_id = ?) ORDER BY list`,
    )
    .pluck();
  const inLists = listStore(db);

  const go = (from: number, to: number, moved: Moved, keys: { old: string; next: string }): void => {
    for (const [table, move] of moves) move.run({ from, to, ids: JSON.stringify(moved[table] ?? []) });
    const journeys = JSON.stringify(moved.journeys);
    moveSignals.run({ from, to, ids: journeys });
    renameKey.run({ ...keys, ids: journeys });
  };

  const count = (table: 'events' | 'messages' | 'journeys') =>
    db.prepare<[number], number>(`SELECT count(*) FROM ${table} WHERE contact_id = ?`).pluck();
  const counts = { events: count('events'), messages: count('messages'), journeys: count('journeys') };

  return {
    countsOf: (contact: number) => ({
      events: counts.events.get(contact) ?? 0,
      messages: counts.messages.get(contact) ?? 0,
      journeys: counts.journeys.get(contact) ?? 0,
    }),
    /** `keys`: the journeys' own key of the other contact, and of the one that stays. */
    move(from: number, to: number, keys: { old: string; next: string }, at: Millis): Moved {
      const moved: Moved = { journeys: [], left: [], joined: [], dates: [], lists: lists.all(from, to) };
      for (const list of moved.lists ?? []) inLists.add(list, to, at);
      for (const [table, of] of ids) moved[table] = of.all(from);
      go(from, to, moved, keys);
      for (const name of watches.all()) {
        const { watch } = name;
        const initial = member.get(watch, from);
        if (initial !== undefined) {
          // Who was in a segment under either name has not just come into it.
          moved.left.push({ ...name, initial });
          if (join.run(watch, to, initial).changes > 0) moved.joined.push(name);
          leave.run(watch, from);
        }
        const theirs = date.get(watch, from);
        if (theirs === undefined) continue;
        const own = date.get(watch, to);
        moved.dates.push({ ...name, ...theirs });
        // A date that let the person in under the other name has done so.
        const last = own?.last == null || (theirs.last !== null && theirs.last > own.last) ? theirs.last : own.last;
        putDate.run(watch, to, own?.due_at ?? null, own?.day ?? null, last);
        dropDate.run(watch, from);
      }
      return moved;
    },
    /** Back again, as far as it is still with the one that stayed. */
    moveBack(from: number, to: number, moved: Moved, keys: { old: string; next: string }, at: Millis): void {
      go(from, to, moved, keys);
      for (const list of moved.lists ?? []) inLists.remove(list, from, at);
      const still = ({ watch, what }: WatchName): boolean => isThere.get(watch, what) !== undefined;
      for (const { watch, initial } of moved.left.filter(still)) join.run(watch, to, initial);
      for (const { watch } of moved.joined.filter(still)) leave.run(watch, from);
      for (const { watch, due_at, day, last } of moved.dates.filter(still)) putDate.run(watch, to, due_at, day, last);
    },
  };
}
