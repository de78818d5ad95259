/** Writes what became of a message, keeps the funnel, and tells the journey. Within the caller's transaction. */
import type { MessageResult } from '../sdk/outcome.ts';
import type { MessageRecord } from '../store/messages.ts';
import type { Runtime } from './state.ts';

export interface SentFacts {
  state: 'sent' | 'delivered';
  vendorId: string | null;
  cost: number | null;
  recipient: string | null;
  /** Rendered content, when it was not stored with the intent. */
  content: string | null;
  /** The account that took it, when it is not the one it was queued for. */
  account?: string | null;
}

/** Each returns what the journey is told. */
export function settlement(rt: Runtime) {
  const { messages, counters } = rt.store;
  const leaveQueue = (m: MessageRecord): void => {
    counters.count(m.version_id, m.node, 'message:queued', -1);
    rt.messages++;
    rt.topics.add('messages');
    rt.topics.add(`report:${m.flow_id}`);
  };
  return {
    sent(m: MessageRecord, facts: SentFacts): MessageResult {
      leaveQueue(m);
      counters.count(m.version_id, m.node, 'message:sent');
      if (facts.state === 'delivered') counters.count(m.version_id, m.node, 'message:delivered');
      if (facts.cost !== null) counters.count(m.version_id, m.node, 'cost', facts.cost);
      messages.sent({
        id: m.id,
        now: rt.now(),
        state: facts.state,
        vendor_id: facts.vendorId,
        cost: facts.cost,
        recipient: facts.recipient,
        content: facts.content,
        account_id: facts.account ?? null,
      });
      return { status: 'sent' };
    },
    /** The answer to a call whose receipt came first. */
    answered(m: MessageRecord, vendorId: string | null, cost: number | null): void {
      if (cost !== null) counters.count(m.version_id, m.node, 'cost', cost);
      messages.answered({ id: m.id, vendor_id: vendorId, cost });
    },
    suppressed(m: MessageRecord, reason: string, recipient: string | null): MessageResult {
      leaveQueue(m);
      counters.count(m.version_id, m.node, `suppressed:${reason}`);
      messages.suppress(m.id, rt.now(), reason, recipient);
      return { status: 'suppressed', reason };
    },
    failed(m: MessageRecord, reason: string): MessageResult {
      leaveQueue(m);
      counters.count(m.version_id, m.node, 'message:failed');
      messages.failed(m.id, rt.now(), reason);
      return { status: 'failed', reason };
    },
    unknown(m: MessageRecord, reason: string): MessageResult {
      leaveQueue(m);
      counters.count(m.version_id, m.node, 'message:unknown');
      messages.unknown(m.id, rt.now(), reason);
      rt.store.notices.add(rt.now(), 'message-unknown', {
        message: m.id,
        flow: m.flow_id,
        node: m.node,
        recipient: m.recipient,
      });
      rt.topics.add('notices');
      return { status: 'unknown' };
    },
  };
}
export type Settlement = ReturnType<typeof settlement>;
