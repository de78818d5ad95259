/** What a failed send leads to: another try, a failed or unknown message, a paused account. By the connector's error class. */
import { addressKindOf } from '../sdk/channels.ts';
import { ConnectorError } from '../sdk/connector.ts';
import type { MessageResult } from '../sdk/outcome.ts';
import type { Millis } from '../sdk/time.ts';
import type { MessageRecord } from '../store/messages.ts';
import type { Lane } from './lane.ts';
import type { Settlement } from './settle.ts';
import type { Runtime } from './state.ts';

/** Tries in all; then the message has failed. */
export const maxAttempts = 6;
/** Tries in all of a message that the vendor has no room for just now: that is no fault of the message. */
export const maxRefusals = 20;
/** Milliseconds before try n + 1: 10 s doubling to an hour, with jitter of a fifth either way. */
export function backoff(attempts: number, random: () => number): Millis {
  const base = Math.min(10_000 * 2 ** (attempts - 1), 3_600_000);
  return Math.round(base * (0.8 + 0.4 * random()));
}

/** Within the caller's transaction. Null when the message will be tried again; else what the journey is told. */
export function failure(rt: Runtime, settlement: Settlement, random: () => number) {
  const { accounts, notices } = rt.store;
  return (lane: Lane, message: MessageRecord, error: unknown, handed: boolean): MessageResult | null => {
    const known = error instanceof ConnectorError ? error : null;
    const dedupes = lane.open?.connector.deduplicatesByKey ?? false;
    const mayHaveActed = known === null ? handed : known.mayHaveActed;
    if (mayHaveActed && !dedupes) return settlement.unknown(message, known?.message ?? 'interrupted');
    if (mayHaveActed) settlement.mayHaveLeft(message);
    const errorClass = known?.errorClass ?? 'temporary';
    const again = (due: Millis, reason: string): null => {
      settlement.again(message, due, reason);
      return null;
    };
    switch (errorClass) {
      case 'bad-credentials': {
        const account = message.account_id as string;
        if (accounts.awaitsSignIn(account)) {
          // Told already, and held until it is done: nothing is tried meanwhile.
          rt.topics.add('accounts');
          rt.topics.add('notices');
          lane.breaker.probe();
          return again(rt.now(), 'account-paused');
        }
        // Those that were in flight together are told of once.
        if ((accounts.pausedUntil(account) ?? 0) <= rt.now()) {
          notices.add(rt.now(), 'account-bad-credentials', { account, reason: known?.message ?? '' });
          rt.topics.add('notices');
        }
        accounts.pause(account, rt.now() + 3_600_000, known?.message ?? errorClass);
        rt.topics.add('accounts');
        lane.breaker.probe();
        return again(rt.now() + 3_600_000, 'account-paused');
      }
      case 'rate-limited': {
        if (message.attempts >= maxRefusals) return settlement.failed(message, errorClass);
        const wait = known?.retryAfter ?? backoff(message.attempts, random);
        accounts.pause(message.account_id as string, rt.now() + wait, known?.message ?? errorClass);
        return again(rt.now() + wait, 'account-paused');
      }
      case 'temporary':
      case 'unreachable': {
        const pause = lane.breaker.failed(rt.now());
        if (pause !== null) {
          accounts.pause(message.account_id as string, rt.now() + pause, known?.message ?? errorClass);
          notices.add(rt.now(), 'account-failing', { account: message.account_id, reason: known?.message ?? '' });
          rt.topics.add('accounts');
          rt.topics.add('notices');
        }
        if (message.attempts >= maxAttempts) return settlement.failed(message, errorClass);
        return again(rt.now() + (known?.retryAfter ?? backoff(message.attempts, random)), errorClass);
      }
      case 'blocked':
      case 'unreachable-recipient':
        rt.store.contacts.setAddressState(
          message.contact_id,
          { kind: addressKindOf(message.channel), value: message.recipient ?? '' },
          errorClass === 'blocked' ? 'blocked' : 'bounced',
          known?.message ?? errorClass,
          rt.now(),
        );
        rt.topics.add('contacts');
        return settlement.refused(message, errorClass);
      case 'outside-window':
      case 'bad-request':
        return settlement.refused(message, errorClass);
    }
  };
}
