/** The outbox: messages, their states and times. States only move forward. */
import type { Statement } from 'better-sqlite3';
import type { MessageState, ReceiptState } from '../sdk/channels.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface MessageRecord {
  id: number;
  key: string;
  flow_id: string;
  version_id: number;
  journey_id: number;
  contact_id: number;
  node: string;
  channel: string;
  topic: string;
  account_id: string | null;
  recipient: string | null;
  state: MessageState;
  reason: string | null;
  due_at: Millis | null;
  expires_at: Millis | null;
  attempts: number;
  handed_at: Millis | null;
  vendor_id: string | null;
  queued_at: Millis;
  sent_at: Millis | null;
  delivered_at: Millis | null;
  read_at: Millis | null;
  clicked_at: Millis | null;
  replied_at: Millis | null;
  failed_at: Millis | null;
}

const columns =
  'id, key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, recipient, state, reason, due_at, ' +
  'expires_at, attempts, handed_at, vendor_id, queued_at, sent_at, delivered_at, read_at, clicked_at, replied_at, failed_at';

export type MessageStore = ReturnType<typeof messageStore>;

export function messageStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, state, state_at, due_at, expires_at, queued_at)
     VALUES (@key, @flow_id, @version_id, @journey_id, @contact_id, @node, @channel, @topic, @account_id, 'queued', @now, @now, @expires_at, @now)`,
  );
  const insertWalk = db.prepare(
    `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, state, state_at, due_at, queued_at)
     SELECT journey || ':' || node || ':' || visit, @flow, @version, journey, contact, node, @channel, @topic, @account, 'queued', @now, @now, @now
     FROM temp.walk WHERE node = @node ORDER BY journey`,
  );
  const get = db.prepare<[number], MessageRecord>(`SELECT ${columns} FROM messages WHERE id = ?`);
  const byKey = db.prepare<[string], MessageRecord>(`SELECT ${columns} FROM messages WHERE key = ?`);
  const byVendorId = db.prepare<[string, string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE account_id = ? AND vendor_id = ? ORDER BY id DESC LIMIT 1`,
  );
  const due = db.prepare<[string, number, number], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE account_id = ? AND due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
  );
  const dueAccounts = db.prepare<[], { account_id: string; due_at: number | null }>(
    `SELECT a.id AS account_id, (SELECT m.due_at FROM messages m
       WHERE m.account_id = a.id AND m.due_at IS NOT NULL ORDER BY m.due_at LIMIT 1) AS due_at FROM accounts a`,
  );
  const claim = db.prepare(
    `UPDATE messages SET state = 'sending', state_at = @now, due_at = NULL, reason = NULL, attempts = attempts + 1,
       handed_at = @handed_at, recipient = @recipient, content = @content WHERE id = @id`,
  );
  const handed = db.prepare("UPDATE messages SET handed_at = ? WHERE id = ? AND state = 'sending'");
  const postpone = db.prepare(
    "UPDATE messages SET state = 'queued', state_at = @now, due_at = @due, reason = @reason, handed_at = NULL WHERE id = @id",
  );
  const suppress = db.prepare(
    "UPDATE messages SET state = 'suppressed', state_at = ?, due_at = NULL, reason = ?, recipient = ? WHERE id = ?",
  );
  const sent = db.prepare(
    `UPDATE messages SET state = @state, state_at = @now, due_at = NULL, reason = NULL, sent_at = @now, vendor_id = @vendor_id, cost = @cost, account_id = coalesce(@account_id, account_id),
       delivered_at = CASE WHEN @state = 'delivered' THEN @now END, recipient = coalesce(@recipient, recipient),
       content = coalesce(@content, content) WHERE id = @id`,
  );
  const failed = db.prepare(
    "UPDATE messages SET state = 'failed', state_at = ?, due_at = NULL, reason = ?, failed_at = ? WHERE id = ?",
  );
  const unknown = db.prepare(
    "UPDATE messages SET state = 'unknown', state_at = ?, due_at = NULL, reason = ? WHERE id = ?",
  );
  const cancel = db.prepare(
    "UPDATE messages SET state = 'canceled', state_at = ?, due_at = NULL, held_due_at = NULL, reason = ? WHERE id = ? AND state = 'queued'",
  );
  const queuedOfJourney = db.prepare<[string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE key = ? AND state = 'queued'`,
  );
  const sending = db.prepare<[], MessageRecord>(`SELECT ${columns} FROM messages WHERE state = 'sending' ORDER BY id`);
  const latest = db.prepare<[string, string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE key >= ? AND key < ? ORDER BY id DESC LIMIT 1`,
  );
  const latestSentTo = db.prepare<[number, string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE contact_id = ? AND channel = ? AND sent_at IS NOT NULL ORDER BY queued_at DESC, id DESC LIMIT 1`,
  );
  const pause = db.prepare(
    `UPDATE messages SET held_due_at = due_at, due_at = NULL WHERE flow_id = ? AND state = 'queued' AND due_at IS NOT NULL`,
  );
  const resume = db.prepare(
    `UPDATE messages SET due_at = held_due_at, held_due_at = NULL WHERE flow_id = ? AND state = 'queued' AND held_due_at IS NOT NULL`,
  );
  const holdOne = db.prepare('UPDATE messages SET held_due_at = due_at, due_at = NULL WHERE id = ?');
  const answered = db.prepare(
    'UPDATE messages SET vendor_id = coalesce(vendor_id, @vendor_id), cost = coalesce(cost, @cost) WHERE id = @id',
  );
  const confirmSent = db.prepare('UPDATE messages SET sent_at = ? WHERE id = ? AND sent_at IS NULL');
  const receipts: Record<
    ReceiptState,
    { only: Statement<[number, number]>; forward: Statement<[number, string | null, number]> }
  > = {
    delivered: receipt('delivered', "'sent', 'unknown', 'sending', 'queued'"),
    read: receipt('read', "'sent', 'unknown', 'sending', 'queued', 'delivered'"),
    clicked: receipt('clicked', "'sent', 'unknown', 'sending', 'queued', 'delivered', 'read'"),
    replied: receipt('replied', "'sent', 'unknown', 'sending', 'queued', 'delivered', 'read', 'clicked'"),
    failed: receipt('failed', "'sent', 'unknown', 'sending', 'queued'"),
  };
  function receipt(state: ReceiptState, from: string) {
    return {
      only: db.prepare<[number, number]>(`UPDATE messages SET ${state}_at = ? WHERE id = ? AND ${state}_at IS NULL`),
      forward: db.prepare<[number, string | null, number]>(
        `UPDATE messages SET state = '${state}', state_at = ?, reason = ?, due_at = NULL, held_due_at = NULL WHERE id = ? AND state IN (${from})`,
      ),
    };
  }

  return {
    queue: (m: {
      key: string;
      flow_id: string;
      version_id: number;
      journey_id: number;
      contact_id: number;
      node: string;
      channel: string;
      topic: string;
      account_id: string | null;
      expires_at: Millis | null;
      now: Millis;
    }): number => Number(insert.run(m).lastInsertRowid),
    /** The first message of everybody on the walk who stands at the node (walk.ts); returns how many. None may expire. */
    queueWalk: (m: {
      flow: string;
      version: number;
      node: string;
      draft: Pick<MessageDraft, 'channel' | 'topic'>;
      account: string | null;
      now: Millis;
    }): number => {
      const { draft, ...rest } = m;
      return insertWalk.run({ ...rest, channel: draft.channel, topic: draft.topic }).changes;
    },
    get: (id: number) => get.get(id) ?? null,
    byKey: (key: string) => byKey.get(key) ?? null,
    byVendorId: (account: string, vendorId: string) => byVendorId.get(account, vendorId) ?? null,
    due: (account: string, now: Millis, limit: number) => due.all(account, now, limit),
    /** Accounts with queued messages, and when the first of each is due. */
    dueAccounts: () =>
      dueAccounts.all().filter((row): row is { account_id: string; due_at: number } => row.due_at !== null),
    /** Of all accounts, in order of time. */
    dueAny(until: Millis, limit: number): MessageRecord[] {
      const found = dueAccounts
        .all()
        .flatMap((row) => (row.due_at === null ? [] : due.all(row.account_id, until, limit)));
      return found.sort((a, b) => (a.due_at ?? 0) - (b.due_at ?? 0) || a.id - b.id).slice(0, limit);
    },
    claim: (m: { id: number; now: Millis; handed_at: Millis | null; recipient: string; content: string }) =>
      void claim.run(m),
    markHanded: (id: number, now: Millis) => void handed.run(now, id),
    /** Back into the queue, not before `due`, with the reason it waits for. */
    postpone: (m: { id: number; now: Millis; due: Millis; reason: string | null }) => void postpone.run(m),
    suppress: (id: number, now: Millis, reason: string, recipient: string | null) =>
      void suppress.run(now, reason, recipient, id),
    sent: (m: {
      id: number;
      now: Millis;
      state: 'sent' | 'delivered';
      vendor_id: string | null;
      cost: number | null;
      recipient: string | null;
      content: string | null;
      account_id: string | null;
    }) => void sent.run(m),
    failed: (id: number, now: Millis, reason: string) => void failed.run(now, reason, now, id),
    unknown: (id: number, now: Millis, reason: string) => void unknown.run(now, reason, id),
    /** True when it was still queued. */
    cancel: (id: number, now: Millis, reason: string): boolean => cancel.run(now, reason, id).changes > 0,
    queuedByKey: (key: string) => queuedOfJourney.get(key) ?? null,
    /** What a crash left in flight. */
    sending: () => sending.all(),
    /** The last message of a journey's node, over all visits. */
    latestOfNode: (journey: number, node: string) => latest.get(`${journey}:${node}:`, `${journey}:${node};`) ?? null,
    latestSentTo: (contact: number, channel: string) => latestSentTo.get(contact, channel) ?? null,
    pauseFlow: (flow: string) => void pause.run(flow),
    resumeFlow: (flow: string) => void resume.run(flow),
    hold: (id: number) => void holdOne.run(id),
    /** The vendor's answer to a call of which a receipt has told already: the state stays. */
    answered: (m: { id: number; vendor_id: string | null; cost: number | null }) => void answered.run(m),
    /** A receipt proved that a message of unknown fate did leave. */
    confirmSent: (id: number, at: Millis) => void confirmSent.run(at, id),
    /**
     * A receipt: notes the time once and moves the state forward, never back. True when it was news.
     */
    receipt(id: number, state: ReceiptState, at: Millis, reason: string | null): boolean {
      const news = receipts[state].only.run(at, id).changes > 0;
      if (news) receipts[state].forward.run(at, reason, id);
      return news;
    },
  };
}
