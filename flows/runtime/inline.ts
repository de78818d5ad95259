/** Delivery to the sandbox within the step's own transaction: for virtual clocks, where no time may pass and nothing may leave. */
import type { OutgoingMessage } from '../sdk/connector.ts';
import type { MessageRecord } from '../store/messages.ts';
import { prepare } from './prepare.ts';
import type { Settlement } from './settle.ts';
import type { Response, Runtime } from './state.ts';
import type { InlineDelivery } from './stepper.ts';

export function inlineDelivery(rt: Runtime, settlement: Settlement): InlineDelivery {
  const { messages } = rt.store;
  return (id, journey, facts, draft) => {
    const message = messages.get(id);
    if (message === null) return null;
    const prepared = prepare(rt, message, journey, facts, draft, null);
    if (prepared.kind === 'wait') {
      messages.postpone({ id, now: rt.now(), due: prepared.until, reason: prepared.reason });
      rt.onPostponed?.({ flow: message.flow_id, node: message.node, reason: prepared.reason });
      if (prepared.until < rt.earliestNew) rt.earliestNew = prepared.until;
      return null;
    }
    if (prepared.kind === 'suppress') return settlement.suppressed(message, prepared.reason, prepared.recipient);
    const response = ask(rt, message, prepared.outgoing);
    const result = settlement.delivered(message, {
      state: response?.state ?? 'delivered',
      vendorId: `sandbox:${message.key}`,
      cost: response?.cost ?? prepared.cost,
      recipient: prepared.outgoing.to,
      content: prepared.content,
      account: rt.sandbox,
      cappedAt: prepared.cappedAt,
    });
    if (response !== null && rt.sandbox !== null && response.answers.length > 0) {
      rt.answers.add(rt.sandbox, message.contact_id, response.answers);
      rt.earliestNew = Math.min(rt.earliestNew, response.answers[0]?.at ?? Number.POSITIVE_INFINITY);
    }
    return result;
  };
}

function ask(rt: Runtime, message: MessageRecord, outgoing: OutgoingMessage): Response | null {
  if (rt.respond === null || rt.sandbox === null) return null;
  return rt.respond({
    key: message.key,
    flow: message.flow_id,
    node: message.node,
    channel: message.channel,
    contact: message.contact_id,
    recipient: outgoing.to,
    at: rt.now(),
    buttons: outgoing.buttons,
  });
}
