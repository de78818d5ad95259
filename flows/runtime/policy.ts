/**
 * May this message go out now? Checked at send time, in the order of docs/engine.md, each reason with its own code.
 * Pure: everything it needs is given.
 */
import type { FlowSettings } from '../document/schema.ts';
import { passingReasons, type SuppressionReason, windowOf } from '../sdk/channels.ts';
import { serviceTopic } from '../sdk/message.ts';
import { endsByHand } from '../sdk/operator.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import type { SendingSettings } from '../sdk/sending.ts';
import { atTimeOfDay, clockOf, type Millis, type Moment } from '../sdk/time.ts';
import { addressesFor, isUsable } from '../segments/addresses.ts';
import type { Facts } from '../segments/facts.ts';
import type { OfferSpan } from './offers.ts';

export type Verdict =
  | { kind: 'send'; recipient: string }
  | { kind: 'suppress'; reason: SuppressionReason; recipient: string | null }
  /** Not now; ask again then. */
  | { kind: 'wait'; reason: SuppressionReason; until: Millis };

export interface PolicyInput {
  draft: MessageDraft;
  /** Null when the contact was deleted or merged away. */
  facts: Facts | null;
  /** The journey took the hold-out outlet of a split: it is the control, and gets no messages. */
  holdout: boolean;
  /** The person got it under the other name, before two profiles became one. */
  alreadySent: boolean;
  settings: FlowSettings;
  /** What holds for all flows of the workspace. */
  workspace: SendingSettings;
  /** On the contact's wall clock. */
  now: Moment;
  expiresAt: Millis | null;
  /** When the caps of the workspace let the next message through; asked only when there are some. Null: now. */
  capUntil: () => Millis | null;
  /** Would the message cost more than the flow may still spend? Asked only when the flow has a budget. */
  overBudget: () => boolean;
  /** The account may not send before this. */
  accountPausedUntil: Millis | null;
  /** When the offers that its texts name hold. */
  offer: OfferSpan;
  /** Tries to fill the content in, and says what keeps it from being; asked only when nothing before forbids the message. */
  unfilled: () => 'no-code' | 'render-failed' | null;
}

export function judge(input: PolicyInput): Verdict {
  const { draft, facts, now, offer } = input;
  const suppress = (reason: SuppressionReason, recipient: string | null = null): Verdict => ({
    kind: 'suppress',
    reason,
    recipient,
  });
  /** What the author chose for reasons that pass by themselves. */
  const passing = (reason: SuppressionReason, until: Millis, recipient: string): Verdict =>
    draft.onSuppressed === 'wait' && passingReasons.has(reason)
      ? (tooLate(until, recipient) ?? { kind: 'wait', reason, until })
      : suppress(reason, recipient);
  /** What waiting until then would end in. */
  const tooLate = (until: Millis, recipient: string): Verdict | null =>
    input.expiresAt !== null && until > input.expiresAt
      ? suppress('expired', recipient)
      : offer.endsAt !== null && until >= offer.endsAt
        ? suppress('offer-over', recipient)
        : null;

  if (facts === null) return suppress('contact-deleted');
  if (input.holdout) return suppress('holdout');
  if (input.alreadySent) return suppress('already-sent');
  const addresses = addressesFor(facts, draft.channel);
  if (addresses.length === 0) return suppress('no-address');
  const good = addresses.find(isUsable);
  if (good === undefined) return suppress('bad-address', addresses[0]?.value ?? null);
  const service = draft.topic === serviceTopic;
  if (!service && !hasConsent(facts, draft.channel, draft.topic)) return suppress('no-consent', good.value);
  if (offer.endsAt !== null && now.ms >= offer.endsAt) return suppress('offer-over', good.value);
  if (offer.opensAt !== null && now.ms < offer.opensAt) return passing('offer-early', offer.opensAt, good.value);
  const pausedUntil = facts.pausedUntil();
  if (pausedUntil !== null && pausedUntil > now.ms) {
    // Nobody knows when a pause ends that a person ends: until it is too late the message waits for that.
    const { expiresAt } = input;
    const open = endsByHand(pausedUntil) && expiresAt !== null && now.ms < expiresAt;
    return passing('automation-paused', open ? expiresAt : pausedUntil, good.value);
  }
  if (draft.template !== true && !insideWindow(facts, draft.channel, now.ms))
    return suppress('outside-window', good.value);
  if (!(draft.ignoreQuietHours && service)) {
    const over = quietUntil(input.settings.quietHours ?? input.workspace.quietHours, now);
    if (over !== null) return passing('quiet-hours', over, good.value);
  }
  if (!service && input.workspace.caps.length > 0) {
    const until = input.capUntil();
    if (until !== null) return passing('frequency-cap', until, good.value);
  }
  if (input.settings.budget != null && input.overBudget()) return suppress('budget', good.value);
  if (input.accountPausedUntil !== null && input.accountPausedUntil > now.ms) {
    // A paused account is the world's state, not the author's choice: messages wait for it.
    const until = input.accountPausedUntil;
    return tooLate(until, good.value) ?? { kind: 'wait', reason: 'account-paused', until };
  }
  const unfilled = input.unfilled();
  if (unfilled !== null) return suppress(unfilled, good.value);
  if (input.expiresAt !== null && now.ms > input.expiresAt) return suppress('expired', good.value);
  return { kind: 'send', recipient: good.value };
}

/** The topic's own record decides, else the channel's as a whole; without either there is no consent. */
export function hasConsent(facts: Facts, channel: string, topic: string): boolean {
  const records = facts.consents().filter((record) => record.channel === channel);
  const record = records.find((r) => r.topic === topic) ?? records.find((r) => r.topic === '');
  return record?.granted ?? false;
}

/** Vendors of some channels let one write only for a while after the person's last message there. */
export function insideWindow(facts: Facts, channel: string, now: Millis): boolean {
  const window = windowOf(channel);
  if (window === null) return true;
  const last = facts.events('message.received').findLast((event) => event.props.channel === channel);
  return last !== undefined && now < last.at + window;
}

/** Has the contact a working address for the channel, and agreed to the topic? */
export const canReach = (facts: Facts, channel: string, topic: string): boolean =>
  addressesFor(facts, channel).some(isUsable) && (topic === 'service' || hasConsent(facts, channel, topic));

/** When the quiet hours that hold now are over, or null outside of them. Overnight spans work. */
export function quietUntil(quiet: { from: string; to: string } | null, now: Moment): Millis | null {
  if (quiet === null || quiet.from === quiet.to) return null;
  const clock = clockOf(now);
  const overnight = quiet.from > quiet.to;
  const inside = overnight ? clock >= quiet.from || clock < quiet.to : clock >= quiet.from && clock < quiet.to;
  if (!inside) return null;
  const today = atTimeOfDay(now, quiet.to).ms;
  return today > now.ms ? today : atTimeOfDay(now, quiet.to, 1).ms;
}
