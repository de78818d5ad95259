/** The outbox of operations: what is to be done at vendors, and what became of it. States only move forward. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export type OperationState = 'queued' | 'running' | 'done' | 'failed' | 'unknown' | 'canceled';

export interface OperationRecord {
  id: number;
  key: string;
  flow_id: string;
  version_id: number;
  journey_id: number;
  contact_id: number;
  node: string;
  account_id: string | null;
  operation: string;
  /** JSON. */
  input: string;
  state: OperationState;
  reason: string | null;
  due_at: Millis | null;
  expires_at: Millis | null;
  attempts: number;
  max_attempts: number | null;
  handed_at: Millis | null;
  /** JSON of what is kept of the answer. */
  result: string | null;
  /** When it became what it is. */
  state_at: Millis;
}

const columns =
  'id, key, flow_id, version_id, journey_id, contact_id, node, account_id, operation, input, state, reason, due_at, expires_at, ' +
  'attempts, max_attempts, handed_at, result, state_at';

export type OperationStore = ReturnType<typeof operationStore>;

export function operationStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO operations (key, flow_id, version_id, journey_id, contact_id, node, account_id, operation, input, state, state_at, due_at, expires_at, max_attempts, queued_at)
     VALUES (@key, @flow_id, @version_id, @journey_id, @contact_id, @node, @account_id, @operation, @input, 'queued', @now, @now, @expires_at, @max_attempts, @now)`,
  );
  const get = db.prepare<[number], OperationRecord>(`SELECT ${columns} FROM operations WHERE id = ?`);
  const byKey = db.prepare<[string], OperationRecord>(`SELECT ${columns} FROM operations WHERE key = ?`);
  const due = db.prepare<[string, number, number], OperationRecord>(
    `SELECT ${columns} FROM operations WHERE account_id = ? AND due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
  );
  const dueAccounts = db.prepare<[], { account_id: string; due_at: number | null }>(
    `SELECT a.id AS account_id, (SELECT o.due_at FROM operations o
       WHERE o.account_id = a.id AND o.due_at IS NOT NULL ORDER BY o.due_at LIMIT 1) AS due_at FROM accounts a`,
  );
  const claim = db.prepare(
    `UPDATE operations SET state = 'running', state_at = @now, due_at = NULL, reason = NULL, attempts = attempts + 1,
       handed_at = @handed_at WHERE id = @id`,
  );
  const handed = db.prepare("UPDATE operations SET handed_at = ? WHERE id = ? AND state = 'running'");
  const postpone = db.prepare(
    "UPDATE operations SET state = 'queued', state_at = @now, due_at = @due, reason = @reason, handed_at = NULL WHERE id = @id",
  );
  const end = db.prepare(
    `UPDATE operations SET state = @state, state_at = @now, due_at = NULL, held_due_at = NULL, reason = @reason, result = @result
     WHERE id = @id`,
  );
  const cancel = db.prepare(
    `UPDATE operations SET state = 'canceled', state_at = ?, due_at = NULL, held_due_at = NULL, reason = ?
     WHERE key = ? AND state = 'queued'`,
  );
  // Sorted by us: asked to sort, SQLite would walk the whole table rather than the index.
  const running = db.prepare<[], OperationRecord>(`SELECT ${columns} FROM operations WHERE state = 'running'`);
  const wasDone = db
    .prepare<[number, string, string], number>(
      `SELECT 1 FROM operations WHERE contact_id = ? AND account_id = ? AND operation = ? AND state IN ('done', 'unknown') LIMIT 1`,
    )
    .pluck();
  const pause = db.prepare(
    "UPDATE operations SET held_due_at = due_at, due_at = NULL WHERE flow_id = ? AND state = 'queued' AND due_at IS NOT NULL",
  );
  const resume = db.prepare(
    "UPDATE operations SET due_at = held_due_at, held_due_at = NULL WHERE flow_id = ? AND state = 'queued' AND held_due_at IS NOT NULL",
  );
  return {
    queue: (o: {
      key: string;
      flow_id: string;
      version_id: number;
      journey_id: number;
      contact_id: number;
      node: string;
      account_id: string | null;
      operation: string;
      input: string;
      expires_at: Millis | null;
      max_attempts: number | null;
      now: Millis;
    }): number => Number(insert.run(o).lastInsertRowid),
    get: (id: number) => get.get(id) ?? null,
    byKey: (key: string) => byKey.get(key) ?? null,
    due: (account: string, now: Millis, limit: number) => due.all(account, now, limit),
    /** Of all accounts, in order of time. */
    dueAny: (until: Millis): OperationRecord[] =>
      dueAccounts
        .all()
        .flatMap((row) => (row.due_at === null ? [] : due.all(row.account_id, until, -1)))
        .sort((a, b) => (a.due_at ?? 0) - (b.due_at ?? 0) || a.id - b.id),
    /** Accounts with queued operations, and when the first of each is due. */
    dueAccounts: () =>
      dueAccounts.all().filter((row): row is { account_id: string; due_at: number } => row.due_at !== null),
    claim: (o: { id: number; now: Millis; handed_at: Millis | null }) => void claim.run(o),
    markHanded: (id: number, now: Millis) => void handed.run(now, id),
    /** Back into the queue, not before `due`, with the reason it waits for. */
    postpone: (o: { id: number; now: Millis; due: Millis; reason: string | null }) => void postpone.run(o),
    end: (o: {
      id: number;
      now: Millis;
      state: 'done' | 'failed' | 'unknown' | 'canceled';
      reason: string | null;
      result: string | null;
    }) => void end.run(o),
    /** True when it was still queued. */
    cancel: (key: string, now: Millis, reason: string): boolean => cancel.run(now, reason, key).changes > 0,
    /** Was it ever done for the contact by the account, or may have been? */
    wasDone: (contact: number, account: string, operation: string): boolean =>
      wasDone.get(contact, account, operation) === 1,
    /** What a crash left in flight. */
    running: () => running.all().sort((a, b) => a.state_at - b.state_at || a.id - b.id),
    pauseFlow: (flow: string) => void pause.run(flow),
    resumeFlow: (flow: string) => void resume.run(flow),
  };
}
