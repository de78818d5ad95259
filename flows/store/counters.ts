/**
 * The funnel, kept in the transaction that moves a journey: counts gather in memory and are written once a transaction.
 * `rebuild` makes the same numbers from the journal and the messages; a test holds them equal.
 */
import type { Db } from './open.ts';

export interface CounterRow {
  node: string;
  what: string;
  n: number;
}

export type CounterStore = ReturnType<typeof counterStore>;

export function counterStore(db: Db) {
  const add = db.prepare(
    `INSERT INTO counters (version_id, node, what, n) VALUES (?, ?, ?, ?)
     ON CONFLICT (version_id, node, what) DO UPDATE SET n = n + excluded.n`,
  );
  const read = db.prepare<[number], CounterRow>(
    'SELECT node, what, n FROM counters WHERE version_id = ? ORDER BY node, what',
  );
  const one = db.prepare<[number, string, string], { n: number }>(
    'SELECT n FROM counters WHERE version_id = ? AND node = ? AND what = ?',
  );
  const whole = db.prepare<[number, string], { n: number }>(
    'SELECT coalesce(sum(n), 0) AS n FROM counters WHERE version_id = ? AND what = ?',
  );
  const gathered = new Map<string, { version: number; node: string; what: string; n: number }>();
  return {
    /** What no flow sent (version 0) is in no figure. */
    count(version: number, node: string, what: string, n = 1): void {
      if (version === 0) return;
      const key = `${version} ${node} ${what}`;
      const entry = gathered.get(key);
      if (entry === undefined) gathered.set(key, { version, node, what, n });
      else entry.n += n;
    },
    /** Call as the last thing of a transaction. Returns the versions touched. */
    flush(): Set<number> {
      const versions = new Set<number>();
      for (const { version, node, what, n } of gathered.values()) {
        versions.add(version);
        if (n !== 0) add.run(version, node, what, n);
      }
      gathered.clear();
      return versions;
    },
    /** The transaction was rolled back: forget what it counted. */
    discard: () => gathered.clear(),
    of: (version: number) => read.all(version).filter((row) => row.n !== 0),
    value: (version: number, node: string, what: string): number => one.get(version, node, what)?.n ?? 0,
    /** How many stand at each node: who entered it, less who left or ended there. */
    waiting(version: number): Map<string, number> {
      const found = new Map<string, number>();
      for (const { node, what, n } of read.all(version)) {
        const sign = what === 'entered' ? 1 : /^(?:left|exit):/.test(what) ? -1 : 0;
        if (node !== '' && sign !== 0) found.set(node, (found.get(node) ?? 0) + sign * n);
      }
      return found;
    },
    /** Over all nodes. */
    sum: (version: number, what: string): number => whole.get(version, what)?.n ?? 0,
    /** The same rows (without `refused:`), from the log alone; `splits` are nodes with arms. Reads every step of the version. */
    rebuild(version: number, splits: readonly string[]): CounterRow[] {
      const rows = db
        .prepare<[{ version: number }], CounterRow>(
          `SELECT node, what, sum(n) AS n FROM (
             SELECT node, 'entered' AS what, count(*) AS n FROM steps WHERE version_id = @version GROUP BY node
             UNION ALL SELECT node, 'entered', count(*) FROM journeys
               WHERE version_id = @version AND exited_at IS NULL GROUP BY node
             UNION ALL SELECT node, 'left:' || outlet, count(*) FROM steps
               WHERE version_id = @version AND outlet IS NOT NULL AND exit_reason IS NULL GROUP BY node, outlet
             UNION ALL SELECT node, 'exit:' || exit_reason, count(*) FROM steps
               WHERE version_id = @version AND exit_reason IS NOT NULL GROUP BY node, exit_reason
             UNION ALL SELECT '', 'entered', count(*) FROM journeys WHERE version_id = @version
             UNION ALL SELECT '', 'goal', count(*) FROM journeys WHERE version_id = @version AND goal_at IS NOT NULL
             UNION ALL SELECT '', 'goal-value', sum(goal_value) FROM journeys WHERE version_id = @version AND goal_value IS NOT NULL
             UNION ALL SELECT node, 'message:queued', count(*) FROM messages
               WHERE version_id = @version AND state IN ('queued', 'sending') GROUP BY node
             UNION ALL SELECT node, 'message:sent', count(*) FROM messages WHERE version_id = @version AND sent_at IS NOT NULL GROUP BY node
             UNION ALL SELECT node, 'message:delivered', count(*) FROM messages WHERE version_id = @version AND delivered_at IS NOT NULL GROUP BY node
             UNION ALL SELECT node, 'message:read', count(*) FROM messages WHERE version_id = @version AND read_at IS NOT NULL GROUP BY node
             UNION ALL SELECT node, 'message:clicked', count(*) FROM messages WHERE version_id = @version AND clicked_at IS NOT NULL GROUP BY node
             UNION ALL SELECT m.node, 'message:machine', count(DISTINCT m.id) FROM messages m JOIN link_clicks c ON c.message_id = m.id
               WHERE m.version_id = @version AND c.machine = 1 GROUP BY m.node
             UNION ALL SELECT node, 'message:replied', count(*) FROM messages WHERE version_id = @version AND replied_at IS NOT NULL GROUP BY node
             UNION ALL SELECT node, 'message:failed', count(*) FROM messages WHERE version_id = @version AND failed_at IS NOT NULL GROUP BY node
             UNION ALL SELECT node, 'message:unknown', count(*) FROM messages WHERE version_id = @version AND state = 'unknown' GROUP BY node
             UNION ALL SELECT node, 'message:canceled', count(*) FROM messages WHERE version_id = @version AND state = 'canceled' GROUP BY node
             UNION ALL SELECT node, 'suppressed:' || reason, count(*) FROM messages
               WHERE version_id = @version AND state = 'suppressed' GROUP BY node, reason
             UNION ALL SELECT node, 'cost', sum(cost) FROM messages WHERE version_id = @version AND cost IS NOT NULL GROUP BY node
           ) WHERE n <> 0 GROUP BY node, what ORDER BY node, what`,
        )
        .all({ version });
      const goals = db.prepare<[number, string], CounterRow>(
        `SELECT s.node, 'goal:' || s.outlet AS what, count(*) AS n FROM steps s JOIN journeys j ON j.id = s.journey_id
         WHERE s.version_id = ? AND s.node = ? AND s.outlet IS NOT NULL AND s.left_at <= j.goal_at GROUP BY s.outlet`,
      );
      const ended = db.prepare<[number, string], CounterRow>(
        `SELECT node, 'ended:' || outlet AS what, count(*) AS n FROM steps
         WHERE version_id = ? AND node = ? AND outlet IS NOT NULL AND exit_reason IS NOT NULL GROUP BY outlet`,
      );
      return [...rows, ...splits.flatMap((node) => [...goals.all(version, node), ...ended.all(version, node)])];
    },
  };
}
