/** Asks vendors what is new, each at its own pace; the position is kept in the transaction that applies what was found. */
import { ConnectorError } from '../sdk/connector.ts';
import type { Millis } from '../sdk/time.ts';
import { crashPoint } from './crash-points.ts';
import type { OpenAccount } from './lane.ts';
import { applyIncoming } from './receive.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

const pollTimeout = 60_000;
const retryAfter: Millis = 60_000;
/** Nobody asks after that what became of a message: many networks never say. */
const openFor: Millis = 3 * 24 * 3_600_000;

export interface Poller {
  /** Polls every account whose time has come. True when something was found. */
  pollDue(signal: AbortSignal): Promise<boolean>;
  pollNow(account: string | null): Promise<{ contacts: number; events: number; messages: number }>;
  nextAt(): Millis | null;
  forget(account: string): void;
  close(): Promise<void>;
}

export function makePoller(
  rt: Runtime,
  stepper: Stepper,
  transaction: (work: () => void) => void,
  openAccount: (account: string) => Promise<OpenAccount>,
): Poller {
  const open = new Map<string, OpenAccount>();
  /** After an error the next try, by account. */
  const notBefore = new Map<string, Millis>();
  const { accounts } = rt.store;

  const pollable = () =>
    accounts.list().flatMap((account) => {
      const every = rt.registry.connectors.get(account.type)?.pollEvery ?? null;
      return every === null ? [] : [{ account, every }];
    });

  const dueAt = (id: string, polledAt: Millis | null, every: Millis): Millis =>
    Math.max(polledAt === null ? 0 : polledAt + every, notBefore.get(id) ?? 0);

  async function poll(
    id: string,
    signal: AbortSignal,
  ): Promise<{ contacts: number; events: number; messages: number }> {
    const found = { contacts: 0, events: 0, messages: 0 };
    let client = open.get(id);
    if (client === undefined) {
      client = await openAccount(id);
      open.set(id, client);
    }
    if (client.client.poll === undefined) return found;
    for (let more = true; more && !signal.aborted; ) {
      const result = await client.client.poll(accounts.get(id)?.cursor ?? null, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(pollTimeout)]),
        now: rt.now(),
        open: (after, limit) => rt.store.messages.openOf(id, after ?? { sentAt: rt.now() - openFor, id: 0 }, limit),
      });
      transaction(() => {
        for (const incoming of result.incoming) {
          const applied = applyIncoming(rt, stepper, id, incoming);
          found.events += applied.events;
          found.messages += applied.messages;
        }
        accounts.keepCursor(id, result.cursor, rt.now());
        crashPoint('poll-before-commit');
      });
      crashPoint('poll-after-commit');
      more = result.more;
    }
    notBefore.delete(id);
    return found;
  }

  return {
    async pollDue(signal) {
      let found = false;
      for (const { account, every } of pollable()) {
        if (signal.aborted || dueAt(account.id, account.polledAt, every) > rt.now()) continue;
        if (account.pausedUntil !== null && account.pausedUntil > rt.now()) continue;
        if (account.signInNeeded !== null) continue;
        try {
          const result = await poll(account.id, signal);
          found = found || result.events + result.messages > 0;
        } catch (error) {
          const wait = error instanceof ConnectorError && error.retryAfter !== null ? error.retryAfter : retryAfter;
          notBefore.set(account.id, rt.now() + wait);
          if (error instanceof ConnectorError && error.errorClass === 'bad-credentials') {
            transaction(() => {
              rt.topics.add('accounts');
              rt.topics.add('notices');
              // Told already, and held until it is done.
              if (accounts.awaitsSignIn(account.id)) return;
              accounts.pause(account.id, rt.now() + 3_600_000, error.message);
              rt.store.notices.add(rt.now(), 'account-bad-credentials', { account: account.id, reason: error.message });
            });
          }
        }
      }
      return found;
    },
    async pollNow(account) {
      const total = { contacts: 0, events: 0, messages: 0 };
      const signal = AbortSignal.timeout(pollTimeout * 5);
      for (const one of pollable()) {
        if (account !== null && one.account.id !== account) continue;
        const found = await poll(one.account.id, signal);
        total.contacts += found.contacts;
        total.events += found.events;
        total.messages += found.messages;
      }
      return total;
    },
    nextAt() {
      let next: Millis | null = null;
      for (const { account, every } of pollable()) {
        if (account.signInNeeded !== null) continue;
        const at = Math.max(dueAt(account.id, account.polledAt, every), account.pausedUntil ?? 0);
        if (next === null || at < next) next = at;
      }
      return next;
    },
    forget(account) {
      void open.get(account)?.client.close?.();
      open.delete(account);
      notBefore.delete(account);
    },
    async close() {
      for (const client of open.values()) await client.client.close?.();
      open.clear();
    },
  };
}
