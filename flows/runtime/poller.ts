/**
 * Asks vendors what is new, each at its own pace, and at once where one tells that there is something; the position is kept in the
 * transaction that applies what was found.
 */
import { ConnectorError } from '../sdk/connector.ts';
import type { Millis } from '../sdk/time.ts';
import { crashPoint } from './crash-points.ts';
import type { OpenAccount } from './lane.ts';
import { makeListener } from './listener.ts';
import { applyIncoming } from './receive.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

const pollTimeout = 60_000;
const retryAfter: Millis = 60_000;
/** News may come thick and fast; a poll may be a login. */
const betweenNews: Millis = 3000;
/** Nobody asks after that what became of a message: many networks never say. */
const openFor: Millis = 3 * 24 * 3_600_000;

export interface Poller {
  /**
   * While the engine lives on the wall clock: keeps connections over which vendors tell that there is something new, and makes
   * the poll due when they do. To be called again at `listenAt`. `stopListening` resolves when all are closed.
   */
  listen(): void;
  listenAt(): Millis | null;
  stopListening(): Promise<void>;
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
  random: () => number,
  wake: () => void,
): Poller {
  const open = new Map<string, OpenAccount>();
  /** After an error the next try, by account. */
  const notBefore = new Map<string, { at: Millis; unreachable: boolean }>();
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
      if (notBefore.get(account)?.unreachable === true) notBefore.delete(account);
      told(account);
    },
    news: told,
    ended(account, error) {
      if (isRefused(error)) refused(account, error);
      wake();
    },
  });

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
  ): Promise<{ contacts: number; events: number; messages: number }> {
    const found = { contacts: 0, events: 0, messages: 0 };
    // What is told from here on may be too new for this poll.
    news.delete(id);
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
    listen: listener.tend,
    listenAt: listener.nextAt,
    stopListening: listener.stop,
    async pollDue(signal) {
      let found = false;
      for (const { account, every } of pollable()) {
        if (signal.aborted || dueAt(account.id, account.polledAt, every) > rt.now()) continue;
        if (account.pausedUntil !== null && account.pausedUntil > rt.now()) continue;
        if (account.awaitsSignIn) continue;
        try {
          const result = await poll(account.id, signal);
          found = found || result.events + result.messages > 0;
        } catch (error) {
          const known = error instanceof ConnectorError ? error : null;
          const unreachable = known?.errorClass === 'unreachable';
          notBefore.set(account.id, { at: rt.now() + (known?.retryAfter ?? retryAfter), unreachable });
          // Whatever was told is still to be fetched.
          news.add(account.id);
          if (unreachable) listener.distrust(account.id);
          if (isRefused(error)) refused(account.id, error);
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
        if (account.awaitsSignIn) continue;
        const at = Math.max(dueAt(account.id, account.polledAt, every), account.pausedUntil ?? 0);
        if (next === null || at < next) next = at;
      }
      return next;
    },
    forget(account) {
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
