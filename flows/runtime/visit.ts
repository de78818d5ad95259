/** What a step may ask about its own visit and about the accounts it sends by. */
import type { ReceiptState } from '../sdk/channels.ts';
import type { VisitMessage } from '../sdk/node.ts';
import { receiptsAt } from '../sdk/vendor-hook.ts';
import type { LiveVersion } from './live-flows.ts';
import type { Runtime } from './state.ts';

/** Messages of one visit, in order. */
export const visitMessages = (rt: Runtime, key: string): readonly VisitMessage[] =>
  rt.store.messages.ofVisit(key).map((message) => ({
    id: message.id,
    channel: message.channel,
    sentAt: message.sent_at,
    deliveredAt: message.delivered_at,
    readAt: message.read_at,
    clickedAt: message.clicked_at,
    repliedAt: message.replied_at,
    failedAt: message.failed_at,
  }));

/** The account that the slot is bound to; its stand-in on a virtual clock. */
const accountOf = (rt: Runtime, version: LiveVersion, slot: string) => {
  const id = rt.inline ? rt.sandbox : (version.plan.accounts[slot] ?? null);
  return id === null ? null : rt.store.accounts.get(id);
};

/** Does the vendor behind the slot ever tell of that state? */
export function tells(rt: Runtime, version: LiveVersion, slot: string, state: ReceiptState): boolean {
  const account = accountOf(rt, version, slot);
  const connector = account === null ? undefined : rt.registry.connectors.get(account.type);
  if (account === null || connector === undefined) return false;
  return receiptsAt(connector, rt.store.vendorHooks.get(account.id)?.knownAt ?? null, rt.now()).includes(state);
}

/** What a message by the slot's account costs in the channel, a part of it where parts are paid for; null when nobody said. */
export function priceOf(rt: Runtime, version: LiveVersion, slot: string, channel: string): number | null {
  const account = version.plan.accounts[slot];
  return account === undefined ? null : (rt.prices(account)[channel]?.amount ?? null);
}
