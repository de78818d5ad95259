/** Sleeping until something is due, or until somebody says that there is work. Asleep it costs nothing. */
import type { Millis } from '../sdk/time.ts';

/** Timers of Node.js hold no more than 2^31 ms. */
const longestSleep: Millis = 2_000_000_000;

export interface Alarm {
  wake(): void;
  /** Null: until woken. Ends at once when `workAlready` says so: what came before we slept woke nobody. */
  sleep(ms: Millis | null, workAlready: () => boolean, signal?: AbortSignal): Promise<void>;
}

export function makeAlarm(): Alarm {
  const sleepers = new Set<() => void>();
  return {
    wake() {
      for (const sleeper of [...sleepers]) sleeper();
    },
    sleep: (ms, workAlready, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          sleepers.delete(done);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms === null ? longestSleep : Math.max(0, Math.min(ms, longestSleep)));
        signal?.addEventListener('abort', done);
        sleepers.add(done);
        if (workAlready() || signal?.aborted === true) done();
      }),
  };
}
