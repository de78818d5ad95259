/** Delivery to the sandbox within the step's own transaction: for virtual clocks, where no time may pass and nothing may leave. */
import type { OutgoingMessage } from '../sdk/connector.ts';
import type { MessageRecord } from '../store/messages.ts';
import { prepare } from './prepare.ts';
import type { Settlement } from './settle.ts';
import type { Runtime } from './state.ts';
import type { InlineDelivery } from './stepper.ts';

export function inlineDelivery(rt: Runtime, settlement: Settlement): InlineDelivery {
  const { messages } = rt.store;
  return (id, journey, facts, draft) => {
    const message = messages.get(id);
    if (message === null) return null;
    const prepared = prepare(rt, message, journey, facts, draft, null);
    if (prepared.kind === 'wait') {
      messages.postpone({ id, now: rt.now(), due: prepared.until, reason: prepared.reason });
      if (prepared.until < rt.earliestNew) rt.earliestNew = prepared.until;
      return null;
    }
    if (prepared.kind === 'suppress') return settlement.suppressed(message, prepared.reason, prepared.recipient);
    const result = settlement.delivered(message, {
      vendorId: `sandbox:${message.key}`,
      cost: prepared.cost,
      recipient: prepared.outgoing.to,
      content: prepared.content,
      account: rt.sandbox,
      cappedAt: prepared.cappedAt,
    });
    answer(rt, message, prepared.outgoing);
    return result;
  };
}

function answer(rt: Runtime, message: MessageRecord, outgoing: OutgoingMessage): void {
  if (rt.respond === null || rt.sandbox === null) return;
  const incoming = rt.respond({
    key: message.key,
    flow: message.flow_id,
    node: message.node,
    channel: message.channel,
    contact: message.contact_id,
    recipient: outgoing.to,
    at: rt.now(),
    buttons: outgoing.buttons,
  });
  for (const one of incoming) {
    // After all that are due no later: answers of one instant keep their order.
    let place = rt.answers.length;
    while (place > 0 && (rt.answers[place - 1]?.incoming.at ?? 0) > one.at) place--;
    rt.answers.splice(place, 0, { account: rt.sandbox, incoming: one });
    if (one.at < rt.earliestNew) rt.earliestNew = one.at;
  }
}
