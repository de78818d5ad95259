/**
 * Holds a connection for each account whose vendor tells over it that there is something new. Nothing comes in by it: news make the
 * account's poll due, no more. It has no timer of its own: the engine sleeps until `nextAt`, and `tend` does what is due then.
 */
import { ConnectorError } from '../sdk/connector.ts';
import type { Millis } from '../sdk/time.ts';
import type { OpenAccount } from './lane.ts';
import type { Runtime } from './state.ts';

const firstPause: Millis = 1000;
const longestPause: Millis = 300_000;
/** A connection that held so long was a good one: after it the pauses begin anew. */
const goodAfter: Millis = 60_000;
/** A server that tells nothing may learn to. */
const askAgainAfter: Millis = 24 * 3_600_000;

/** Milliseconds before the next try: a second, doubling to five minutes, with jitter of a fifth either way. */
export const reconnectPause = (failures: number, random: () => number): Millis =>
  Math.round(Math.min(firstPause * 2 ** (failures - 1), longestPause) * (0.8 + 0.4 * random()));

export interface ListenerEvents {
  /** The connection holds: what came before it is to be polled for. */
  listening(account: string): void;
  news(account: string): void;
  /** A connection ended, well or not; null: it was not refused or cut by an error. */
  ended(account: string, error: unknown): void;
}

export interface Listener {
  /** Connections that should be there are made, those that should not are closed. */
  tend(): void;
  /** Whether news of the account are told at once. */
  holds(account: string): boolean;
  /** When `tend` has something to do next; null: when an account changes. */
  nextAt(): Millis | null;
  /** The connection is closed; the next `tend` makes one with the settings as they are then. */
  forget(account: string): void;
  /** Something else shows that the connection is dead: another one is made after a pause. */
  distrust(account: string): void;
  /** The computer slept: no connection from before is to be trusted. */
  afterSleep(): void;
  /** Closes all, and resolves when they are. */
  stop(): Promise<void>;
}

/** What is known of one account. */
interface Ear {
  connection: { stop: AbortController; over: Promise<void>; listeningSince: Millis | null } | null;
  /** In a row. */
  failures: number;
  notBefore: Millis;
}

export function makeListener(
  rt: Runtime,
  openAccount: (account: string) => Promise<OpenAccount>,
  random: () => number,
  events: ListenerEvents,
): Listener {
  const ears = new Map<string, Ear>();
  /** When the first pause of an account ends. */
  let resting: Millis | null = null;

  const close = (account: string): Promise<void> => {
    const connection = ears.get(account)?.connection ?? null;
    ears.delete(account);
    connection?.stop.abort();
    return connection?.over ?? Promise.resolve();
  };

  /** The account's own connection, so that nothing which is done by the others disturbs it. */
  async function hear(account: string, ear: Ear, signal: AbortSignal): Promise<'ended' | 'cannot'> {
    const { client } = await openAccount(account);
    const isMine = (): boolean => ears.get(account) === ear && !signal.aborted;
    try {
      if (signal.aborted) return 'ended';
      if (client.listen === undefined) return 'cannot';
      return await client.listen({
        signal,
        onListening: () => {
          if (!isMine() || ear.connection === null) return;
          ear.connection.listeningSince = rt.now();
          events.listening(account);
        },
        onNews: () => {
          if (isMine()) events.news(account);
        },
      });
    } finally {
      await client.close?.();
    }
  }

  function over(account: string, ear: Ear, how: 'ended' | 'cannot' | { error: unknown }): void {
    const since = ear.connection?.listeningSince ?? null;
    ear.connection = null;
    // Closed by us.
    if (ears.get(account) !== ear) return;
    if (how === 'cannot') ear.notBefore = rt.now() + askAgainAfter;
    else {
      ear.failures = since !== null && rt.now() - since >= goodAfter ? 1 : ear.failures + 1;
      const error = typeof how === 'object' ? how.error : null;
      const asked = error instanceof ConnectorError ? (error.retryAfter ?? 0) : 0;
      ear.notBefore = rt.now() + Math.max(asked, reconnectPause(ear.failures, random));
      events.ended(account, error);
    }
  }

  function connect(account: string, ear: Ear): void {
    const stop = new AbortController();
    const done = hear(account, ear, stop.signal)
      .then(
        (how) => over(account, ear, how),
        (error: unknown) => over(account, ear, { error }),
      )
      // What cannot be written down now, such as to a full disk, ends the engine's own round.
      .catch(() => {});
    ear.connection = { stop, over: done, listeningSince: null };
  }

  return {
    tend() {
      const now = rt.now();
      const wanted = new Set<string>();
      resting = null;
      for (const account of rt.store.accounts.paces()) {
        if (rt.registry.connectors.get(account.type)?.pollWhileListening === undefined) continue;
        if (account.awaitsSignIn) continue;
        if (account.pausedUntil !== null && account.pausedUntil > now) {
          resting = Math.min(resting ?? account.pausedUntil, account.pausedUntil);
          continue;
        }
        wanted.add(account.id);
        let ear = ears.get(account.id);
        if (ear === undefined) {
          ear = { connection: null, failures: 0, notBefore: 0 };
          ears.set(account.id, ear);
        }
        if (ear.connection === null && ear.notBefore <= now) connect(account.id, ear);
      }
      for (const account of [...ears.keys()]) if (!wanted.has(account)) void close(account);
    },
    holds: (account) => (ears.get(account)?.connection?.listeningSince ?? null) !== null,
    nextAt() {
      let next = resting;
      for (const { connection, notBefore } of ears.values())
        if (connection === null && (next === null || notBefore < next)) next = notBefore;
      return next;
    },
    forget: (account) => void close(account),
    distrust: (account) => void ears.get(account)?.connection?.stop.abort(),
    afterSleep() {
      for (const { connection } of ears.values()) connection?.stop.abort();
    },
    async stop() {
      resting = null;
      await Promise.all([...ears.keys()].map(close));
    },
  };
}
