/** What comes in from CRMs and shops: what is wanted, how far it is, and whose each record is. */
import type { Outcome, RecordKind, WrittenRecord } from '../sdk/sync.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface SyncCounts {
  /** Records taken, also those that changed nothing. */
  read: number;
  created: number;
  updated: number;
  events: number;
  /** Of who was erased or deleted here: they are not made again. */
  skipped: number;
}

export interface Sync extends SyncCounts {
  account: string;
  kind: RecordKind;
  state: 'on' | 'paused';
  since: Millis | null;
  /** JSON; see contacts/sync/mapping.ts. */
  mapping: string;
  cursor: unknown;
  begunAt: Millis | null;
  /** When everything was there for the first time. */
  caughtUpAt: Millis | null;
  lookedAt: Millis | null;
  dueAt: Millis;
  failures: number;
  error: string | null;
  errorClass: string | null;
}

export interface SyncedRecord {
  account: string;
  kind: RecordKind;
  record: string;
  contact: number | null;
  updatedAt: Millis;
  hash: string;
  stage: string | null;
  outcome: Outcome | null;
  /** Field of ours to the value that the record put there. */
  wrote: Readonly<Record<string, unknown>>;
  deleted: boolean;
}

type SyncRow = Omit<Sync, 'cursor'> & { cursor: string | null };
type RecordRow = Omit<SyncedRecord, 'wrote' | 'deleted'> & { wrote: string | null; deleted: number };

export type SyncStore = ReturnType<typeof syncStore>;

export function syncStore(db: Db) {
  const columns = `account_id AS account, kind, state, since, mapping, cursor, begun_at AS begunAt, caught_up_at AS caughtUpAt,
    looked_at AS lookedAt, due_at AS dueAt, failures, error, error_class AS errorClass, read, created, updated, events, skipped`;
  const all = db.prepare<[], SyncRow>(`SELECT ${columns} FROM syncs`);
  const of = db.prepare<[string], SyncRow>(`SELECT ${columns} FROM syncs WHERE account_id = ?`);
  const put = db.prepare(
    `INSERT INTO syncs (account_id, kind, state, since, mapping, due_at) VALUES (@account, @kind, @state, @since, @mapping, @at)
     ON CONFLICT (account_id, kind) DO UPDATE SET state = excluded.state, since = excluded.since, mapping = excluded.mapping,
       due_at = excluded.due_at, failures = 0, error = NULL, error_class = NULL,
       cursor = CASE WHEN @again THEN NULL ELSE cursor END`,
  );
  const drop = db.prepare('DELETE FROM syncs WHERE account_id = ? AND kind = ?');
  const kept = db.prepare(
    `UPDATE syncs SET cursor = @cursor, begun_at = coalesce(begun_at, @at), looked_at = @at, due_at = @due, failures = 0,
       error = NULL, error_class = NULL, caught_up_at = CASE WHEN @more THEN caught_up_at ELSE coalesce(caught_up_at, @at) END,
       read = read + @read, created = created + @created, updated = updated + @updated, events = events + @events,
       skipped = skipped + @skipped
     WHERE account_id = @account AND kind = @kind`,
  );
  const failed = db.prepare(
    `UPDATE syncs SET failures = failures + 1, error = @error, error_class = @errorClass, due_at = @due, looked_at = @at
     WHERE account_id = @account AND kind = @kind`,
  );
  const wait = db.prepare('UPDATE syncs SET due_at = max(due_at, ?) WHERE account_id = ?');
  const recordColumns =
    'account_id AS account, kind, record, contact_id AS contact, updated_at AS updatedAt, hash, stage, outcome, wrote, deleted';
  const record = db.prepare<[string, string, string], RecordRow>(
    `SELECT ${recordColumns} FROM sync_records WHERE account_id = ? AND kind = ? AND record = ?`,
  );
  const save = db.prepare(
    `INSERT INTO sync_records (account_id, kind, record, contact_id, updated_at, hash, stage, outcome, wrote, deleted)
     VALUES (@account, @kind, @record, @contact, @updatedAt, @hash, @stage, @outcome, @wrote, @deleted)
     ON CONFLICT (account_id, kind, record) DO UPDATE SET contact_id = excluded.contact_id, updated_at = excluded.updated_at,
       hash = excluded.hash, stage = excluded.stage, outcome = excluded.outcome, wrote = excluded.wrote, deleted = excluded.deleted`,
  );
  const wrote = db.prepare(
    `INSERT INTO sync_records (account_id, kind, record, contact_id, updated_at, hash, stage, outcome)
     VALUES (@account, @kind, @record, @contact, 0, '', @stage, @outcome)
     ON CONFLICT (account_id, kind, record) DO UPDATE SET contact_id = coalesce(contact_id, excluded.contact_id),
       stage = coalesce(excluded.stage, stage), outcome = coalesce(excluded.outcome, outcome)`,
  );
  const ofContact = db
    .prepare<[number, string, string], string>(
      `SELECT record FROM sync_records WHERE contact_id = ? AND account_id = ? AND kind = ? AND deleted = 0
         AND (kind NOT IN ('deal', 'ticket') OR outcome IS NULL OR outcome = 'open') ORDER BY id DESC LIMIT 20`,
    )
    .pluck();
  const others = db
    .prepare<[number, string, string], 1>(
      `SELECT 1 FROM sync_records
       WHERE contact_id = ? AND account_id = ? AND kind = 'contact' AND record <> ? AND deleted = 0 LIMIT 1`,
    )
    .pluck();
  const changedAt = db
    .prepare<[number, string], number | null>('SELECT max(at) FROM contact_history WHERE contact_id = ? AND field = ?')
    .pluck();
  // The newest first: with a message's worth of them for a contact, those in doubt are among the first.
  const doubtful = db.prepare<[number, string, number], { operation: string; input: string }>(
    `SELECT operation, input FROM (SELECT operation, input, state, account_id, state_at FROM operations
       WHERE contact_id = ? ORDER BY id DESC LIMIT 20)
     WHERE account_id = ? AND state IN ('running', 'unknown') AND state_at > ? AND (operation GLOB 'crm.*' OR operation GLOB 'desk.*')`,
  );

  const shape = (row: SyncRow): Sync => ({
    ...row,
    cursor: row.cursor === null ? null : (JSON.parse(row.cursor) as unknown),
  });
  return {
    /** A row an account and kind: few. */
    list: (): Sync[] => all.all().map(shape),
    of: (account: string): Sync[] => of.all(account).map(shape),
    /** What is wanted. `again`: what was read before is read once more, so that it follows a changed mapping. */
    put: (one: {
      account: string;
      kind: RecordKind;
      state: Sync['state'];
      since: Millis | null;
      mapping: string;
      again: boolean;
      at: Millis;
    }) => void put.run({ ...one, again: one.again ? 1 : 0 }),
    /** Nothing of the kind any more. Whose its records are stays known. */
    drop: (account: string, kind: RecordKind) => void drop.run(account, kind),
    /** Call it in the transaction that applies the page. */
    keep: (
      one: { account: string; kind: RecordKind; cursor: unknown; more: boolean; at: Millis; due: Millis } & SyncCounts,
    ) => void kept.run({ ...one, cursor: JSON.stringify(one.cursor ?? null), more: one.more ? 1 : 0 }),
    failed: (one: { account: string; kind: RecordKind; error: string; errorClass: string; at: Millis; due: Millis }) =>
      void failed.run(one),

    /** Nothing of the account before then. */
    wait: (account: string, until: Millis) => void wait.run(until, account),

    record(account: string, kind: RecordKind, id: string): SyncedRecord | null {
      const row = record.get(account, kind, id);
      if (row === undefined) return null;
      return {
        ...row,
        wrote: row.wrote === null ? {} : (JSON.parse(row.wrote) as Record<string, unknown>),
        deleted: row.deleted === 1,
      };
    },
    save: (one: SyncedRecord) =>
      void save.run({
        ...one,
        wrote: Object.keys(one.wrote).length === 0 ? null : JSON.stringify(one.wrote),
        deleted: one.deleted ? 1 : 0,
      }),
    /** We wrote it, for this contact: when it comes back as a change, that is no news. */
    noteWritten(account: string, contact: number, { kind, id, stage, outcome }: WrittenRecord): void {
      if (kind === 'task' || kind === 'note') return;
      wrote.run({ account, kind, record: id, contact, stage: stage ?? null, outcome: outcome ?? null });
    },
    /** Records of the contact that are still there, the newest first; of deals and tickets only open ones. */
    recordsOf: (contact: number, account: string, kind: RecordKind): string[] => ofContact.all(contact, account, kind),
    /** Is the contact another record of the account already? */
    isAnother: (contact: number, account: string, id: string): boolean =>
      others.get(contact, account, id) !== undefined,
    /** When the field (named as in the history) last changed; null: not since the contact was made. */
    changedAt: (contact: number, field: string): Millis | null => changedAt.get(contact, field) ?? null,
    /** What is being written for the contact right now, or may have been since then. Inputs as JSON. */
    inDoubt: (contact: number, account: string, since: Millis): { operation: string; input: string }[] =>
      doubtful.all(contact, account, since),
  };
}
