/**
 * Clicks on the links of messages: one row for people and one for machines, a link of a message, however often it is opened.
 * Where a link leads stands with the message, among its content, and goes with it.
 */
import type { MachineSign } from '../sdk/link-settings.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

/** A link of a message as it left. */
export interface LinkTarget {
  url: string;
  /** The words that led to it. */
  name: string;
  /** The button that opens it. */
  button?: string;
}

export interface LinkClick {
  link: number;
  machine: boolean;
  sign: MachineSign | null;
  first_at: Millis;
  last_at: Millis;
  times: number;
  due_at: Millis | null;
}

type Row = Omit<LinkClick, 'machine'> & { machine: 0 | 1 };

export type LinkClickStore = ReturnType<typeof linkClickStore>;

export function linkClickStore(db: Db) {
  const target = db
    .prepare<[string, number], string | null>('SELECT json_extract(content, ?) FROM messages WHERE id = ?')
    .pluck();
  const links = db
    .prepare<[number], number | null>("SELECT json_array_length(content, '$.links') FROM messages WHERE id = ?")
    .pluck();
  const again = db.prepare<[Millis, number, number, number]>(
    'UPDATE link_clicks SET times = times + 1, last_at = ? WHERE message_id = ? AND link = ? AND machine = ?',
  );
  const insert = db.prepare(
    `INSERT INTO link_clicks (message_id, link, machine, sign, first_at, last_at, times, due_at)
     VALUES (@message, @link, @machine, @sign, @at, @at, 1, @due)`,
  );
  const of = db.prepare<[number], Row>(
    'SELECT link, machine, sign, first_at, last_at, times, due_at FROM link_clicks WHERE message_id = ? ORDER BY first_at, link',
  );
  const byMachines = db
    .prepare<[number], number>('SELECT 1 FROM link_clicks WHERE message_id = ? AND machine = 1 LIMIT 1')
    .pluck();
  const due = db.prepare<[Millis, number], { message: number; link: number }>(
    'SELECT message_id AS message, link FROM link_clicks WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at LIMIT ?',
  );
  const nextDue = db
    .prepare<[], Millis>('SELECT due_at FROM link_clicks WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1')
    .pluck();
  const setDue = db.prepare<[Millis | null, number, number]>(
    'UPDATE link_clicks SET due_at = ? WHERE message_id = ? AND link = ? AND machine = 0',
  );
  const toMachine = db.prepare(
    `INSERT INTO link_clicks (message_id, link, machine, sign, first_at, last_at, times)
     SELECT message_id, link, 1, @sign, first_at, last_at, times FROM link_clicks
     WHERE message_id = @message AND link = @link AND machine = 0
     ON CONFLICT (message_id, link, machine) DO UPDATE SET times = times + excluded.times,
       first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`,
  );
  const dropPerson = db.prepare('DELETE FROM link_clicks WHERE message_id = @message AND link = @link AND machine = 0');

  return {
    /** Null where the message has no such link, or its content is gone with the person. */
    target(message: number, link: number): LinkTarget | null {
      const found = target.get(`$.links[${link}]`, message);
      return found == null ? null : (JSON.parse(found) as LinkTarget);
    },
    /** How many links of the message are counted. */
    count: (message: number): number => links.get(message) ?? 0,
    /** True when it is the first of its kind. `due`: when it is to be decided; null: it is. */
    add(click: { message: number; link: number; sign: MachineSign | null; at: Millis; due: Millis | null }): boolean {
      const machine = click.sign === null ? 0 : 1;
      if (again.run(click.at, click.message, click.link, machine).changes > 0) return false;
      insert.run({ ...click, machine });
      return true;
    },
    /** Of one message, in the order of their first time. */
    of: (message: number): LinkClick[] => of.all(message).map((row) => ({ ...row, machine: row.machine === 1 })),
    byMachines: (message: number): boolean => byMachines.get(message) !== undefined,
    /** People's clicks that are to be decided. */
    due: (now: Millis, limit: number) => due.all(now, limit),
    nextDue: (): Millis | null => nextDue.get() ?? null,
    /** Looked at again then; null: it is a person's. */
    decide: (message: number, link: number, at: Millis | null) => void setDue.run(at, message, link),
    /** What was taken for a person's was a machine's. */
    toMachine(message: number, link: number, sign: MachineSign): void {
      toMachine.run({ message, link, sign });
      dropPerson.run({ message, link });
    },
  };
}
