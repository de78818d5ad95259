/** How much strangers may ask: so many at once, so many a second over time. */
import type { Millis } from '../sdk/time.ts';

/** A bucket of allowances that fills again over time. */
export function allowance(burst: number, perSecond: number): (now: Millis) => boolean {
  let left: number = burst;
  let since = 0;
  return (now) => {
    left = Math.min(burst, left + (Math.max(0, now - since) / 1000) * perSecond);
    since = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** A bucket for each caller; of a crowd of callers those that came last are remembered. */
export function allowances(burst: number, perSecond: number, remembered = 10_000) {
  const buckets = new Map<string, (now: Millis) => boolean>();
  return (caller: string, now: Millis): boolean => {
    const bucket = buckets.get(caller) ?? allowance(burst, perSecond);
    buckets.delete(caller);
    buckets.set(caller, bucket);
    for (const oldest of buckets.keys()) {
      if (buckets.size <= remembered) break;
      buckets.delete(oldest);
    }
    return bucket(now);
  };
}
