/**
 * What an account's vendor takes in any second, whoever asks: messages and operations of one account count together. A bucket
 * spreads the calls; as it alone would let its store and a second's refill through, those that have just left are counted too.
 */

export interface Rate {
  /** How many may leave now; Infinity where there is no limit. */
  free(): number;
  /** One leaves at this moment. */
  take(): void;
  /** Milliseconds of real time until one may leave; 0: it may now. */
  wait(): number;
}

/** Of vendors that name no limit, and of accounts that are not open. */
export const unlimited: Rate = { free: () => Number.POSITIVE_INFINITY, take: () => {}, wait: () => 0 };

/** `clock` in milliseconds, such as `performance.now()`: one that nobody sets. */
export function makeRate(perSecond: number, clock: () => number): Rate {
  const most = Math.max(1, Math.floor(perSecond));
  /** A second; where less than one a second is taken, as long as one takes. */
  const span = Math.max(1000, 1000 / perSecond);
  /** After a start nobody knows what has just left: it does not begin with a full bucket. */
  let tokens = 1;
  let refilledAt = clock();
  /** When the last ones left, oldest first: as many as the span takes. */
  const left: number[] = [];
  const refill = (): number => {
    const now = clock();
    tokens = Math.min(Math.max(1, Math.ceil(perSecond)), tokens + ((now - refilledAt) / 1000) * perSecond);
    refilledAt = now;
    return now;
  };
  return {
    free() {
      const now = refill();
      const recent = left.filter((at) => at > now - span).length;
      return Math.max(0, Math.min(Math.floor(tokens), most - recent));
    },
    take() {
      left.push(refill());
      tokens--;
      if (left.length > most) left.shift();
    },
    wait() {
      const now = refill();
      const token = ((1 - tokens) / perSecond) * 1000;
      const oldest = left.length < most ? undefined : left[0];
      return Math.max(0, Math.ceil(token), oldest === undefined ? 0 : Math.ceil(oldest + span - now));
    },
  };
}

/** The limit of each account, made when it is first opened and kept while the engine lives; anew where an account of its name takes another pace. */
export type Rates = (account: string, perSecond: number | null) => Rate;

export function makeRates(clock: () => number = () => performance.now()): Rates {
  const known = new Map<string, { perSecond: number; rate: Rate }>();
  return (account, perSecond) => {
    if (perSecond === null) return unlimited;
    const kept = known.get(account);
    if (kept?.perSecond === perSecond) return kept.rate;
    const rate = makeRate(perSecond, clock);
    known.set(account, { perSecond, rate });
    return rate;
  };
}
