/** Writes what became of a message, keeps the funnel, and tells the journey. Within the caller's transaction. */
import { addressKindOf } from '../sdk/channels.ts';
import { isOperators } from '../sdk/operator.ts';
import { type MessageResult, suppressedResult } from '../sdk/outcome.ts';
import { shownAddress } from '../sdk/push.ts';
import type { Millis } from '../sdk/time.ts';
import type { MessageRecord } from '../store/messages.ts';
import type { Runtime } from './state.ts';

/** The vendor's answer to a call. */
export interface Answer {
  state: 'sent' | 'delivered';
  vendorId: string | null;
  /** What the vendor says it took; null when it does not say. */
  cost: number | null;
}

/** Handed to the sandbox within the step's own transaction. */
export interface Delivery {
  state: 'sent' | 'delivered';
  vendorId: string;
  cost: number | null;
  recipient: string;
  content: string;
  /** The account that took it. */
  account: string | null;
  cappedAt: Millis | null;
}

/** Each returns what the journey is told. */
export function settlement(rt: Runtime) {
  const { messages, counters } = rt.store;
  const leaveQueue = (m: MessageRecord): void => {
    counters.count(m.version_id, m.node, 'message:queued', -1);
    rt.messages++;
    rt.topics.add('messages');
    if (!isOperators(m)) rt.topics.add(`report:${m.flow_id}`);
  };
  const countCost = (m: MessageRecord, cost: number | null): void => {
    if (cost !== null) counters.count(m.version_id, m.node, 'cost', cost);
    if (cost !== null || m.reserved !== null) messages.addCosts(m.flow_id, cost ?? 0, -(m.reserved ?? 0));
  };
  /** It did not leave: what was set aside for it is free again. */
  const giveBack = (m: MessageRecord): void => {
    if (m.reserved !== null) messages.addCosts(m.flow_id, 0, -m.reserved);
  };
  /** An earlier try may have arrived: it waits to be sent again to a vendor that drops doubles. */
  const perhaps = (m: MessageRecord): boolean => m.handed_at !== null;
  const settled = {
    /** Null when a receipt was faster than the answer: the journey has gone on already. */
    sent(m: MessageRecord, answer: Answer): MessageResult | null {
      const cost = answer.cost ?? m.reserved;
      const news = messages.sent({ id: m.id, now: rt.now(), state: answer.state, vendor_id: answer.vendorId, cost });
      countCost(m, cost);
      if (!news) {
        messages.answered({ id: m.id, vendor_id: answer.vendorId, cost });
        return null;
      }
      leaveQueue(m);
      counters.count(m.version_id, m.node, 'message:sent');
      if (answer.state === 'delivered') counters.count(m.version_id, m.node, 'message:delivered');
      return { status: 'sent' };
    },
    delivered(m: MessageRecord, delivery: Delivery): MessageResult {
      leaveQueue(m);
      counters.count(m.version_id, m.node, 'message:sent');
      if (delivery.state === 'delivered') counters.count(m.version_id, m.node, 'message:delivered');
      countCost(m, delivery.cost);
      messages.delivered({
        id: m.id,
        state: delivery.state,
        now: rt.now(),
        vendor_id: delivery.vendorId,
        cost: delivery.cost,
        recipient: delivery.recipient,
        content: delivery.content,
        account_id: delivery.account,
        capped_at: delivery.cappedAt,
      });
      return { status: 'sent' };
    },
    /** Whatever becomes of it now: it may have arrived. */
    mayHaveLeft(m: MessageRecord): void {
      m.handed_at ??= rt.now();
    },
    /** Back into the queue. */
    again(m: MessageRecord, due: Millis, reason: string | null): void {
      giveBack(m);
      messages.postpone({ id: m.id, now: rt.now(), due, reason, handed_at: m.handed_at });
    },
    /** It is not to leave any more. Where an earlier try may have arrived that is said, and told to the person. */
    calledBack(m: MessageRecord, reason: string): void {
      if (perhaps(m)) {
        settled.unknown(m, reason);
        return;
      }
      if (!messages.cancel(m.id, rt.now(), reason)) return;
      // Under the version that queued it: its journey may have moved to a newer one since.
      counters.count(m.version_id, m.node, 'message:queued', -1);
      counters.count(m.version_id, m.node, 'message:canceled');
    },
    suppressed(m: MessageRecord, reason: string, recipient: string | null): MessageResult {
      if (perhaps(m)) return settled.unknown(m, reason);
      leaveQueue(m);
      counters.count(m.version_id, m.node, `suppressed:${reason}`);
      messages.suppress(m.id, rt.now(), reason, recipient);
      return suppressedResult(reason);
    },
    /** The vendor will not have it: an earlier try has not arrived either. */
    refused(m: MessageRecord, reason: string): MessageResult {
      return settled.failed({ ...m, handed_at: null }, reason);
    },
    /** Given up. */
    failed(m: MessageRecord, reason: string): MessageResult {
      if (perhaps(m)) return settled.unknown(m, reason);
      leaveQueue(m);
      giveBack(m);
      counters.count(m.version_id, m.node, 'message:failed');
      messages.failed(m.id, rt.now(), reason);
      return { status: 'failed', reason };
    },
    unknown(m: MessageRecord, reason: string): MessageResult {
      leaveQueue(m);
      counters.count(m.version_id, m.node, 'message:unknown');
      messages.unknown(m.id, rt.now(), reason);
      const shown = m.recipient === null ? null : shownAddress(addressKindOf(m.channel), m.recipient);
      if (isOperators(m)) {
        rt.store.notices.add(rt.now(), 'answer-unknown', { contact: m.contact_id, recipient: shown });
      } else {
        rt.store.notices.add(rt.now(), 'message-unknown', {
          message: m.id,
          flow: m.flow_id,
          node: m.node,
          recipient: shown,
        });
      }
      rt.topics.add('notices');
      return { status: 'unknown' };
    },
  };
  return settled;
}
export type Settlement = ReturnType<typeof settlement>;
