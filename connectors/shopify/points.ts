/**
 * How many points a query may cost right now. Shopify fills a bucket for each app and shop, and says after every call how much is in it; it
 * wants the whole of what a query may cost at most, and gives back what was not used. Shared by everybody who calls in this process.
 */
import type { Millis } from '../../flows/sdk/time.ts';

/** Left for the shop's own people and for other calls of this app. */
const reserve = 200;

interface Bucket {
  available: number;
  /** Of questions without an answer yet: what the vendor says may not know of them. */
  asked: number;
  /** Of the bucket. */
  most: number;
  perSecond: number;
  at: number;
}
export interface Points {
  /** Milliseconds until a query of this cost may be asked; it counts as asked from then on. */
  take(cost: number): Millis;
  /** The question that took them was answered, or will not be. */
  done(cost: number): void;
  /** As the vendor says it. After `done`. */
  learn(throttle: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number }): void;
}

const buckets = new Map<string, Bucket>();

export function pointsOf(login: string): Points {
  const own = (): Bucket => {
    // The smallest plan's, until it is told.
    const known = buckets.get(login) ?? {
      available: 1000,
      asked: 0,
      most: 1000,
      perSecond: 100,
      at: performance.now(),
    };
    buckets.set(login, known);
    return known;
  };
  return {
    take(cost) {
      const bucket = own();
      const now = performance.now();
      bucket.available = Math.min(bucket.most, bucket.available + ((now - bucket.at) / 1000) * bucket.perSecond);
      bucket.at = now;
      const missing = Math.min(cost + reserve, bucket.most) - bucket.available;
      // A debt is what those before have to wait for.
      bucket.available -= cost;
      bucket.asked += cost;
      return missing <= 0 ? 0 : Math.ceil((missing / bucket.perSecond) * 1000);
    },
    done(cost) {
      own().asked -= cost;
    },
    learn({ maximumAvailable, currentlyAvailable, restoreRate }) {
      const bucket = own();
      bucket.most = maximumAvailable;
      bucket.perSecond = Math.max(1, restoreRate);
      bucket.available = Math.min(bucket.most, currentlyAvailable) - bucket.asked;
      bucket.at = performance.now();
    },
  };
}
