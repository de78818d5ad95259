/** Is the file sound, and does anything in it need a person? */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface Stuck {
  code:
    | 'unknown-messages'
    | 'sending-messages'
    | 'paused-accounts'
    | 'late-journeys'
    | 'late-messages'
    | 'waiting-events';
  count: number;
}

export interface Health {
  /** Empty when the file is sound; else SQLite's words. */
  damage: string[];
  stuck: Stuck[];
}

/** Later than this is not just waiting for its turn. */
const late: Millis = 10 * 60_000;

export type HealthStore = ReturnType<typeof healthStore>;

export function healthStore(db: Db) {
  const count = (sql: string) => db.prepare<[{ now: Millis }], number>(sql).pluck();
  const counts: readonly (readonly [Stuck['code'], ReturnType<typeof count>])[] = [
    // `@now >= 0` only names the parameter that all of these are given.
    ['unknown-messages', count("SELECT count(*) FROM messages WHERE state = 'unknown' AND @now >= 0")],
    ['sending-messages', count("SELECT count(*) FROM messages WHERE state = 'sending' AND @now >= 0")],
    ['paused-accounts', count('SELECT count(*) FROM accounts WHERE paused_until > @now OR sign_in_needed IS NOT NULL')],
    ['late-journeys', count('SELECT count(*) FROM journeys WHERE due_at IS NOT NULL AND due_at < @now')],
    ['late-messages', count('SELECT count(*) FROM messages WHERE due_at IS NOT NULL AND due_at < @now')],
    // Events from before any flow started concern nobody.
    [
      'waiting-events',
      count(
        "SELECT count(*) FROM events WHERE pending = 1 AND at < @now AND at >= (SELECT min(started_at) FROM flows WHERE status = 'running')",
      ),
    ],
  ];
  /** SQLite's words, or why it could not even look. */
  const findDamage = (): string[] => {
    try {
      const integrity = db.pragma('integrity_check') as { integrity_check: string }[];
      const keys = db.pragma('foreign_key_check') as { table: string; rowid: number | null; parent: string }[];
      return [
        ...integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
        ...keys.map((row) => `row ${row.rowid} of ${row.table} points to a missing row of ${row.parent}`),
      ];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  };

  return {
    /** Reads the whole file. Nothing is counted in a damaged one: the answers would be wrong. */
    check(now: Millis): Health {
      const damage = findDamage();
      if (damage.length > 0) return { damage, stuck: [] };
      const stuck = counts.map(([code, statement]) => {
        const since = code.startsWith('late') || code === 'waiting-events' ? now - late : now;
        return { code, count: statement.get({ now: since }) ?? 0 };
      });
      return { damage, stuck: stuck.filter((found) => found.count > 0) };
    },
  };
}
