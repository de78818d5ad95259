/** What vendors tell us: receipts, replies, addresses that no longer work. Each notice is applied once per account. */

import { addressKindOf, needsAddress } from '../sdk/channels.ts';
import type { Incoming } from '../sdk/connector.ts';
import type { EventView } from '../sdk/contact.ts';
import { isOperators } from '../sdk/operator.ts';
import type { MessageResult } from '../sdk/outcome.ts';
import { pushChannel } from '../sdk/push.ts';
import type { Millis } from '../sdk/time.ts';
import type { LinkTarget } from '../store/link-clicks.ts';
import type { MessageRecord } from '../store/messages.ts';
import { colleagueAnswered } from './colleague.ts';
import { dispatchEvent } from './dispatch.ts';
import { happened } from './happened.ts';
import type { Runtime } from './state.ts';
import { awaits, type Stepper } from './stepper.ts';
import { isTakenByFlow } from './taken.ts';
import { leaveUnreachable } from './unreachable.ts';
import { isOfErased, neverNamed, ourNumber, senderOf } from './whose.ts';

type Receipt = Extract<Incoming, { kind: 'receipt' }>;

/** Applies one notice within the caller's transaction. */
export function applyIncoming(
  rt: Runtime,
  stepper: Stepper,
  account: string,
  incoming: Incoming,
): { events: number; messages: number } {
  const { accounts, contacts, messages } = rt.store;
  if (!accounts.firstTime(account, incoming.id, rt.now())) return { events: 0, messages: 0 };
  switch (incoming.kind) {
    case 'receipt': {
      const message =
        incoming.vendorId !== undefined
          ? (messages.byVendorId(account, incoming.vendorId) ?? neverNamed(rt, account, incoming))
          : incoming.key !== undefined
            ? messages.byKey(incoming.key)
            : lastTo(rt, account, incoming);
      if (message === null) {
        if (incoming.vendorId !== undefined) keepForLater(rt, account, incoming.vendorId, incoming);
        return { events: 0, messages: 0 };
      }
      return {
        events: 0,
        messages: receipt(rt, stepper, message, incoming.state, incoming.at, incoming.reason ?? null, incoming.props),
      };
    }
    case 'address': {
      contacts.setAddressStateEverywhere(
        { kind: incoming.address, value: incoming.value },
        incoming.state,
        incoming.reason ?? null,
        incoming.at,
      );
      const owner = contacts.byAddress(incoming.address, incoming.value);
      if (owner !== null) leaveUnreachable(rt, stepper.end, owner);
      rt.topics.add('contacts');
      return { events: 0, messages: 0 };
    }
    case 'unsubscribe': {
      const owner = contacts.byAddress(addressKindOf(incoming.channel), incoming.from);
      if (owner === null) return { events: 0, messages: 0 };
      unsubscribe(rt, stepper, owner, incoming.channel, account);
      rt.topics.add('contacts');
      return { events: 0, messages: 0 };
    }
    case 'event':
      return { events: happened(rt, account, incoming), messages: 0 };
    case 'answer':
      colleagueAnswered(rt, account, incoming);
      return { events: 0, messages: 0 };
    case 'message':
      if (isOfErased(rt, incoming)) {
        rt.store.notices.add(rt.now(), 'erased-wrote', { account });
        rt.topics.add('notices');
        return { events: 0, messages: 0 };
      }
      return { events: 1, messages: reply(rt, stepper, account, incoming) };
  }
}

/** How long after a message left a receipt that names only the recipient is taken to be about it. */
const recentFor: Millis = 3 * 24 * 3_600_000;
/** The vendor's clock and ours differ. */
const clocksDiffer: Millis = 60_000;

function lastTo(rt: Runtime, account: string, { recipient, channel, at }: Receipt): MessageRecord | null {
  if (recipient === undefined || channel === undefined) return null;
  const contact = rt.store.contacts.byAddress(addressKindOf(channel), recipient);
  const last = contact === null ? null : rt.store.messages.latestSentTo(contact, channel);
  if (last?.sent_at == null || last.account_id !== account) return null;
  // It may have changed since: what went elsewhere is not meant.
  if (last.recipient !== recipient) return null;
  return last.sent_at <= at + clocksDiffer && at - last.sent_at < recentFor ? last : null;
}

/** How long a receipt may come before the answer to the call that it is about. */
const earlyFor: Millis = 3 * 24 * 3_600_000;

/** A vendor's receipt may overtake the answer that names the message. */
function keepForLater(rt: Runtime, account: string, vendorId: string, incoming: Receipt): void {
  const at = rt.now();
  rt.store.messages.keepEarly(
    { account, vendorId, id: incoming.id, at, receipt: JSON.stringify(incoming) },
    at - earlyFor,
  );
}

/** The vendor's id of a message has become known: what was told of it before is applied. */
export function applyEarly(rt: Runtime, stepper: Stepper, account: string, vendorId: string): void {
  for (const text of rt.store.messages.takeEarly(account, vendorId)) {
    const kept = JSON.parse(text) as Receipt;
    const message = rt.store.messages.byVendorId(account, vendorId);
    if (message !== null) receipt(rt, stepper, message, kept.state, kept.at, kept.reason ?? null, kept.props);
  }
}

/** Moves the state forward and tells the journey; 1 when it was news. */
function receipt(
  rt: Runtime,
  stepper: Stepper,
  message: MessageRecord,
  state: Receipt['state'],
  at: number,
  reason: string | null,
  props: Record<string, unknown> = {},
): number {
  const { messages, counters } = rt.store;
  // Nothing of it has left yet: no receipt can be about it.
  if (message.state === 'queued' && message.attempts === 0) return 0;
  if (!messages.receipt(message.id, state, at, reason)) return 0;
  const early = message.state === 'sending' || message.state === 'queued';
  if (early) counters.count(message.version_id, message.node, 'message:queued', -1);
  if (message.state === 'unknown') counters.count(message.version_id, message.node, 'message:unknown', -1);
  if ((early || message.state === 'unknown') && message.sent_at === null && state !== 'failed') {
    messages.confirmSent(message.id, at);
    if (message.state === 'unknown') confirmCost(rt, message);
    counters.count(message.version_id, message.node, 'message:sent');
  }
  counters.count(message.version_id, message.node, `message:${state}`);
  // Reading implies delivery, a click implies reading, where the vendor did not say so.
  const implied = state === 'clicked' ? 'read' : state === 'read' || state === 'replied' ? 'delivered' : null;
  if (implied !== null) receipt(rt, stepper, messages.get(message.id) ?? message, implied, at, null);
  rt.topics.add('messages');
  if (!isOperators(message)) rt.topics.add(`report:${message.flow_id}`);
  if (early) answered(rt, stepper, message, state, reason);
  dispatchEvent(
    rt,
    stepper,
    message.contact_id,
    about(message, `message.${state}`, at, { ...props, ...(reason === null ? {} : { reason }) }),
  );
  return 1;
}

/**
 * A person followed a link of the message. The state says so once; whoever waits for one of several links is told of each. Within
 * the caller's transaction.
 */
export function clicked(rt: Runtime, stepper: Stepper, message: MessageRecord, link: LinkTarget, at: Millis): void {
  const { url, name, button } = link;
  const props = { url, link: name, ...(button === undefined ? {} : { button }) };
  const before = message.clicked_at !== null;
  if (receipt(rt, stepper, message, 'clicked', at, null, props) > 0 || !before) return;
  rt.topics.add('messages');
  dispatchEvent(rt, stepper, message.contact_id, about(message, 'message.clicked', at, props));
}

/** A message of unknown fate did leave: it cost what was expected. */
function confirmCost(rt: Runtime, message: MessageRecord): void {
  if (message.reserved === null) return;
  rt.store.counters.count(message.version_id, message.node, 'cost', message.reserved);
  rt.store.messages.addCosts(message.flow_id, message.reserved, -message.reserved);
  rt.store.messages.setCost(message.id, message.reserved);
}

/** The receipt was faster than the vendor's answer to our call, or the answer was lost: the journey need not wait for it. */
function answered(rt: Runtime, stepper: Stepper, message: MessageRecord, state: string, reason: string | null): void {
  const journey = rt.store.journeys.get(message.journey_id);
  if (!awaits(journey, message)) return;
  const result: MessageResult =
    state === 'failed' ? { status: 'failed', reason: reason ?? 'failed' } : { status: 'sent' };
  stepper.advance(journey, { kind: 'returned', result });
}

const about = (message: MessageRecord, type: string, at: number, props: Record<string, unknown>): EventView => ({
  id: null,
  type,
  at,
  props: {
    ...props,
    // What a person wrote is of no flow: no block takes what became of it for its own.
    ...(isOperators(message) ? {} : { node: message.node, journey: message.journey_id, flow: message.flow_id }),
    channel: message.channel,
    message: message.id,
  },
});

/** A message from a person: becomes an event of the contact and, where it answers ours, a reply to it. */
function reply(
  rt: Runtime,
  stepper: Stepper,
  account: string,
  incoming: Extract<Incoming, { kind: 'message' }>,
): number {
  const { contacts, messages } = rt.store;
  const { inReplyTo, inReplyToKey } = incoming;
  const named =
    inReplyToKey !== undefined
      ? messages.byKey(inReplyToKey)
      : inReplyTo === undefined
        ? null
        : messages.byVendorId(account, inReplyTo);
  // Nobody has an address there, or it is one browser's of several: who answers is known by the message.
  if (!needsAddress(incoming.channel) || incoming.channel === pushChannel) {
    if (named === null || contacts.isDeleted(named.contact_id)) return 0;
    return taken(rt, stepper, account, named.contact_id, named, incoming);
  }
  const kind = addressKindOf(incoming.channel);
  const contact =
    senderOf(rt, incoming) ??
    contacts.save(
      {
        addresses: [{ kind, value: incoming.from }],
        ...(incoming.fromName === undefined ? {} : { profile: { first_name: incoming.fromName } }),
      },
      rt.now(),
      account,
    ).id;
  const answered =
    named ??
    ourNumber(rt, account, contact, incoming.answers) ??
    openQuestion(rt, contact, incoming.channel) ??
    messages.latestSentTo(contact, incoming.channel);
  return taken(rt, stepper, account, contact, answered, incoming);
}

/** What a person wrote or pressed, with the message it answers. 1 when it is news. */
function taken(
  rt: Runtime,
  stepper: Stepper,
  account: string,
  contact: number,
  answered: MessageRecord | null,
  incoming: Extract<Incoming, { kind: 'message' }>,
): number {
  const { events } = rt.store;
  const props: Record<string, unknown> = {
    ...incoming.props,
    text: incoming.text,
    account,
    ...(incoming.button === undefined ? {} : { button: incoming.button }),
    ...(answered === null ? {} : about(answered, '', incoming.at, {}).props),
    channel: incoming.channel,
  };
  props.handled = incoming.props?.unsubscribe === true || isTakenByFlow(rt, contact, props);
  const stored = events.insert({
    contactId: contact,
    type: 'message.received',
    at: incoming.at,
    key: `${account}:${incoming.id}`,
    props,
    source: account,
    pending: false,
  });
  rt.topics.add('contacts');
  rt.topics.add('messages');
  if (!stored.inserted) return 0;
  if (incoming.props?.unsubscribe === true) unsubscribe(rt, stepper, contact, incoming.channel, account);
  if (answered !== null) {
    // A button says more than that there was an answer: whoever waits for both is given it first.
    if (incoming.button !== undefined) {
      dispatchEvent(
        rt,
        stepper,
        contact,
        about(answered, 'message.button', incoming.at, { button: incoming.button, text: incoming.text }),
      );
    }
    receipt(rt, stepper, answered, 'replied', incoming.at, null, { text: incoming.text });
  }
  dispatchEvent(rt, stepper, contact, { id: stored.id, type: 'message.received', at: incoming.at, props });
  return 1;
}

/**
 * A link of a message was followed that stands for its button, where a journey waits for an answer to it: the same as pressing the
 * button in a chat. False when nobody waits any more. Pressing it again says true and changes nothing.
 */
export function pressed(rt: Runtime, stepper: Stepper, message: MessageRecord, button: string, text: string): boolean {
  const { contacts, journeys } = rt.store;
  const { recipient, channel, contact_id: contact } = message;
  if (recipient === null || contacts.isDeleted(contact)) return false;
  if (message.replied_at !== null) return true;
  const journey = journeys.get(message.journey_id);
  const waits = journeys.signalsFor(contact, 'message.received').some((one) => one.journey_id === message.journey_id);
  if (journey?.node !== message.node || !waits) return false;
  const at = rt.now();
  const kind = addressKindOf(channel);
  contacts.setAddressState(contact, { kind, value: recipient }, 'valid', null, at);
  taken(rt, stepper, message.account_id ?? 'link', contact, message, {
    kind: 'message',
    id: `link:${message.id}:${button}`,
    channel,
    from: recipient,
    at,
    text,
    button,
    props: { link: true },
  });
  return true;
}

/**
 * The last message of that channel to which a journey waits for an answer. While a person has taken over, what they wrote there since
 * comes before it.
 */
function openQuestion(rt: Runtime, contact: number, channel: string): MessageRecord | null {
  const asked = rt.store.journeys
    .signalsFor(contact, 'message.received')
    .map(({ journey_id, node }) => (node === null ? null : rt.store.messages.latestSentOfNode(journey_id, node)))
    .filter((message) => message !== null && message.channel === channel);
  const question = asked.reduce<MessageRecord | null>(
    (last, message) => (last === null || (message?.sent_at ?? 0) >= (last.sent_at ?? 0) ? message : last),
    null,
  );
  const inHand = question !== null && (rt.store.pauses.until(contact) ?? 0) > rt.now();
  const latest = inHand ? rt.store.messages.latestSentTo(contact, channel) : null;
  return latest !== null && isOperators(latest) ? latest : question;
}

/** "Do not write to me here any more": the channel as a whole and each of its topics. */
function unsubscribe(rt: Runtime, stepper: Stepper, contact: number, channel: string, source: string): void {
  const { contacts } = rt.store;
  const topics = new Set([
    '',
    ...contacts
      .consents(contact)
      .filter((one) => one.channel === channel)
      .map((one) => one.topic),
  ]);
  for (const topic of topics) contacts.setConsent(contact, { channel, topic, granted: false }, rt.now(), source);
  leaveUnreachable(rt, stepper.end, contact);
}
