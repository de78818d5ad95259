/** The people behind a number of the report. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface PersonRow {
  contact_id: number;
  arrived_at: Millis;
  due_at: Millis | null;
  /** The outlet left by, the reason of an end, or the message's state. */
  outlet: string | null;
}

export interface PeopleQuery {
  /** Row id of the version. */
  version: number;
  /** Node id; not looked at for `goal`. */
  node: string;
  what: 'here' | 'entered' | 'left' | 'ended' | 'message' | 'goal';
  /** The outlet, the reason, or the message's state (`suppressed:<reason>`). Null for any. */
  by: string | null;
  offset: number;
  limit: number;
}

export type PeopleStore = ReturnType<typeof peopleStore>;

/** As the counters count them: a message that was read was also sent and delivered. */
const messageStates: Readonly<Record<string, string>> = {
  queued: "state IN ('queued', 'sending')",
  sent: 'sent_at IS NOT NULL',
  delivered: 'delivered_at IS NOT NULL',
  read: 'read_at IS NOT NULL',
  clicked: 'clicked_at IS NOT NULL',
  replied: 'replied_at IS NOT NULL',
  failed: 'failed_at IS NOT NULL',
  unknown: "state = 'unknown'",
  canceled: "state = 'canceled'",
  suppressed: "state = 'suppressed' AND reason = coalesce(@by, reason)",
};

const gone = (where: string): string =>
  `SELECT j.contact_id, s.arrived_at, NULL AS due_at, coalesce(s.exit_reason, s.outlet) AS outlet
   FROM steps s JOIN journeys j ON j.id = s.journey_id
   WHERE s.version_id = @version AND s.node = @node ${where}`;

const steps = (where: string): string => `${gone(where)} ORDER BY s.left_at, s.rowid`;

const here = `SELECT contact_id, arrived_at, due_at, NULL AS outlet FROM journeys
  WHERE version_id = @version AND node = @node AND exited_at IS NULL`;

const queries: Readonly<Record<Exclude<PeopleQuery['what'], 'message'>, string>> = {
  here: `${here} ORDER BY arrived_at, id`,
  entered: `SELECT * FROM (SELECT * FROM (${here} ORDER BY arrived_at, id) UNION ALL SELECT * FROM (${steps('')}))`,
  left: steps('AND s.exit_reason IS NULL AND s.outlet IS NOT NULL AND s.outlet = coalesce(@by, s.outlet)'),
  ended: steps('AND s.exit_reason IS NOT NULL AND s.exit_reason = coalesce(@by, s.exit_reason)'),
  goal: `SELECT contact_id, goal_at AS arrived_at, NULL AS due_at, NULL AS outlet FROM journeys
    WHERE flow_id = (SELECT flow_id FROM versions WHERE id = @version) AND version_id = @version AND goal_at IS NOT NULL
    ORDER BY goal_at, id`,
};

const messages = (where: string): string =>
  `SELECT contact_id, state_at AS arrived_at, NULL AS due_at, state AS outlet FROM messages
   WHERE version_id = @version AND node = @node AND ${where} ORDER BY id`;

export function peopleStore(db: Db) {
  /** `suppressed:no-consent` is the state `suppressed` for the reason `no-consent`. */
  const find = ({ what, by, ...at }: Omit<PeopleQuery, 'offset' | 'limit'>) => {
    if (what !== 'message') return { sql: queries[what], values: { ...at, by } };
    const [state = '', reason = null] = (by ?? '').split(/:(.*)/s, 2);
    return { sql: messages(messageStates[state] ?? 'true'), values: { ...at, by: reason } };
  };
  return {
    /** Those still there first; one row a visit, so that they are as many as the number says. */
    list(query: PeopleQuery): PersonRow[] {
      const { offset, limit, ...asked } = query;
      const { sql, values } = find(asked);
      return db.prepare<[object], PersonRow>(`${sql} LIMIT @limit OFFSET @offset`).all({ ...values, limit, offset });
    },
    count(query: Omit<PeopleQuery, 'offset' | 'limit'>): number {
      const { sql, values } = find(query);
      const plain = sql.replace(/ORDER BY[^)]*$/, '');
      return db.prepare<[object], { n: number }>(`SELECT count(*) AS n FROM (${plain})`).get(values)?.n ?? 0;
    },
  };
}
