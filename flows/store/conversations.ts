/**
 * Conversations by contact: who waits for an answer, who was handed to a person, what is done. The rows are kept by the file itself
 * (migration 37); `rebuild` makes one anew from the log, and a test holds them equal.
 */
import type { ConversationView } from '../sdk/operator.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface Conversation {
  contact_id: number;
  in_event: number;
  in_at: Millis;
  /** Where the person wrote last, and by which account that came. */
  channel: string;
  account_id: string | null;
  out_at: Millis | null;
  /** The last event that nobody has answered; null: nothing waits. */
  asks: number | null;
  state: 'open' | 'done';
  paused_until: Millis | null;
}

export interface ConversationRow extends Conversation {
  /** What the person wrote or pressed last. */
  last: string | null;
  draft: string | null;
}

export interface ConversationQuery {
  view: ConversationView;
  channel?: string | undefined;
  /** Only these contacts. */
  contacts?: readonly number[] | undefined;
  /** Behind this one: the next window. */
  before?: { at: Millis; contact: number } | undefined;
  now: Millis;
  limit: number;
}

export interface Draft {
  channel: string;
  text: string;
}

/** More are shown as "so many and more". */
export const countedConversations = 1000;

const columns = 'c.contact_id, c.in_event, c.in_at, c.channel, c.account_id, c.out_at, c.asks, c.state, c.paused_until';
/** An event that came through an account. */
const came = (e: string): string =>
  `${e}.type = 'message.received' AND substr(${e}.key, 1, length(${e}.source) + 1) = ${e}.source || ':'`;
const prop = (e: string, name: string): string => `json_extract(${e}.props, '$.${name}')`;

const views: Record<ConversationView, string> = {
  waiting: 'c.asks IS NOT NULL',
  operator: 'c.paused_until IS NOT NULL AND c.paused_until > @now',
  open: "c.state = 'open'",
  done: "c.state = 'done'",
};

const listSql = ({ view, channel, contacts }: ConversationQuery): string => `
  SELECT ${columns}, coalesce(nullif(${prop('e', 'text')}, ''), ${prop('e', 'button')}) AS last, d.text AS draft
  FROM conversations c
    LEFT JOIN events e ON e.id = c.in_event
    LEFT JOIN conversation_drafts d ON d.contact_id = c.contact_id
  WHERE ${views[view]} AND (c.in_at, c.contact_id) < (@at, @contact)
    ${channel === undefined ? '' : 'AND c.channel = @channel'}
    ${contacts === undefined ? '' : 'AND c.contact_id IN (SELECT value FROM json_each(@contacts))'}
    AND EXISTS (SELECT 1 FROM contacts p WHERE p.id = c.contact_id AND p.deleted_at IS NULL)
  ORDER BY c.in_at DESC, c.contact_id DESC LIMIT @limit`;

const countSql = `SELECT count(*) FROM (SELECT 1 FROM conversations c
  WHERE c.asks IS NOT NULL AND EXISTS (SELECT 1 FROM contacts p WHERE p.id = c.contact_id AND p.deleted_at IS NULL)
  LIMIT ${countedConversations})`;

export type ConversationStore = ReturnType<typeof conversationStore>;

export function conversationStore(db: Db) {
  const count = db.prepare<[], number>(countSql).pluck();
  const get = db.prepare<[number], Conversation>(`SELECT ${columns} FROM conversations c WHERE c.contact_id = ?`);
  const ids = db.prepare<[], number>('SELECT contact_id FROM conversations ORDER BY contact_id').pluck();
  const drop = db.prepare('DELETE FROM conversations WHERE contact_id = ?');
  const last = db.prepare<[number], { id: number; at: number; channel: string; account: string | null }>(
    `SELECT e.id, e.at, coalesce(${prop('e', 'channel')}, '') AS channel, ${prop('e', 'account')} AS account
     FROM events e WHERE e.contact_id = ? AND ${came('e')} ORDER BY e.id DESC LIMIT 1`,
  );
  const acts = db.prepare<[number], { id: number; type: string }>(
    `SELECT id, type FROM events WHERE contact_id = ? AND type IN ('conversation.done', 'conversation.opened')
     ORDER BY id DESC LIMIT 1`,
  );
  const answered = db
    .prepare<[number], number | null>(
      'SELECT max(answers) FROM messages WHERE contact_id = ? AND answers IS NOT NULL AND sent_at IS NOT NULL',
    )
    .pluck();
  const asks = db
    .prepare<[number, number], number | null>(
      `SELECT max(e.id) FROM events e WHERE e.contact_id = ? AND ${came('e')} AND ${prop('e', 'handled')} = 0 AND e.id > ?`,
    )
    .pluck();
  const out = db.prepare<[number], number | null>('SELECT max(sent_at) FROM messages WHERE contact_id = ?').pluck();
  const until = db.prepare<[number], number>('SELECT until FROM contact_pauses WHERE contact_id = ?').pluck();
  const put = db.prepare(
    `INSERT INTO conversations (contact_id, in_event, in_at, channel, account_id, out_at, asks, state, paused_until)
     VALUES (@contact_id, @in_event, @in_at, @channel, @account_id, @out_at, @asks, @state, @paused_until)`,
  );
  const draft = db.prepare<[number], Draft>('SELECT channel, text FROM conversation_drafts WHERE contact_id = ?');
  const putDraft = db.prepare(
    `INSERT INTO conversation_drafts (contact_id, channel, text, saved_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (contact_id) DO UPDATE SET channel = excluded.channel, text = excluded.text, saved_at = excluded.saved_at`,
  );
  const dropDraft = db.prepare('DELETE FROM conversation_drafts WHERE contact_id = ?');

  /** The row as the log has it; null when the person never wrote. */
  function fromLog(contact: number): Conversation | null {
    const came = last.get(contact);
    if (came === undefined) return null;
    const act = acts.get(contact);
    const settled = Math.max(act?.id ?? 0, answered.get(contact) ?? 0);
    return {
      contact_id: contact,
      in_event: came.id,
      in_at: came.at,
      channel: came.channel,
      account_id: came.account,
      out_at: out.get(contact) ?? null,
      asks: asks.get(contact, settled) ?? null,
      state: act?.type === 'conversation.done' && act.id > came.id ? 'done' : 'open',
      paused_until: until.get(contact) ?? null,
    };
  }

  return {
    /** Newest first. */
    list: (query: ConversationQuery): ConversationRow[] =>
      db.prepare<[Record<string, unknown>], ConversationRow>(listSql(query)).all({
        limit: query.limit,
        at: query.before?.at ?? Number.MAX_SAFE_INTEGER,
        contact: query.before?.contact ?? 0,
        ...(query.view === 'operator' ? { now: query.now } : {}),
        ...(query.channel === undefined ? {} : { channel: query.channel }),
        ...(query.contacts === undefined ? {} : { contacts: JSON.stringify(query.contacts) }),
      }),
    /** Those that wait for an answer, at most `countedConversations`. */
    countWaiting: (): number => count.get() ?? 0,
    get: (contact: number): Conversation | null => get.get(contact) ?? null,
    all: (): number[] => ids.all(),
    fromLog,
    /** After events and messages went over from one contact to another. */
    rebuild(contact: number): void {
      const row = fromLog(contact);
      drop.run(contact);
      if (row !== null) put.run(row);
    },
    draft: (contact: number): Draft | null => draft.get(contact) ?? null,
    /** An empty text is none. */
    saveDraft(contact: number, { channel, text }: Draft, at: Millis): void {
      if (text.trim() === '') dropDraft.run(contact);
      else putDraft.run(contact, channel, text, at);
    },
    /** The statements, for the test that asks SQLite how it would run them. */
    sql: { list: listSql, count: countSql },
  };
}
