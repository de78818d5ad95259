/** The outbox: messages, their states and times. States only move forward. */
import type { Statement } from 'better-sqlite3';
import type { MessageState, ReceiptState } from '../sdk/channels.ts';
import type { OpenMessage } from '../sdk/connector.ts';
import { noFlow } from '../sdk/operator.ts';
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
  /** From when on the vendor may have acted: of one in the queue, at an earlier try that may have arrived. */
  handed_at: Millis | null;
  vendor_id: string | null;
  queued_at: Millis;
  sent_at: Millis | null;
  delivered_at: Millis | null;
  read_at: Millis | null;
  clicked_at: Millis | null;
  replied_at: Millis | null;
  failed_at: Millis | null;
  /** See priorityRank: lower leaves first. */
  priority: number;
  /** Expected price while nobody knows whether it left. */
  reserved: number | null;
}

/** The messages of one flow that wait for an account, of one priority. */
export interface Queue {
  account_id: string;
  priority: number;
  flow_id: string;
  /** When the first of them is due. */
  due_at: Millis;
}

export interface NewMessage {
  key: string;
  flow_id: string;
  version_id: number;
  journey_id: number;
  contact_id: number;
  node: string;
  channel: string;
  topic: string;
  account_id: string | null;
  priority: number;
  expires_at: Millis | null;
  now: Millis;
  /** Not before this. */
  due: Millis;
  reason: string | null;
}

const columns =
  'id, key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, recipient, state, reason, due_at, ' +
  'expires_at, attempts, handed_at, vendor_id, queued_at, sent_at, delivered_at, read_at, clicked_at, replied_at, failed_at, priority, reserved';

export type MessageStore = ReturnType<typeof messageStore>;

export function messageStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, priority, state, reason, state_at, due_at, expires_at, queued_at)
     VALUES (@key, @flow_id, @version_id, @journey_id, @contact_id, @node, @channel, @topic, @account_id, @priority, 'queued', @reason, @now, @due, @expires_at, @now)`,
  );
  const insertWalk = db.prepare(
    `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, priority, state, reason, state_at, due_at, queued_at)
     SELECT journey || ':' || node || ':' || visit, @flow, @version, journey, contact, node, @channel, @topic, @account, @priority, 'queued', @reason, @now, @due, @now
     FROM temp.walk WHERE node = @node ORDER BY journey`,
  );
  const get = db.prepare<[number], MessageRecord>(`SELECT ${columns} FROM messages WHERE id = ?`);
  const byKey = db.prepare<[string], MessageRecord>(`SELECT ${columns} FROM messages WHERE key = ?`);
  const byVendorId = db.prepare<[string, string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE account_id = ? AND vendor_id = ? ORDER BY id DESC LIMIT 1`,
  );
  const openOf = db.prepare<[string, number, number, number], OpenMessage>(
    `SELECT id, vendor_id AS vendorId, recipient AS "to", channel, sent_at AS sentAt FROM messages
     WHERE account_id = ? AND state = 'sent' AND vendor_id IS NOT NULL AND (sent_at, id) > (?, ?) ORDER BY sent_at, id LIMIT ?`,
  );
  const due = db.prepare<[string, number, string, number, number], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE account_id = ? AND priority = ? AND flow_id = ? AND due_at IS NOT NULL AND due_at <= ?
     ORDER BY due_at, id LIMIT ?`,
  );
  // One look-up a queue, however many wait in it: a comparison of rows would walk through all that are equal.
  const queueWhere = <Args extends unknown[]>(where: string) =>
    db.prepare<Args, Queue>(
      `SELECT account_id, priority, flow_id, due_at FROM messages WHERE due_at IS NOT NULL AND ${where}
       ORDER BY account_id, priority, flow_id, due_at LIMIT 1`,
    );
  const nextFlow = queueWhere<[string, number, string]>('account_id = ? AND priority = ? AND flow_id > ?');
  const nextPriority = queueWhere<[string, number]>('account_id = ? AND priority > ?');
  const nextAccount = queueWhere<[string]>('account_id > ?');
  const queueAfter = ({ account_id, priority, flow_id }: Queue): Queue | undefined =>
    nextFlow.get(account_id, priority, flow_id) ??
    nextPriority.get(account_id, priority) ??
    nextAccount.get(account_id);
  const expiring = db.prepare<[string, number, number, number], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE account_id = ? AND due_at IS NOT NULL AND expires_at IS NOT NULL AND expires_at < ? AND due_at <= ?
     ORDER BY expires_at LIMIT ?`,
  );
  const cappedBefore = db
    .prepare<[number, number], number>(
      'SELECT capped_at FROM messages WHERE contact_id = ? AND capped_at IS NOT NULL ORDER BY capped_at DESC LIMIT 1 OFFSET ?',
    )
    .pluck();
  const cappedIn = db
    .prepare<[number, string, number], number>(
      'SELECT capped_at FROM messages WHERE contact_id = ? AND capped_at IS NOT NULL AND channel = ? ORDER BY capped_at DESC LIMIT 1 OFFSET ?',
    )
    .pluck();
  const claim = db.prepare(
    `UPDATE messages SET state = 'sending', state_at = @now, due_at = NULL, reason = NULL, attempts = attempts + 1,
       handed_at = coalesce(handed_at, @handed_at), recipient = @recipient, content = @content, capped_at = @capped_at, reserved = @reserved WHERE id = @id`,
  );
  const handed = db.prepare("UPDATE messages SET handed_at = ? WHERE id = ? AND state = 'sending'");
  const postpone = db.prepare(
    `UPDATE messages SET state = 'queued', state_at = @now, due_at = @due, reason = @reason, capped_at = NULL, reserved = NULL,
       handed_at = iif(state = 'queued', handed_at, @handed_at) WHERE id = @id`,
  );
  const suppress = db.prepare(
    "UPDATE messages SET state = 'suppressed', state_at = ?, due_at = NULL, reason = ?, recipient = ? WHERE id = ?",
  );
  const sentNow = db.prepare(
    `UPDATE messages SET state = @state, state_at = @now, due_at = NULL, reason = NULL, sent_at = @now, vendor_id = @vendor_id, cost = @cost,
       delivered_at = @delivered_at, reserved = NULL WHERE id = @id AND state = 'sending'`,
  );
  const deliveredNow = db.prepare(
    `UPDATE messages SET state = @state, state_at = @now, due_at = NULL, reason = NULL, sent_at = @now, vendor_id = @vendor_id, cost = @cost,
       account_id = coalesce(@account_id, account_id), delivered_at = iif(@state = 'delivered', @now, NULL), recipient = @recipient, content = @content,
       capped_at = @capped_at WHERE id = @id`,
  );
  const failed = db.prepare(
    "UPDATE messages SET state = 'failed', state_at = ?, due_at = NULL, reason = ?, failed_at = ?, capped_at = NULL, reserved = NULL WHERE id = ?",
  );
  const unknown = db.prepare(
    "UPDATE messages SET state = 'unknown', state_at = ?, due_at = NULL, held_due_at = NULL, reason = ? WHERE id = ?",
  );
  const cancel = db.prepare(
    "UPDATE messages SET state = 'canceled', state_at = ?, due_at = NULL, held_due_at = NULL, reason = ? WHERE id = ? AND state = 'queued'",
  );
  const queuedOfJourney = db.prepare<[string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE key = ? AND state = 'queued'`,
  );
  const sending = db.prepare<[], MessageRecord & { state_at: Millis }>(
    `SELECT ${columns}, state_at FROM messages WHERE state = 'sending' ORDER BY state_at, id`,
  );
  const latest = db.prepare<[string, string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE key >= ? AND key < ? ORDER BY id DESC LIMIT 1`,
  );
  const latestSent = db.prepare<[string, string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE key >= ? AND key < ? AND sent_at IS NOT NULL ORDER BY id DESC LIMIT 1`,
  );
  const releasePaused = db.prepare(
    `UPDATE messages SET due_at = @now WHERE contact_id = @contact AND state = 'queued' AND reason = 'automation-paused' AND due_at > @now`,
  );
  const ofVisit = db.prepare<{ key: string }, MessageRecord>(
    `SELECT ${columns} FROM messages WHERE key = @key
     UNION ALL SELECT ${columns} FROM messages WHERE key >= @key || ':' AND key < @key || ';' ORDER BY id`,
  );
  const latestSentTo = db.prepare<[number, string], MessageRecord>(
    `SELECT ${columns} FROM messages WHERE contact_id = ? AND channel = ? AND sent_at IS NOT NULL ORDER BY queued_at DESC, id DESC LIMIT 1`,
  );
  const accountsQueued = db.prepare<[], string | null>('SELECT id FROM accounts UNION ALL SELECT NULL').pluck();
  const pause = db.prepare(
    `UPDATE messages SET held_due_at = due_at, due_at = NULL
     WHERE account_id IS ? AND priority = ? AND flow_id = ? AND due_at IS NOT NULL`,
  );
  const resume = db.prepare(
    `UPDATE messages SET due_at = held_due_at, held_due_at = NULL WHERE flow_id = ? AND state = 'queued' AND held_due_at IS NOT NULL`,
  );
  const release = db.prepare(
    `UPDATE messages SET due_at = ?, reason = NULL
     WHERE account_id = ? AND priority = ? AND flow_id = ? AND due_at > ? AND reason = 'held'`,
  );
  const holdOne = db.prepare('UPDATE messages SET held_due_at = due_at, due_at = NULL WHERE id = ?');
  const answered = db.prepare(
    'UPDATE messages SET vendor_id = coalesce(vendor_id, @vendor_id), cost = coalesce(cost, @cost), reserved = NULL WHERE id = @id',
  );
  const setCost = db.prepare('UPDATE messages SET cost = ?, reserved = NULL WHERE id = ?');
  const costsOf = db.prepare<[string], { spent: number; reserved: number }>(
    'SELECT spent, reserved FROM flow_costs WHERE flow_id = ?',
  );
  const addCosts = db.prepare(
    `INSERT INTO flow_costs (flow_id, spent, reserved) VALUES (?, ?, ?)
     ON CONFLICT (flow_id) DO UPDATE SET spent = spent + excluded.spent, reserved = max(0, reserved + excluded.reserved)`,
  );
  const keepEarly = db.prepare(
    `INSERT INTO early_receipts (account_id, vendor_id, id, received_at, receipt) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const dropEarly = db.prepare('DELETE FROM early_receipts WHERE received_at < ?');
  const anyEarly = db.prepare<[], number>('SELECT 1 FROM early_receipts LIMIT 1').pluck();
  const takeEarly = db
    .prepare<[string, string], string>(
      'DELETE FROM early_receipts WHERE account_id = ? AND vendor_id = ? RETURNING receipt',
    )
    .pluck();
  /** Nearly always there is none, and then no message need look. */
  let early: boolean | null = null;
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
    queue: (m: NewMessage): number => Number(insert.run(m).lastInsertRowid),
    /** The first message of everybody on the walk who stands at the node (walk.ts); returns how many. None may expire. */
    queueWalk: (m: {
      flow: string;
      version: number;
      node: string;
      channel: string;
      topic: string;
      account: string | null;
      priority: number;
      now: Millis;
      due: Millis;
      reason: string | null;
    }): number => insertWalk.run(m).changes,
    get: (id: number) => get.get(id) ?? null,
    byKey: (key: string) => byKey.get(key) ?? null,
    byVendorId: (account: string, vendorId: string) => byVendorId.get(account, vendorId) ?? null,
    /** What the vendor took and told no more of, in the order in which it left. */
    openOf: (account: string, after: Pick<OpenMessage, 'sentAt' | 'id'>, limit: number) =>
      openOf.all(account, after.sentAt, after.id, limit),
    /** The first of a queue, by time and then by number. */
    due: (queue: Queue, now: Millis, limit: number) =>
      due.all(queue.account_id, queue.priority, queue.flow_id, now, limit),
    /** Those of an account that are due and will be too late by then. */
    expiring: (account: string, before: Millis, now: Millis, limit: number) =>
      expiring.all(account, before, now, limit),
    /** All queues, by account, then priority, then flow. */
    queues(): Queue[] {
      const found: Queue[] = [];
      for (let last = nextAccount.get(''); last !== undefined; last = queueAfter(last)) found.push(last);
      return found;
    },
    /** Of all accounts, in order of time; without what a person wrote, which is not played. */
    dueAny(until: Millis, limit: number): MessageRecord[] {
      const found = this.queues().flatMap((queue) =>
        queue.due_at > until || queue.flow_id === noFlow ? [] : this.due(queue, until, limit),
      );
      return found
        .sort((a, b) => (a.due_at ?? 0) - (b.due_at ?? 0) || a.priority - b.priority || a.id - b.id)
        .slice(0, limit);
    },
    /** When the contact got the `count`-th last message that counts towards caps, in one channel or in any; null: never. */
    cappedAt: (contact: number, channel: string | null, count: number): Millis | null =>
      (channel === null ? cappedBefore.get(contact, count - 1) : cappedIn.get(contact, channel, count - 1)) ?? null,
    claim: (m: {
      id: number;
      now: Millis;
      handed_at: Millis | null;
      recipient: string;
      content: string;
      capped_at: Millis | null;
      reserved: number | null;
    }) => void claim.run(m),
    markHanded: (id: number, now: Millis) => void handed.run(now, id),
    /**
     * Back into the queue, not before `due`, with the reason it waits for. `handed_at` of one that was under way: it goes back although it
     * may have arrived; of one that waits it stays as it is.
     */
    postpone: (m: { id: number; now: Millis; due: Millis; reason: string | null; handed_at?: Millis | null }) =>
      void postpone.run({ handed_at: null, ...m }),
    suppress: (id: number, now: Millis, reason: string, recipient: string | null) =>
      void suppress.run(now, reason, recipient, id),
    /** The vendor took it. False when it was not being sent any more: a receipt was faster. */
    sent: (m: {
      id: number;
      now: Millis;
      state: 'sent' | 'delivered';
      vendor_id: string | null;
      cost: number | null;
    }): boolean => sentNow.run({ ...m, delivered_at: m.state === 'delivered' ? m.now : null }).changes > 0,
    /** Straight from the queue to the sandbox. */
    delivered: (m: {
      state: 'sent' | 'delivered';
      id: number;
      now: Millis;
      vendor_id: string;
      cost: number | null;
      recipient: string;
      content: string;
      account_id: string | null;
      capped_at: Millis | null;
    }) => void deliveredNow.run(m),
    failed: (id: number, now: Millis, reason: string) => void failed.run(now, reason, now, id),
    unknown: (id: number, now: Millis, reason: string) => void unknown.run(now, reason, id),
    /** True when it was still queued. */
    cancel: (id: number, now: Millis, reason: string): boolean => cancel.run(now, reason, id).changes > 0,
    queuedByKey: (key: string) => queuedOfJourney.get(key) ?? null,
    /** What a crash left in flight. */
    sending: () => sending.all(),
    /** The last message of a journey's node, over all visits. */
    latestOfNode: (journey: number, node: string) => latest.get(`${journey}:${node}:`, `${journey}:${node};`) ?? null,
    /** The same, of those that left. */
    latestSentOfNode: (journey: number, node: string) =>
      latestSent.get(`${journey}:${node}:`, `${journey}:${node};`) ?? null,
    /** What waited for the contact's pause to end may leave now. */
    releasePaused: (contact: number, now: Millis) => void releasePaused.run({ contact, now }),
    /** The messages of one visit of a node, in order. */
    ofVisit: (key: string) => ofVisit.all({ key }),
    latestSentTo: (contact: number, channel: string) => latestSentTo.get(contact, channel) ?? null,
    pauseFlow(flow: string): void {
      for (const account of accountsQueued.all()) {
        for (let priority = 0; priority < 3; priority++) pause.run(account, priority, flow);
      }
    },
    resumeFlow: (flow: string) => void resume.run(flow),
    /** Messages held back by the start of a flow leave now. */
    releaseFlow(flow: string, now: Millis): void {
      for (const queue of this.queues()) {
        if (queue.flow_id === flow) release.run(now, queue.account_id, queue.priority, flow, now);
      }
    },
    hold: (id: number) => void holdOne.run(id),
    /** The vendor's answer to a call of which a receipt has told already: the state stays. */
    answered: (m: { id: number; vendor_id: string | null; cost: number | null }) => void answered.run(m),
    /** What a message cost, once that is known. */
    setCost: (id: number, cost: number) => void setCost.run(cost, id),
    /** What a flow's messages cost so far, and what those in flight may cost. */
    costsOf: (flow: string) => costsOf.get(flow) ?? { spent: 0, reserved: 0 },
    /** What no flow sent belongs to no budget. */
    addCosts(flow: string, spent: number, reserved: number): void {
      if (flow !== noFlow) addCosts.run(flow, spent, reserved);
    },
    /** A receipt of a message whose vendor id nobody knows yet is kept until `takeEarly`; older ones are dropped. */
    keepEarly(
      r: { account: string; vendorId: string; id: string; at: Millis; receipt: string },
      dropBefore: Millis,
    ): void {
      dropEarly.run(dropBefore);
      keepEarly.run(r.account, r.vendorId, r.id, r.at, r.receipt);
      early = null;
    },
    /** The receipts kept for that id, which are then gone. */
    takeEarly(account: string, vendorId: string): string[] {
      early ??= anyEarly.get() !== undefined;
      if (!early) return [];
      const found = takeEarly.all(account, vendorId);
      if (found.length > 0) early = null;
      return found;
    },
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
