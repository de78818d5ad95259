/**
 * In a large flow cards and lines come into sight bare and are filled in a few at a time: while the drawing moves, and in the
 * frame in which it opens, there is no time for all they have to say. The card that has the keyboard is filled at once.
 */
import { useCallback, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** What filling may take of one frame, milliseconds. */
const perFrame = 5;

interface Clock {
  now: () => number;
  /** Calls back before the next frame. */
  frame: (step: () => void) => void;
}

export interface Filling {
  /** Calls `fill` when there is time for it; gives what takes the wish back. */
  ask: (fill: () => void) => () => void;
  /** While it is held nothing is filled. */
  hold: (held: boolean) => void;
}

export function createFilling({ now, frame }: Clock): Filling {
  const asked = new Set<() => void>();
  let held = false;
  let stepping = false;
  const step = () => {
    stepping = false;
    const until = now() + perFrame;
    for (const fill of asked) {
      if (held) return;
      asked.delete(fill);
      fill();
      if (now() >= until) break;
    }
    start();
  };
  const start = () => {
    if (stepping || held || asked.size === 0) return;
    stepping = true;
    frame(step);
  };
  return {
    ask(fill) {
      asked.add(fill);
      start();
      return () => asked.delete(fill);
    },
    hold(next) {
      held = next;
      start();
    },
  };
}

/** One page has one drawing that moves, and one frame to share. */
export const filling = createFilling({ now: () => performance.now(), frame: (step) => requestAnimationFrame(step) });

/** Is this card or line to be drawn in full? `bare`: it may wait for its turn; `now`: it may not any more. */
export function useFilled(bare: boolean, now: boolean): boolean {
  const [filled, setFilled] = useState(!bare || now);
  const fill = useCallback(() => flushSync(() => setFilled(true)), []);
  useEffect(() => (filled ? undefined : filling.ask(fill)), [filled, fill]);
  // Once full it stays so as long as it is in sight.
  if (!filled && (now || !bare)) setFilled(true);
  return filled || now || !bare;
}
