/**
 * Messages that a person wrote in the inbox: rows of the outbox like any other, of no flow and no journey. What limits flows (caps, quiet
 * hours, consent to topics, pauses) does not hold for them; what the vendor and the address demand does.
 */
import { addressesFor, isUsable } from '../segments/addresses.ts';
import type { MessageRecord } from '../store/messages.ts';
import { partsOf } from './limits.ts';
import { insideWindow, type Verdict } from './policy.ts';
import type { Prepared } from './prepare.ts';
import type { Runtime } from './state.ts';

/** May it leave now, and as what? */
export function prepareOperators(rt: Runtime, message: MessageRecord, accountPausedUntil: number | null): Prepared {
  const verdict = judgeOperators(rt, message, accountPausedUntil);
  if (verdict.kind !== 'send') return verdict;
  const content = rt.store.mailbox.content(message.id);
  const view = rt.store.contacts.view(message.contact_id, { workspace: rt.workspaceZone });
  const parts = content?.parts ?? {};
  const price = message.account_id === null ? undefined : rt.prices(message.account_id)[message.channel];
  return {
    kind: 'send',
    outgoing: {
      id: message.id,
      key: message.key,
      channel: message.channel,
      to: verdict.recipient,
      toName: [view?.first_name, view?.last_name].filter(Boolean).join(' ') || null,
      parts,
      buttons: [],
      queuedAt: message.queued_at,
      plain: true,
    },
    content: JSON.stringify({ parts, buttons: [] }),
    cost: price === undefined ? null : price.amount * partsOf({ channel: message.channel }, parts),
    cappedAt: null,
  };
}

function judgeOperators(rt: Runtime, message: MessageRecord, accountPausedUntil: number | null): Verdict {
  const { contact_id: contact, channel, expires_at: expires } = message;
  const now = rt.now();
  const facts = rt.store.facts.load(contact, { now: { ms: now, zone: rt.workspaceZone } });
  if (facts === null) return { kind: 'suppress', reason: 'contact-deleted', recipient: null };
  const addresses = addressesFor(facts, channel);
  // The one that the person who wrote was shown.
  const meant = addresses.find((one) => one.value === message.recipient) ?? null;
  if (meant === null) return { kind: 'suppress', reason: 'no-address', recipient: message.recipient };
  if (!isUsable(meant)) return { kind: 'suppress', reason: 'bad-address', recipient: meant.value };
  if (!insideWindow(facts, channel, now)) return { kind: 'suppress', reason: 'outside-window', recipient: meant.value };
  if (expires !== null && now > expires) return { kind: 'suppress', reason: 'expired', recipient: meant.value };
  if (accountPausedUntil !== null && accountPausedUntil > now) {
    return expires !== null && accountPausedUntil > expires
      ? { kind: 'suppress', reason: 'expired', recipient: meant.value }
      : { kind: 'wait', reason: 'account-paused', until: accountPausedUntil };
  }
  return { kind: 'send', recipient: meant.value };
}
