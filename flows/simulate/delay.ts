/** How long people take: a fixed time, or a spread told by where half and nine tenths of it lie. */
import type { Delay } from '../api/simulation.ts';
import { addDuration, type Millis } from '../sdk/time.ts';

/** From a number in [0, 1) to a length of time; rising. */
export type Spread = (share: number) => Millis;

/** A calendar day counts as 24 hours here. */
export const lengthOf = (duration: string): Millis => addDuration({ ms: 0, zone: 'UTC' }, duration).ms;

/** Straight lines between nothing, half, nine tenths and the longest. */
export function spreadOf(half: Millis, most: Millis, longest: Millis): Spread {
  const tail = Math.max(most, longest);
  return (share) => {
    const ms =
      share < 0.5
        ? (share / 0.5) * half
        : share < 0.9
          ? half + ((share - 0.5) / 0.4) * (most - half)
          : most + ((share - 0.9) / 0.1) * (tail - most);
    return Math.max(0, Math.round(ms));
  };
}

/** `longest` is three times `most` unless it is given. */
export function readDelay(delay: Delay): Spread {
  if (typeof delay === 'string') {
    const fixed = lengthOf(delay);
    return () => fixed;
  }
  const most = lengthOf(delay.most);
  return spreadOf(lengthOf(delay.half), most, delay.longest === undefined ? most * 3 : lengthOf(delay.longest));
}
