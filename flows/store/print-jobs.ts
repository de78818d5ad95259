/** The print queue: accepted messages of the channel "print" until somebody has printed them, and the jobs they went into. */
import { postalChannel } from '../sdk/postal.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

/** Pieces of one kind that wait. */
export interface WaitingPieces {
  flow: string;
  version: number;
  node: string;
  format: string | null;
  count: number;
  /** The number of the first of them. */
  first: number;
}

export interface PrintJob {
  id: number;
  format: string;
  skip: number;
  pieces: number;
  what: readonly PrintedKind[];
  madeAt: Millis;
  printedAt: Millis | null;
  /** Journeys have gone on: it cannot be taken back any more. */
  toldAt: Millis | null;
}

/** What a job holds, by the names of that time. */
export interface PrintedKind {
  flow: string;
  flowName: string;
  nodeName: string;
  count: number;
}

export interface QueuedPiece {
  id: number;
  version: number;
  node: string;
  /** JSON of the rendered parts. */
  content: string;
}

export interface TakenPiece {
  id: number;
  account: string;
  vendorId: string;
}

interface JobRow {
  id: number;
  format: string;
  skip: number;
  pieces: number;
  what: string;
  made_at: Millis;
  printed_at: Millis | null;
  told_at: Millis | null;
}

const jobOf = ({ made_at, printed_at, told_at, what, ...row }: JobRow): PrintJob => ({
  ...row,
  what: JSON.parse(what) as PrintedKind[],
  madeAt: made_at,
  printedAt: printed_at,
  toldAt: told_at,
});

const format = `json_extract(content, '$.parts.format')`;
const inQueue = `channel = '${postalChannel}' AND sent_at IS NOT NULL AND print_job IS NULL AND content IS NOT NULL`;
/** Nothing is printed for a person who was deleted meanwhile. */
const living = 'EXISTS (SELECT 1 FROM contacts c WHERE c.id = m.contact_id AND c.deleted_at IS NULL)';

const sql = {
  waiting: `SELECT flow_id AS flow, version_id AS version, node, ${format} AS format, count(*) AS count, min(id) AS first
    FROM messages WHERE ${inQueue} GROUP BY flow_id, version_id, node, ${format}`,
  take: `UPDATE messages SET print_job = @job WHERE id IN (SELECT m.id FROM messages m
    WHERE ${inQueue} AND flow_id = @flow AND version_id = @version AND node = @node AND ${format} IS @format AND ${living}
    ORDER BY m.id LIMIT @limit)`,
  pieces: `SELECT m.id, m.version_id AS version, m.node, m.content FROM messages m
    WHERE m.print_job = ? AND m.id > ? AND m.content IS NOT NULL AND ${living} ORDER BY m.id LIMIT ?`,
  untold: `SELECT id FROM print_jobs WHERE printed_at IS NOT NULL AND told_at IS NULL AND printed_at <= ? ORDER BY printed_at`,
  taken: `SELECT id, account_id AS account, vendor_id AS vendorId FROM messages
    WHERE print_job = ? AND id > ? AND account_id IS NOT NULL AND vendor_id IS NOT NULL ORDER BY id LIMIT ?`,
} as const;

export type PrintStore = ReturnType<typeof printStore>;

export function printStore(db: Db) {
  const waiting = db.prepare<[], WaitingPieces>(sql.waiting);
  const take = db.prepare(sql.take);
  const addJob = db.prepare(
    'INSERT INTO print_jobs (format, skip, pieces, what, made_at) VALUES (@format, @skip, 0, @what, @at)',
  );
  const count = db.prepare('UPDATE print_jobs SET pieces = ?, what = ? WHERE id = ?');
  const dropJob = db.prepare('DELETE FROM print_jobs WHERE id = ?');
  const jobs = db.prepare<[number], JobRow>('SELECT * FROM print_jobs ORDER BY id DESC LIMIT ?');
  const job = db.prepare<[number], JobRow>('SELECT * FROM print_jobs WHERE id = ?');
  const pieces = db.prepare<[number, number, number], QueuedPiece>(sql.pieces);
  const taken = db.prepare<[number, number, number], TakenPiece>(sql.taken);
  const release = db.prepare('UPDATE messages SET print_job = NULL WHERE print_job = ?');
  const mark = db.prepare('UPDATE print_jobs SET printed_at = ? WHERE id = ? AND printed_at IS NULL');
  const unmark = db.prepare('UPDATE print_jobs SET printed_at = NULL WHERE id = ? AND told_at IS NULL');
  const untold = db.prepare<[Millis], number>(sql.untold).pluck();
  const told = db.prepare('UPDATE print_jobs SET told_at = ? WHERE id = ?');
  const firstUntold = db
    .prepare<[], Millis>(
      'SELECT printed_at FROM print_jobs WHERE printed_at IS NOT NULL AND told_at IS NULL ORDER BY printed_at LIMIT 1',
    )
    .pluck();

  return {
    waiting: (): WaitingPieces[] => waiting.all(),

    /** Takes what waits, the oldest first and no more than `most`, into a new job; null when there was nothing to take. */
    make(
      wanted: {
        format: string;
        skip: number;
        kinds: readonly (Omit<WaitingPieces, 'count' | 'first'> & Omit<PrintedKind, 'count'>)[];
      },
      at: Millis,
      most: number,
    ): PrintJob | null {
      return db
        .transaction(() => {
          const id = Number(addJob.run({ format: wanted.format, skip: wanted.skip, what: '[]', at }).lastInsertRowid);
          let pieces = 0;
          const what: PrintedKind[] = [];
          for (const { flow, version, node, format, flowName, nodeName } of wanted.kinds) {
            const { changes } = take.run({ job: id, flow, version, node, format, limit: most - pieces });
            pieces += changes;
            const same = what.find((one) => one.flow === flow && one.nodeName === nodeName);
            if (same !== undefined) same.count += changes;
            else if (changes > 0) what.push({ flow, flowName, nodeName, count: changes });
          }
          if (pieces === 0) {
            dropJob.run(id);
            return null;
          }
          count.run(pieces, JSON.stringify(what), id);
          return this.job(id);
        })
        .immediate();
    },

    /** The newest first. */
    jobs: (limit: number): PrintJob[] => jobs.all(limit).map(jobOf),
    job(id: number): PrintJob | null {
      const row = job.get(id);
      return row === undefined ? null : jobOf(row);
    },

    /** A window of a job's pieces, in the order in which they were accepted. */
    pieces: (id: number, after: number, limit: number): QueuedPiece[] => pieces.all(id, after, limit),

    /** What it holds waits again. */
    putBack: (id: number): void =>
      db
        .transaction(() => {
          release.run(id);
          dropJob.run(id);
        })
        .immediate(),

    /** False when it was marked before. */
    markPrinted: (id: number, at: Millis): boolean => mark.run(at, id).changes > 0,
    /** False when the engine knows already. */
    unmark: (id: number): boolean => unmark.run(id).changes > 0,

    /** Jobs printed by then of which the engine does not know yet. */
    untold: (until: Millis): number[] => untold.all(until),
    firstUntold: (): Millis | null => firstUntold.get() ?? null,
    taken: (id: number, after: number, limit: number): TakenPiece[] => taken.all(id, after, limit),
    told: (id: number, at: Millis): void => void told.run(at, id),

    /** The statements, for the test that asks SQLite how it would run them. */
    sql,
  };
}
