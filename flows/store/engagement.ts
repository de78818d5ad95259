/** What became of the messages to one contact, by channel. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface ChannelEngagement {
  channel: string;
  /** Of those sent since then. */
  sent: number;
  delivered: number;
  read: number;
  clicked: number;
  replied: number;
  /** Read, clicked or answered, each message once: what the rule field `engagement` counts. */
  answered: number;
  /** Ever. */
  lastSent: Millis;
  lastDelivered: Millis | null;
  lastRead: Millis | null;
  lastClicked: Millis | null;
  lastReplied: Millis | null;
}

const counted = (column: string): string =>
  `count(*) FILTER (WHERE sent_at >= @since AND ${column}_at <= @now) AS ${column}`;

const sql = `SELECT channel, count(*) FILTER (WHERE sent_at >= @since) AS sent,
    ${['delivered', 'read', 'clicked', 'replied'].map(counted).join(', ')},
    count(*) FILTER (WHERE sent_at >= @since AND (read_at <= @now OR clicked_at <= @now OR replied_at <= @now)) AS answered,
    max(sent_at) AS lastSent, max(delivered_at) AS lastDelivered, max(read_at) AS lastRead, max(clicked_at) AS lastClicked,
    max(replied_at) AS lastReplied
  FROM messages INDEXED BY messages_contact WHERE contact_id = @contact AND sent_at <= @now GROUP BY channel`;

export type EngagementStore = ReturnType<typeof engagementStore>;

export function engagementStore(db: Db) {
  const byChannel = db.prepare<[{ contact: number; since: Millis; now: Millis }], ChannelEngagement>(sql);
  return {
    /** Channels by which anything was ever sent to the contact. */
    of: (contact: number, since: Millis, now: Millis): ChannelEngagement[] => byChannel.all({ contact, since, now }),

    /** The statement, for the test that asks SQLite how it would run it. */
    sql,
  };
}
