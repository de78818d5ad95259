/**
 * How fast a vendor may be asked: one token bucket for each login, shared by everybody who calls it in this process (what is read, what
 * is written, what screens ask), because the vendor counts them together.
 */
import type { Millis } from '../flows/sdk/time.ts';

export interface Pace {
  /** Resolves when it is the caller's turn. Throws the signal's reason when it is aborted meanwhile. */
  turn(signal: AbortSignal): Promise<void>;
  /** The vendor asked everybody to wait. */
  hold(ms: Millis): void;
}

interface Bucket {
  tokens: number;
  at: number;
  heldUntil: number;
}

const buckets = new Map<string, Bucket>();

/** `login` names whom the vendor counts: an address and a token's hash, say. It is kept in memory only. */
export function paceOf(login: string, { perSecond, burst }: { perSecond: number; burst: number }): Pace {
  const own = (): Bucket => {
    const known = buckets.get(login) ?? { tokens: burst, at: performance.now(), heldUntil: 0 };
    buckets.set(login, known);
    return known;
  };
  return {
    async turn(signal) {
      signal.throwIfAborted();
      const bucket = own();
      const now = performance.now();
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond) - 1;
      bucket.at = now;
      // A debt is what those before have to wait for: turns come in the order of asking.
      const ms = Math.max(bucket.heldUntil - now, bucket.tokens >= 0 ? 0 : (-bucket.tokens / perSecond) * 1000);
      if (ms > 0) await sleep(ms, signal);
    },
    hold(ms) {
      const bucket = own();
      bucket.heldUntil = Math.max(bucket.heldUntil, performance.now() + ms);
    },
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
