/** What limits messages beyond the single flow: caps of the workspace, the flow's budget, and the price they reckon with. */

import { serviceTopic } from '../sdk/message.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import { postalChannel } from '../sdk/postal.ts';
import { printedParts } from '../sdk/print/layout.ts';
import { type MessagePriority, priorityRank } from '../sdk/sending.ts';
import { smsParts } from '../sdk/sms-parts.ts';
import { addDuration, type Millis, type Moment } from '../sdk/time.ts';
import type { LiveVersion } from './live-flows.ts';
import type { Runtime } from './state.ts';

/** What one part costs; the currency of a price in a flow is the flow's own. */
export interface Price {
  amount: number;
  currency: string | null;
}

const defaultPriority = (topic: string): MessagePriority => (topic === serviceTopic ? 'high' : 'normal');

/** 0 leaves first. */
export const rankOf = (draft: MessageDraft): number => priorityRank(draft.priority ?? defaultPriority(draft.topic));

/** Until when a message that is queued now is held back, so that Stop can call it back; null: it is not. */
export function heldUntil(rt: Runtime, flow: string, draft: MessageDraft): Millis | null {
  // A hold is of the wall clock.
  if (draft.topic === serviceTopic || rt.virtual) return null;
  const until = holdOf(rt, flow);
  return until > rt.now() ? until : null;
}

const holdKey = (flow: string): string => `hold:${flow}`;

/** Until when the flow's start is held back; 0: it is not. */
export function holdOf(rt: Runtime, flow: string): Millis {
  const known = rt.holds.get(flow) ?? rt.store.meta.value<Millis>(holdKey(flow)) ?? 0;
  rt.holds.set(flow, known);
  return known;
}

/** Within the caller's transaction. */
export function holdBack(rt: Runtime, flow: string, until: Millis): void {
  if (holdOf(rt, flow) === until) return;
  rt.store.meta.setValue(holdKey(flow), until);
  rt.holds.set(flow, until);
}

/** When the caps let the contact's next message in the channel through; null: now. */
export function capUntil(rt: Runtime, contact: number, channel: string, now: Moment): Millis | null {
  let until: Millis | null = null;
  for (const cap of rt.sending.caps) {
    if (cap.channel !== null && cap.channel !== channel) continue;
    const at = rt.store.messages.cappedAt(contact, cap.channel, cap.count);
    if (at === null) continue;
    const free = addDuration({ ms: at, zone: now.zone }, cap.per).ms;
    if (free > now.ms && (until === null || free > until)) until = free;
  }
  return until;
}

/** The author's price, else the one of the account that the flow sends with; null when nobody named one. */
export function priceOf(rt: Runtime, version: LiveVersion, draft: MessageDraft): Price | null {
  if (draft.price !== undefined) return { amount: draft.price, currency: null };
  const account = version.plan.accounts[draft.account];
  return account === undefined ? null : (rt.prices(account)[draft.channel] ?? null);
}

/** Texts of an SMS are paid by the part, letters by the page; everything else is one. */
export function partsOf({ channel }: Pick<MessageDraft, 'channel'>, parts: Readonly<Record<string, string>>): number {
  if (channel === 'sms') return smsParts(Object.values(parts).join('')).parts;
  return channel === postalChannel ? printedParts(parts) : 1;
}

/**
 * Would this much more be over the flow's budget? What is in flight counts as spent. A price in another currency than the
 * budget's cannot be compared, so it is over.
 */
export function overBudget(rt: Runtime, version: LiveVersion, price: Price | null, cost: number): boolean {
  const budget = version.plan.settings.budget;
  if (budget == null || price === null || cost === 0) return false;
  if (price.currency !== null && price.currency !== budget.currency) return true;
  const { spent, reserved } = rt.store.messages.costsOf(version.flow);
  // Money is compared to the thousandth of a cent: sums of fractions are not exact.
  return spent + reserved + cost > budget.amount + 1e-5;
}
