/** One conversation: what the person wrote and what went to them, in all channels, in windows from the end. */
import type { MessageState } from '../sdk/channels.ts';
import type { Wrote } from '../sdk/node.ts';
import type { Millis } from '../sdk/time.ts';
import type { MessageContent } from './mailbox.ts';
import type { Db } from './open.ts';

export interface TalkEntry {
  /** Of ours the message's id; of theirs the event's. */
  id: number;
  direction: 'in' | 'out';
  at: Millis;
  channel: string;
  account: string | null;
  /** Of theirs `received` or `button`. */
  state: MessageState | 'received' | 'button';
  reason: string | null;
  text: string | null;
  content: MessageContent | null;
  /** By a flow, and which; empty: a person wrote it. */
  flow: string;
  version: number;
  node: string;
  delivered_at: Millis | null;
  read_at: Millis | null;
  /** Of ours: the person answered it in words or by a button. */
  replied_at: Millis | null;
}

interface OutRow extends Omit<TalkEntry, 'direction' | 'content' | 'text'> {
  content: string | null;
}
interface InRow {
  id: number;
  at: Millis;
  channel: string | null;
  account: string | null;
  text: string | null;
  button: string | null;
}

export interface TalkQuery {
  contact: number;
  /** Only what is older. */
  before: Millis;
  limit: number;
}

/** A message that a person wrote to a contact. */
export interface OperatorsMessage {
  key: string;
  contact: number;
  channel: string;
  account: string;
  to: string;
  /** JSON of its parts. */
  content: string;
  /** The event that it answers; null: none. */
  answers: number | null;
  expires: Millis;
  now: Millis;
}

/** When it left, else since when it is as it is. */
const shownAt = 'coalesce(m.sent_at, m.queued_at)';

const sql = {
  // What a flow kept back for a reason of its own is no part of what was said.
  out: `SELECT m.id, ${shownAt} AS at, m.channel, m.account_id AS account, m.state, m.reason, m.content, m.flow_id AS flow,
      m.version_id AS version, m.node, m.delivered_at, m.read_at, m.replied_at
    FROM messages m
    WHERE m.contact_id = @contact AND ${shownAt} < @before
      AND (m.flow_id = '' OR m.sent_at IS NOT NULL OR m.state IN ('queued', 'sending', 'failed', 'unknown'))
    ORDER BY at DESC, m.id DESC LIMIT @limit`,
  in: `SELECT id, at, json_extract(props, '$.channel') AS channel, json_extract(props, '$.account') AS account,
      json_extract(props, '$.text') AS text, json_extract(props, '$.button') AS button
    FROM events WHERE contact_id = @contact AND type = 'message.received' AND at < @before
    ORDER BY at DESC, id DESC LIMIT @limit`,
  channels: `SELECT channel, account, max(at) AS at FROM (
      SELECT json_extract(props, '$.channel') AS channel, json_extract(props, '$.account') AS account, at
      FROM events WHERE contact_id = @contact AND type = 'message.received' ORDER BY at DESC, id DESC LIMIT 500)
    WHERE channel IS NOT NULL GROUP BY channel ORDER BY 3 DESC`,
  lastWrote: `SELECT max(id) FROM events WHERE contact_id = @contact AND type = 'message.received' AND at <= @until`,
  wrote: `SELECT id, json_extract(props, '$.channel') AS channel, json_extract(props, '$.text') AS text
    FROM events WHERE contact_id = @contact AND type = 'message.received' AND id > @after AND at <= @until
      AND json_extract(props, '$.unsubscribe') IS NOT 1`,
  subject: `SELECT json_extract(content, '$.parts.subject') FROM messages
    WHERE contact_id = ? AND channel = 'email' AND sent_at IS NOT NULL ORDER BY queued_at DESC, id DESC LIMIT 1`,
  subjectIn: `SELECT json_extract(props, '$.subject') FROM events
    WHERE contact_id = ? AND type = 'message.received' AND json_extract(props, '$.channel') = 'email'
    ORDER BY at DESC, id DESC LIMIT 1`,
};

export type TalkStore = ReturnType<typeof talkStore>;

export function talkStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, recipient, priority, state, state_at, due_at,
       expires_at, queued_at, content, answers)
     VALUES (@key, '', 0, 0, @contact, '', @channel, 'service', @account, @to, 0, 'queued', @now, @now, @expires, @now, @content, @answers)
     ON CONFLICT (key) DO NOTHING`,
  );
  const out = db.prepare<[TalkQuery], OutRow>(sql.out);
  const received = db.prepare<[TalkQuery], InRow>(sql.in);
  const channels = db.prepare<[{ contact: number }], { channel: string; account: string | null; at: Millis }>(
    sql.channels,
  );
  const lastWrote = db.prepare<[{ contact: number; until: Millis }], number | null>(sql.lastWrote).pluck();
  const wrote = db.prepare<
    [{ contact: number; after: number; until: Millis }],
    { id: number; channel: string | null; text: string | null }
  >(sql.wrote);
  const subject = db.prepare<[number], string | null>(sql.subject).pluck();
  const subjectIn = db.prepare<[number], string | null>(sql.subjectIn).pluck();
  const theirs = ({ text, button, channel, ...row }: InRow): TalkEntry => ({
    ...row,
    direction: 'in',
    channel: channel ?? '',
    state: button === null ? 'received' : 'button',
    reason: null,
    text: text === null || text === '' ? button : text,
    content: null,
    ...{ flow: '', version: 0, node: '', delivered_at: null, read_at: null, replied_at: null },
  });
  return {
    /** What a person wrote: it leaves before what flows send, and answers the event. False when the key is known. */
    queue: (m: OperatorsMessage): boolean => insert.run(m).changes > 0,
    /** The last entries before an instant, oldest first; `more`: there are older ones. */
    window(query: TalkQuery): { entries: TalkEntry[]; more: boolean } {
      const wanted = { ...query, limit: query.limit + 1 };
      const all = [
        ...out.all(wanted).map(({ content, ...row }) => ({
          ...row,
          direction: 'out' as const,
          text: null,
          content: content === null ? null : contentOf(content),
        })),
        ...received.all(wanted).map(theirs),
      ].sort((a, b) => b.at - a.at || (a.direction === b.direction ? b.id - a.id : a.direction === 'out' ? -1 : 1));
      // The next window begins behind an instant: none is cut in two.
      const last = all[query.limit - 1]?.at;
      const entries = all.filter(({ at }, index) => index < query.limit || at === last);
      return { entries: entries.reverse(), more: all.length > entries.length };
    },
    /** Where the person wrote, the latest channel first, with when and by which account that came. */
    channels: (contact: number) => channels.all({ contact }),
    /** The event by which the person wrote last, up to an instant; 0: there is none. */
    lastWrote: (contact: number, until: Millis): number => lastWrote.get({ contact, until }) ?? 0,
    /** What the person wrote in words after the event, up to an instant, oldest first. */
    wrote: (contact: number, after: number, until: Millis): Wrote[] =>
      wrote
        .all({ contact, after, until })
        .sort((a, b) => a.id - b.id)
        .flatMap(({ id, channel, text }) =>
          channel === null || text === null || text.trim() === '' ? [] : [{ id, channel, text }],
        ),
    /** Of the last letter of theirs, else of ours; null without one. */
    subject: (contact: number): string | null => subjectIn.get(contact) || subject.get(contact) || null,
    /** The statements, for the test that asks SQLite how it would run them. */
    sql,
  };
}

function contentOf(text: string): MessageContent {
  const content = JSON.parse(text) as Partial<MessageContent>;
  return { parts: content.parts ?? {}, buttons: content.buttons ?? [], attachments: content.attachments ?? [] };
}
