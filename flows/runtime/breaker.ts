/**
 * Tells when an account fails so much that it should rest: five failures one after the other, or half of the last twenty.
 * One failure of five is nothing. After the rest one message is tried alone; when it fails too the next rest is twice as long.
 */
import type { Millis } from '../sdk/time.ts';

const inARow = 5;
const sample = 20;
const rate = 0.5;
const firstRest: Millis = 60_000;
const longestRest: Millis = 3_600_000;

export interface Breaker {
  succeeded(): void;
  /** How long the account should rest from now on, or null when it may go on (or rests already). */
  failed(now: Millis): Millis | null;
  /** Whatever the account rested for, the next message is tried alone. */
  probe(): void;
  /** One message at a time until one succeeds. */
  probing(): boolean;
  /** The account was changed: what went before does not count. */
  reset(): void;
}

export function makeBreaker(): Breaker {
  let recent: boolean[] = [];
  let rest = firstRest;
  let openUntil = Number.NEGATIVE_INFINITY;
  let alone = false;
  const reset = (): void => {
    recent = [];
    rest = firstRest;
    alone = false;
  };
  const trip = (now: Millis): Millis => {
    const pause = rest;
    rest = Math.min(rest * 2, longestRest);
    recent = [];
    alone = true;
    openUntil = now + pause;
    return pause;
  };
  return {
    succeeded() {
      if (alone) return reset();
      recent.push(true);
      if (recent.length > sample) recent.shift();
    },
    failed(now) {
      // What was in flight when it tripped says nothing new.
      if (now < openUntil) return null;
      if (alone) return trip(now);
      recent.push(false);
      if (recent.length > sample) recent.shift();
      const failures = recent.filter((ok) => !ok).length;
      const row = recent.length >= inARow && recent.slice(-inARow).every((ok) => !ok);
      return row || (recent.length === sample && failures >= sample * rate) ? trip(now) : null;
    },
    probe() {
      alone = true;
    },
    probing: () => alone,
    reset,
  };
}
