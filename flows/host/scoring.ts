/** Scores of purchases, counted anew once a day while the workspace is open: see store/rfm.ts. */
import { KaskadError } from '../sdk/problem.ts';
import type { RfmSettings } from '../store/rfm.ts';
import type { Store } from '../store/store.ts';
import type { HostContext } from './context.ts';

type Parts = Pick<HostContext, 'store' | 'changes' | 'engine' | 'now'>;

const hour = 3_600_000;
const day = 24 * hour;
const firstLookMs = 30_000;
const running = new WeakSet<Store>();

/** Scores everybody; the engine and the page have their turn in between. Throws `scoring-busy`. */
export async function scoreNow(parts: Parts, settings: RfmSettings): Promise<void> {
  const { store, changes, engine, now } = parts;
  if (running.has(store)) {
    throw new KaskadError('scoring-busy', 'Purchases are being scored already. Wait until that is done.');
  }
  running.add(store);
  try {
    const steps = store.rfm.refresh(settings, now());
    while (steps.next().done !== true) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    running.delete(store);
  }
  changes.publish('contacts');
  engine.wake();
}

export function scoreWhileOpen(parts: Parts): { stop(): void } {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    try {
      const last = stopped ? null : parts.store.rfm.state();
      if (last !== null && parts.now() - last.at >= day) {
        await scoreNow(parts, { event: last.event, prop: last.prop });
      }
    } catch {
      // A full disk stops the engine, which says so in words; tried again at the next look.
    }
    if (!stopped) again(hour);
  };
  const again = (ms: number): void => {
    timer = setTimeout(() => void look(), ms).unref();
  };
  again(firstLookMs);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
