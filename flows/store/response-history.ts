/** What became of the messages of the past, for whoever foresees the next ones. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface PastMessage {
  id: number;
  channel: string;
  flow: string;
  node: string;
  /** Type of the account that sent it; null when the account is gone. */
  account: string | null;
  sent: Millis;
  delivered: Millis | null;
  read: Millis | null;
  clicked: Millis | null;
  replied: Millis | null;
  failed: Millis | null;
  cost: number | null;
}

export interface PastPress {
  flow: string;
  node: string;
  channel: string;
  button: string;
  presses: number;
}

export type ResponseHistory = ReturnType<typeof responseHistory>;

export function responseHistory(db: Db) {
  const latest = db.prepare<[number], PastMessage>(
    `SELECT m.id, m.channel, m.flow_id AS flow, m.node, a.type AS account, m.sent_at AS sent, m.delivered_at AS delivered,
       m.read_at AS read, m.clicked_at AS clicked, m.replied_at AS replied, m.failed_at AS failed, m.cost
     FROM (SELECT * FROM messages ORDER BY id DESC LIMIT ?) m LEFT JOIN accounts a ON a.id = m.account_id
     WHERE m.sent_at IS NOT NULL AND m.flow_id <> ''`,
  );
  const presses = db.prepare<[number], PastPress>(
    `SELECT props ->> 'flow' AS flow, props ->> 'node' AS node, props ->> 'channel' AS channel, props ->> 'button' AS button,
       count(*) AS presses
     FROM (SELECT props FROM events WHERE type = 'message.received' ORDER BY at DESC LIMIT ?)
     WHERE props ->> 'button' IS NOT NULL AND props ->> 'node' IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
  );
  return {
    /** Of the last `limit` messages those that flows sent, newest first. */
    latest: (limit: number): IterableIterator<PastMessage> => latest.iterate(limit),
    /** Buttons pressed in the last `limit` answers, by message block. */
    presses: (limit: number): PastPress[] => presses.all(limit),
  };
}
