/** Which message of ours a notice is about, and which contact wrote. */
import { addressKindOf } from '../sdk/channels.ts';
import type { Incoming } from '../sdk/connector.ts';
import type { MessageRecord } from '../store/messages.ts';
import type { Runtime } from './state.ts';

type Receipt = Extract<Incoming, { kind: 'receipt' }>;
type Written = Extract<Incoming, { kind: 'message' }>;

/**
 * The answer to our call was lost, and with it the vendor's id; but the vendor repeats our key. Other workspaces may have the same
 * key at the same vendor: the recipient has to be the same too.
 */
export function neverNamed(rt: Runtime, account: string, { key, recipient }: Receipt): MessageRecord | null {
  const message = key === undefined ? null : rt.store.messages.byKey(key);
  if (message === null || message.account_id !== account || message.vendor_id !== null) return null;
  return recipient !== undefined && message.recipient?.toLowerCase() === recipient.toLowerCase() ? message : null;
}

/** Who was erased is not kept again because they wrote: the owner is told that somebody did. */
export const isOfErased = (rt: Runtime, incoming: Written): boolean => wasErased(rt, addressesOf(incoming));

/** Is nobody known by any of these, and somebody erased who had one? */
export function wasErased(rt: Runtime, given: readonly { kind: string; value: string }[]): boolean {
  const { contacts, personRequests } = rt.store;
  return (
    given.every(({ kind, value }) => contacts.byAddress(kind, value) === null) &&
    given.some(({ kind, value }) => personRequests.erasedBy(kind, value) !== null)
  );
}

/** All by which the sender may be known; the one that answers go to comes first. */
const addressesOf = ({ channel, from, also = [] }: Written) => [{ kind: addressKindOf(channel), value: from }, ...also];

/** Who wrote, when they are known by any of their addresses; the one they wrote from is then theirs too. */
export function senderOf(rt: Runtime, incoming: Written): number | null {
  const { contacts, personRequests } = rt.store;
  const [written, ...also] = addressesOf(incoming) as [{ kind: string; value: string }];
  const known = contacts.byAddress(written.kind, written.value);
  if (known !== null) return known;
  for (const { kind, value } of also) {
    const found = contacts.byAddress(kind, value);
    if (found === null) continue;
    // Another way of writing the same address says nothing new; one that was erased is not kept again.
    if (kind !== written.kind && personRequests.erasedBy(written.kind, written.value) === null)
      contacts.addAddress(found, written, rt.now());
    return found;
  }
  return null;
}

/** The vendor carried our own number of the message; another workspace's may have been the same. */
export function ourNumber(rt: Runtime, account: string, contact: number, id: number | undefined): MessageRecord | null {
  const message = id === undefined ? null : rt.store.messages.get(id);
  return message?.account_id === account && message.contact_id === contact && message.sent_at !== null ? message : null;
}
