/**
 * What became of a block's messages lately, looked at by their latest numbers: a sample that is bounded however many there
 * are.
 */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

/** Messages of each state that are looked at. */
const sample = 100;
/** Of those in the queue: whoever was tried is among the first. */
const oldest = 500;

export type TroubleStore = ReturnType<typeof troubleStore>;

export function troubleStore(db: Db) {
  const lately = db.prepare<[object], { n: number }>(
    `SELECT count(*) AS n FROM (SELECT coalesce(sent_at, state_at) AS at FROM messages
       WHERE version_id = @version AND node = @node AND state = @state ORDER BY id DESC LIMIT ${sample}) WHERE at >= @since`,
  );
  const failures = db.prepare<[object], { reason: string | null; account: string | null; n: number; last: number }>(
    `SELECT reason, account, count(*) AS n, max(id) AS last FROM (SELECT id, reason, account_id AS account, state_at FROM messages
       WHERE version_id = @version AND node = @node AND state = 'failed' ORDER BY id DESC LIMIT ${sample})
     WHERE state_at >= @since GROUP BY reason, account`,
  );
  const unknown = db.prepare<[object], { n: number; account: string | null }>(
    `SELECT count(*) AS n, max(account_id) AS account FROM messages
     WHERE version_id = @version AND node = @node AND state = 'unknown'`,
  );
  const retries = db.prepare<
    [object],
    { n: number; next: Millis | null; reason: string | null; account: string | null }
  >(
    `SELECT count(*) AS n, min(due_at) AS next, max(reason) AS reason, max(account_id) AS account FROM (
       SELECT attempts, due_at, reason, account_id FROM messages
       WHERE version_id = @version AND node = @node AND state = 'queued' ORDER BY id LIMIT ${oldest}) WHERE attempts > 0 AND reason IN ('temporary', 'unreachable', 'account-paused')`,
  );
  return {
    /** Of the latest messages of a block those since a moment: how many got through, and how many failed and why. */
    lately(version: number, node: string, since: Millis) {
      const failed = failures.all({ version, node, since }).sort((a, b) => b.n - a.n || b.last - a.last);
      let gone = 0;
      for (const state of ['sent', 'delivered', 'read', 'clicked', 'replied'])
        gone += lately.get({ version, node, state, since })?.n ?? 0;
      return { gone, failed };
    },
    /** Handed over, and nobody knows whether they left. */
    unknown: (version: number, node: string) => unknown.get({ version, node }) ?? { n: 0, account: null },
    /** Tried and put back, to be tried again. */
    retries: (version: number, node: string) =>
      retries.get({ version, node }) ?? { n: 0, next: null, reason: null, account: null },
  };
}
