/**
 * Asks vendors what is new, each at its own pace, and at once where one tells that there is something; the position is kept in the
 * transaction that applies what was found.
 */
import { ConnectorError } from '../sdk/connector.ts';
import type { Millis } from '../sdk/time.ts';
import { type Asking, makeAsking } from './asking.ts';
import { crashPoint } from './crash-points.ts';
import type { OpenAccount } from './lane.ts';
import { makeListener, reconnectPause } from './listener.ts';
import { applyIncoming } from './receive.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';

const pollTimeout = 60_000;
const retryAfter: Millis = 60_000;
/** A vendor may leave us waiting so long for something to happen. Longer, and proxies in between cut the line. */
const holdFor: Millis = 25_000;
const cannotPoll: Millis = 3_600_000;
/** News may come thick and fast; a poll may be a login. */
const betweenNews: Millis = 3000;
/** Nobody asks after that what became of a message: many networks never say. */
const openFor: Millis = 3 * 24 * 3_600_000;

export interface Poller extends Asking {
  /**
   * While the engine lives on the wall clock: keeps connections over which vendors tell that there is something new, and makes
   * the poll due when they do. To be called again at `listenAt`. `stopListening` resolves when all are closed.
   */
  listen(): void;
  listenAt(): Millis | null;
  stopListening(): Promise<void>;
  pollNow(account: string | null): Promise<{ contacts: number; events: number; messages: number }>;
  forget(account: string): void;
  close(): Promise<void>;
}

export function makePoller(
  rt: Runtime,
  stepper: Stepper,
  transaction: Transaction,
  openAccount: (account: string) => Promise<OpenAccount>,
  random: () => number,
  wake: () => void,
): Poller {
  const open = new Map<string, OpenAccount>();
  /** After an error the next try, by account; and how often in a row nobody was to be reached. */
  const notBefore = new Map<string, { at: Millis; unreachable: number }>();
  /** Vendors that told of something new since their account was polled last. */
  const news = new Set<string>();
  const { accounts } = rt.store;

  const told = (account: string): void => {
    news.add(account);
    wake();
  };
  const listener = makeListener(rt, openAccount, random, {
    listening(account) {
      // The vendor is there again: what came meanwhile is not left to wait.
      if (isUnreachable(account)) notBefore.delete(account);
      told(account);
    },
    news: told,
    ended(account, error) {
      if (isRefused(error)) refused(account, error);
      wake();
    },
  });

  const isUnreachable = (account: string): boolean => (notBefore.get(account)?.unreachable ?? 0) > 0;

  const pollable = () =>
    accounts.paces().flatMap((account) => {
      const connector = rt.registry.connectors.get(account.type);
      if (connector === undefined || connector.pollEvery === null) return [];
      const { pollEvery, pollWhileListening = pollEvery } = connector;
      return [{ account, every: listener.holds(account.id) ? pollWhileListening : pollEvery }];
    });

  const dueAt = (id: string, polledAt: Millis | null, every: Millis): Millis =>
    Math.max(
      polledAt === null ? 0 : polledAt + (news.has(id) ? Math.min(betweenNews, every) : every),
      notBefore.get(id)?.at ?? 0,
    );

  /** The account's owner has to do something: it is told, and nothing is asked for an hour. */
  function refused(account: string, error: ConnectorError): void {
    transaction(() => {
      rt.topics.add('accounts');
      rt.topics.add('notices');
      // Told already, and held until it is done.
      if (accounts.awaitsSignIn(account)) return;
      accounts.pause(account, rt.now() + 3_600_000, error.message);
      rt.store.notices.add(rt.now(), 'account-bad-credentials', { account, reason: error.message });
    });
  }

  async function poll(
    id: string,
    signal: AbortSignal,
    mayHold: boolean,
  ): Promise<{ contacts: number; events: number; messages: number }> {
    const found = { contacts: 0, events: 0, messages: 0 };
    // What is told from here on may be too new for this poll.
    news.delete(id);
    let client = open.get(id);
    if (client === undefined) {
      client = await openAccount(id);
      open.set(id, client);
    }
    if (client.client.poll === undefined) {
      // Its connector says that such accounts are polled, this one cannot be: it is not due again at once.
      notBefore.set(id, { at: rt.now() + cannotPoll, unreachable: 0 });
      return found;
    }
    for (let more = true; more && !signal.aborted; ) {
      const result = await client.client.poll(accounts.get(id)?.cursor ?? null, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(pollTimeout)]),
        now: rt.now(),
        ...(mayHold ? { hold: { for: holdFor, now: rt.now } } : {}),
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

  async function pollOrRest(account: string, signal: AbortSignal): Promise<void> {
    try {
      await poll(account, signal, true);
    } catch (error) {
      if (signal.aborted) return;
      const known = error instanceof ConnectorError ? error : null;
      const unreachable = known?.errorClass === 'unreachable' ? (notBefore.get(account)?.unreachable ?? 0) + 1 : 0;
      // A network that was away for a moment is there again the next: it takes some seconds after a computer has woken.
      const pause = unreachable > 0 ? Math.min(reconnectPause(unreachable, random), retryAfter) : retryAfter;
      notBefore.set(account, { at: rt.now() + (known?.retryAfter ?? pause), unreachable });
      // Whatever was told is still to be fetched.
      news.add(account);
      if (unreachable > 0) listener.distrust(account);
      if (isRefused(error)) refused(account, error);
    }
  }

  const asking = makeAsking({
    now: rt.now,
    times: () =>
      pollable()
        .filter(({ account }) => !account.awaitsSignIn)
        .map(({ account, every }) => ({
          account: account.id,
          at: Math.max(dueAt(account.id, account.polledAt, every), account.pausedUntil ?? 0),
        })),
    ask: pollOrRest,
    wake,
  });

  return {
    ...asking,
    listen: listener.tend,
    listenAt: listener.nextAt,
    stopListening: listener.stop,
    afterSleep() {
      for (const account of [...notBefore.keys()]) if (isUnreachable(account)) notBefore.delete(account);
      listener.afterSleep();
      asking.afterSleep();
    },
    async pollNow(account) {
      const total = { contacts: 0, events: 0, messages: 0 };
      const signal = AbortSignal.timeout(pollTimeout * 5);
      for (const one of pollable()) {
        if (account !== null && one.account.id !== account) continue;
        const found = await asking.instead(one.account.id, () => poll(one.account.id, signal, false));
        total.contacts += found.contacts;
        total.events += found.events;
        total.messages += found.messages;
      }
      return total;
    },
    forget(account) {
      asking.letGo(account);
      void open.get(account)?.client.close?.();
      open.delete(account);
      notBefore.delete(account);
      news.delete(account);
      listener.forget(account);
    },
    async close() {
      await listener.stop();
      for (const client of open.values()) await client.client.close?.();
      open.clear();
    },
  };
}

const isRefused = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && error.errorClass === 'bad-credentials';
