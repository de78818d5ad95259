/** Messages as people look at them: the list of what was sent or why not, and the sandbox's conversations. */
import type Database from 'better-sqlite3';
import type { MessageState } from '../sdk/channels.ts';
import type { FileRef } from '../sdk/files.ts';
import type { MessageButton } from '../sdk/outcome.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface MessageContent {
  parts: Readonly<Record<string, string>>;
  buttons: readonly MessageButton[];
  attachments: readonly FileRef[];
}

export interface ListedMessage {
  id: number;
  /** The contact's key, or its number as text when it has none. */
  contact: string;
  channel: string;
  to: string | null;
  state: MessageState;
  reason: string | null;
  node: string;
  /** When it reached its state. */
  at: Millis;
  content: MessageContent | null;
}

export interface ListQuery {
  flow?: string | undefined;
  state?: string | undefined;
  /** Only messages with a lower id: the next window. */
  before?: number | undefined;
  limit: number;
}

export interface Thread {
  contact: number;
  channel: string;
  at: Millis;
  content: MessageContent | null;
  /** Messages of ours that the recipient has not read. */
  unread: number;
  count: number;
}

export interface ThreadEntry {
  /** Of ours the message's id; of theirs the event's. */
  id: number;
  direction: 'out' | 'in';
  at: Millis;
  state: string;
  content: MessageContent | null;
  text: string | null;
}

export interface ThreadQuery {
  /** Accounts whose messages count. */
  accounts: readonly string[];
  channel?: string | undefined;
  /** Only conversations of these contacts. */
  contacts?: readonly number[] | undefined;
  offset: number;
  limit: number;
}

/** Entries of one conversation that are shown. */
const threadLength = 200;
const list = (name: string) => `(SELECT value FROM json_each(@${name}))`;

const contentOf = (text: string | null): MessageContent | null => {
  if (text === null) return null;
  const content = JSON.parse(text) as Partial<MessageContent>;
  return { parts: content.parts ?? {}, buttons: content.buttons ?? [], attachments: content.attachments ?? [] };
};

export type MailboxStore = ReturnType<typeof mailboxStore>;

export function mailboxStore(db: Db) {
  const statements = new Map<string, Database.Statement<[Record<string, unknown>]>>();
  const prepare = (text: string) => {
    const kept = statements.get(text) ?? db.prepare<[Record<string, unknown>]>(text);
    statements.set(text, kept);
    return kept;
  };

  const listSql = (query: ListQuery): string => `
    SELECT m.id, coalesce(c.key, CAST(m.contact_id AS TEXT)) AS contact, m.channel, m.recipient AS "to", m.state, m.reason,
      m.node, m.state_at AS at, m.content
    FROM messages m LEFT JOIN contacts c ON c.id = m.contact_id
    WHERE m.id < @before ${query.flow === undefined ? '' : 'AND m.flow_id = @flow'}
      ${query.state === undefined ? '' : 'AND m.state = @state'}
    ORDER BY m.id DESC LIMIT @limit`;

  /** A message stands for its conversation when no later one of it was sent. */
  const threadsSql = (query: ThreadQuery): string => `
    SELECT m.contact_id AS contact, m.channel, m.sent_at AS at, m.content,
      (SELECT count(*) FROM messages t WHERE t.account_id IN ${list('accounts')} AND t.contact_id = m.contact_id
         AND t.channel = m.channel AND t.sent_at IS NOT NULL) AS count,
      (SELECT count(*) FROM messages t WHERE t.account_id IN ${list('accounts')} AND t.contact_id = m.contact_id
         AND t.channel = m.channel AND t.sent_at IS NOT NULL AND t.read_at IS NULL
         AND t.clicked_at IS NULL AND t.replied_at IS NULL) AS unread
    FROM messages m
    WHERE ${threadWhere(query, 'm')}
      AND NOT EXISTS (SELECT 1 FROM messages l WHERE l.account_id IN ${list('accounts')}
        AND l.contact_id = m.contact_id AND l.channel = m.channel AND l.sent_at IS NOT NULL AND l.id > m.id)
    ORDER BY m.id DESC LIMIT @limit OFFSET @offset`;
  const totalSql = (query: ThreadQuery): string =>
    `SELECT count(*) AS total FROM (SELECT DISTINCT t.contact_id, t.channel FROM messages t WHERE ${threadWhere(query, 't')})`;
  const threadWhere = (query: ThreadQuery, m: string): string =>
    // A plain walk from the newest message fills a window soonest; only a few contacts are better found by index.
    `${query.contacts === undefined && m === 'm' ? '+' : ''}${m}.account_id IN ${list('accounts')} AND ${m}.sent_at IS NOT NULL
     ${query.channel === undefined ? '' : `AND ${m}.channel = @channel`}
     ${query.contacts === undefined ? '' : `AND ${m}.contact_id IN ${list('contacts')}`}`;

  const received = db.prepare<
    [number, string, number],
    { id: number; at: number; text: string | null; button: string | null }
  >(
    `SELECT id, at, json_extract(props, '$.text') AS text, json_extract(props, '$.button') AS button FROM events
     WHERE contact_id = ? AND type = 'message.received' AND json_extract(props, '$.channel') = ?
     ORDER BY at DESC, id DESC LIMIT ?`,
  );
  const threadSql = `
    SELECT m.id, m.sent_at AS at, m.state, m.content FROM messages m
    WHERE m.account_id IN ${list('accounts')} AND m.contact_id = @contact AND m.channel = @channel AND m.sent_at IS NOT NULL
    ORDER BY m.id DESC LIMIT @limit`;

  const parameters = (query: ThreadQuery): Record<string, unknown> => ({
    accounts: JSON.stringify(query.accounts),
    limit: query.limit,
    offset: query.offset,
    ...(query.channel === undefined ? {} : { channel: query.channel }),
    ...(query.contacts === undefined ? {} : { contacts: JSON.stringify(query.contacts) }),
  });
  const theirs = (contact: number, channel: string, limit: number): ThreadEntry[] =>
    received.all(contact, channel, limit).map((row) => ({
      id: row.id,
      direction: 'in',
      at: row.at,
      state: row.button === null ? 'received' : 'button',
      content: null,
      text: row.text === null || row.text === '' ? row.button : row.text,
    }));

  return {
    /** Newest first. */
    list(query: ListQuery): ListedMessage[] {
      const rows = prepare(listSql(query)).all({
        before: query.before ?? Number.MAX_SAFE_INTEGER,
        limit: query.limit,
        ...(query.flow === undefined ? {} : { flow: query.flow }),
        ...(query.state === undefined ? {} : { state: query.state }),
      }) as (Omit<ListedMessage, 'content'> & { content: string | null })[];
      return rows.map((row) => ({ ...row, content: contentOf(row.content) }));
    },

    /** Conversations, the latest first. */
    threads(query: ThreadQuery): { total: number; rows: Thread[] } {
      const { total } = prepare(totalSql(query)).get(
        Object.fromEntries(Object.entries(parameters(query)).filter(([name]) => name !== 'limit' && name !== 'offset')),
      ) as { total: number };
      if (total === 0) return { total, rows: [] };
      const rows = prepare(threadsSql(query)).all(parameters(query)) as (Omit<Thread, 'content'> & {
        content: string | null;
      })[];
      return { total, rows: rows.map((row) => ({ ...row, content: contentOf(row.content) })) };
    },

    /** The end of one conversation, oldest first. */
    thread(accounts: readonly string[], contact: number, channel: string): ThreadEntry[] {
      const ours = prepare(threadSql).all({
        accounts: JSON.stringify(accounts),
        contact,
        channel,
        limit: threadLength,
      }) as { id: number; at: number; state: string; content: string | null }[];
      const entries: ThreadEntry[] = [
        ...ours.map((row) => ({ ...row, direction: 'out' as const, content: contentOf(row.content), text: null })),
        ...theirs(contact, channel, threadLength),
      ];
      return entries.sort(
        (a, b) => a.at - b.at || (a.direction === b.direction ? a.id - b.id : a.direction === 'out' ? -1 : 1),
      );
    },

    /** What the person wrote last, if that is later than `after`. */
    lastReceived(contact: number, channel: string, after: Millis): ThreadEntry | null {
      const last = theirs(contact, channel, 1)[0];
      return last !== undefined && last.at >= after ? last : null;
    },

    /** Rendered parts and buttons of one message; null when there are none. */
    content(message: number): MessageContent | null {
      const row = prepare('SELECT content FROM messages WHERE id = @message').get({ message }) as
        | { content: string | null }
        | undefined;
      return contentOf(row?.content ?? null);
    },

    /** The statements, for the test that asks SQLite how it would run them. */
    sql: { list: listSql, threads: threadsSql, total: totalSql, thread: threadSql },
  };
}
