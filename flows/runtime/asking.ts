/**
 * Accounts that are asked from time to time, each by itself: a vendor that takes long to answer keeps none of the others
 * waiting. It has no timer of its own: the engine sleeps until `nextAt`, and `askDue` does what is due then.
 */
import type { Millis } from '../sdk/time.ts';

export interface Asking {
  /**
   * Begins to ask every account whose time has come and that is not being asked. Throws what ended an earlier asking, if the
   * asking did not know what to do about it: a full disk, not a vendor's error.
   */
  askDue(signal: AbortSignal): void;
  /** When the next account is due of those that are not being asked. */
  nextAt(): Millis | null;
  /** The computer slept: lines held since before are dead, whatever they look like. Who was asked is asked anew. */
  afterSleep(): void;
  /** Resolves when nobody is being asked. Throws as `askDue` does. */
  asked(): Promise<void>;
}

export interface AskingParts {
  now: () => Millis;
  /** When each account is to be asked next. */
  times: () => Iterable<{ account: string; at: Millis }>;
  /** What fails after the signal has aborted is nobody's fault. */
  ask: (account: string, signal: AbortSignal) => Promise<void>;
  /** An account has been asked. */
  wake: () => void;
}

/** An account that is being asked. */
interface Call {
  over: Promise<void>;
  /** Null: somebody waits for the answer. */
  stop: AbortController | null;
}

export interface AskingInTurn extends Asking {
  /** Asks an account for somebody who waits for the answer, in the place of whatever it is being asked: a vendor may answer one call at a time. */
  instead<T>(account: string, ask: () => Promise<T>): Promise<T>;
  /** The account is not waited for any more. */
  letGo(account: string): void;
}

export function makeAsking({ now, times, ask, wake }: AskingParts): AskingInTurn {
  const calls = new Map<string, Call>();
  let failure: { error: unknown } | null = null;

  /** `asking` does not reject. */
  function keep(account: string, stop: AbortController | null, asking: Promise<void>): void {
    const call: Call = {
      stop,
      over: asking.then(() => {
        if (calls.get(account) === call) calls.delete(account);
        wake();
      }),
    };
    calls.set(account, call);
  }

  function throwFailure(): void {
    if (failure === null) return;
    const { error } = failure;
    failure = null;
    throw error;
  }

  return {
    askDue(signal) {
      throwFailure();
      const at = now();
      for (const due of [...times()]) {
        if (due.at > at || calls.has(due.account)) continue;
        const stop = new AbortController();
        const asking = ask(due.account, AbortSignal.any([signal, stop.signal])).catch((error: unknown) => {
          failure ??= { error };
        });
        keep(due.account, stop, asking);
      }
    },
    nextAt() {
      let next: Millis | null = null;
      for (const { account, at } of times()) if (!calls.has(account) && (next === null || at < next)) next = at;
      return next;
    },
    async instead(account, askForIt) {
      const before = calls.get(account);
      before?.stop?.abort();
      const asking = (async () => {
        await before?.over;
        return askForIt();
      })();
      keep(
        account,
        null,
        asking.then(
          () => undefined,
          () => undefined,
        ),
      );
      return asking;
    },
    letGo(account) {
      calls.get(account)?.stop?.abort();
    },
    afterSleep() {
      for (const { stop } of calls.values()) stop?.abort();
    },
    async asked() {
      await Promise.all([...calls.values()].map(({ over }) => over));
      throwFailure();
    },
  };
}
