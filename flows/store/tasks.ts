/** Tasks for people: open until somebody does them, or until their journey goes on without. */
import type { TaskDraft } from '../sdk/outcome.ts';
import type { TaskState } from '../sdk/tasks.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface Task {
  id: number;
  /** The visit that waits: `<journey>:<node>:<visit>`. */
  key: string;
  flow_id: string;
  /** Null when the flow was deleted. */
  flow_name: string | null;
  journey_id: number;
  contact_id: number;
  node: string;
  kind: string;
  title: string;
  script: string;
  outcomes: readonly { id: string; name: string }[];
  created_at: Millis;
  due_at: Millis | null;
  state: TaskState;
  ended_at: Millis | null;
  outcome: string | null;
  note: string | null;
}

export interface NewTask extends TaskDraft {
  key: string;
  flow: string;
  version: number;
  journey: number;
  contact: number;
  node: string;
  now: Millis;
}

export interface TaskQuery {
  state: 'open' | 'done';
  offset: number;
  limit: number;
}

type Row = Omit<Task, 'outcomes'> & { outcomes: string };

const shape = (row: Row): Task => ({ ...row, outcomes: JSON.parse(row.outcomes) as Task['outcomes'] });

const columns = `t.id, t.key, t.flow_id, f.name AS flow_name, t.journey_id, t.contact_id, t.node, t.kind, t.title, t.script,
  t.outcomes, t.created_at, t.due_at, t.state, t.ended_at, t.outcome, t.note`;

/** More open tasks than this are shown as "so many and more": nobody counts on, and counting costs. */
export const countedTasks = 1000;

export type TaskStore = ReturnType<typeof taskStore>;

export function taskStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO tasks (key, flow_id, version_id, journey_id, contact_id, node, kind, title, script, outcomes, created_at, due_at, sort_at)
     VALUES (@key, @flow, @version, @journey, @contact, @node, @kind, @title, @script, @outcomes, @now, @dueAt, coalesce(@dueAt, @now))`,
  );
  const from = 'FROM tasks t LEFT JOIN flows f ON f.id = t.flow_id';
  const get = db.prepare<[number], Row>(`SELECT ${columns} ${from} WHERE t.id = ?`);
  const listSql = {
    open: `SELECT ${columns} ${from} WHERE t.state = 'open' ORDER BY t.sort_at, t.id LIMIT ? OFFSET ?`,
    done: `SELECT ${columns} ${from} WHERE t.state = 'done' AND t.ended_at IS NOT NULL ORDER BY t.ended_at DESC, t.id DESC LIMIT ? OFFSET ?`,
  };
  const list = {
    open: db.prepare<[number, number], Row>(listSql.open),
    done: db.prepare<[number, number], Row>(listSql.done),
  };
  const ofContact = db.prepare<[number], Row>(
    `SELECT ${columns} ${from} WHERE t.contact_id = ? AND t.state = 'open' ORDER BY t.id DESC LIMIT 50`,
  );
  const countSql = `SELECT count(*) FROM (SELECT 1 FROM tasks WHERE state = 'open' LIMIT ${countedTasks})`;
  const count = db.prepare<[], number>(countSql).pluck();
  const complete = db.prepare(
    "UPDATE tasks SET state = 'done', ended_at = ?, outcome = ?, note = ? WHERE id = ? AND state = 'open'",
  );
  const cancel = db.prepare("UPDATE tasks SET state = 'canceled', ended_at = ? WHERE key = ? AND state = 'open'");
  return {
    create: ({ outcomes, ...task }: NewTask): number =>
      Number(insert.run({ ...task, outcomes: JSON.stringify(outcomes) }).lastInsertRowid),
    get(id: number): Task | null {
      const row = get.get(id);
      return row === undefined ? null : shape(row);
    },
    /** Open ones by when they are due, done ones newest first. */
    list: (query: TaskQuery): Task[] => list[query.state].all(query.limit, query.offset).map(shape),
    /** The contact's open ones, newest first, at most fifty. */
    openOf: (contact: number): Task[] => ofContact.all(contact).map(shape),
    /** Open tasks, at most `countedTasks`. */
    countOpen: (): number => count.get() ?? 0,
    /** True when it was open. */
    complete: (id: number, outcome: string, note: string, now: Millis): boolean =>
      complete.run(now, outcome, note, id).changes > 0,
    /** Takes the open task of a visit back; true when there was one. */
    cancel: (key: string, now: Millis): boolean => cancel.run(now, key).changes > 0,
    /** For the test that asks SQLite how it would run them. */
    sql: { ...listSql, count: countSql },
  };
}
