/** Blocks for a site: accepted messages of the channel "site" until they are closed, done with or over. */
import type { Millis } from '../sdk/time.ts';
import type { MessageContent } from './mailbox.ts';
import type { Db } from './open.ts';

export interface ReadyBlock {
  id: number;
  account: string;
  content: Pick<MessageContent, 'parts' | 'buttons'>;
}

export interface UnseenBlock {
  id: number;
  account: string;
  vendorId: string;
}

/** The words of the indexes of migration 31. */
const end = `sent_at + 1000 * coalesce(CAST(json_extract(content, '$.parts.seconds') AS INTEGER), 604800)`;
const ready = `channel = 'site' AND sent_at IS NOT NULL AND closed_at IS NULL AND failed_at IS NULL AND content IS NOT NULL`;
const unseen = `channel = 'site' AND sent_at IS NOT NULL AND delivered_at IS NULL AND failed_at IS NULL AND content IS NOT NULL`;

const sql = {
  ready: `SELECT id, account_id AS account, content FROM messages INDEXED BY messages_site_ready
    WHERE contact_id = @contact AND ${ready} AND account_id IN (SELECT value FROM json_each(@accounts)) AND ${end} > @now
    ORDER BY id DESC LIMIT @limit`,
  unseen: `SELECT id, account_id AS account, vendor_id AS vendorId FROM messages INDEXED BY messages_site_unseen
    WHERE ${unseen} AND ${end} <= ? AND account_id IS NOT NULL AND vendor_id IS NOT NULL ORDER BY ${end}, id LIMIT ?`,
} as const;

export type SiteStore = ReturnType<typeof siteStore>;

export function siteStore(db: Db) {
  const readyOf = db.prepare<
    [{ contact: number; accounts: string; now: Millis; limit: number }],
    { id: number; account: string; content: string }
  >(sql.ready);
  const unseenUntil = db.prepare<[Millis, number], UnseenBlock>(sql.unseen);
  const close = db.prepare('UPDATE messages SET closed_at = ? WHERE id = ? AND closed_at IS NULL');
  return {
    /** What lies ready for the contact, the newest first. */
    ready(contact: number, accounts: readonly string[], now: Millis, limit: number): ReadyBlock[] {
      return readyOf.all({ contact, accounts: JSON.stringify(accounts), now, limit }).map(({ content, ...row }) => {
        const { parts = {}, buttons = [] } = JSON.parse(content) as Partial<MessageContent>;
        return { ...row, content: { parts, buttons } };
      });
    },
    /** It is not given out any more. */
    close: (id: number, at: Millis): void => void close.run(at, id),
    /** Those whose time was over by then and that nobody saw, the longest over first. */
    unseen: (until: Millis, limit: number): UnseenBlock[] => unseenUntil.all(until, limit),

    /** The statements, for the test that asks SQLite how it would run them. */
    sql,
  };
}
