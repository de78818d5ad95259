/** Delivery to the sandbox within the step's own transaction: for virtual clocks, where no time may pass and nothing may leave. */
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
    return settlement.sent(message, {
      state: 'delivered',
      vendorId: `sandbox:${message.key}`,
      cost: null,
      recipient: prepared.outgoing.to,
      content: prepared.content,
      account: rt.sandbox,
    });
  };
}
