/** Seals the ledger of consents soon after contacts changed, a portion at a time, so that nobody waits for it. */
import type { Store } from '../store/store.ts';
import type { ChangeBus } from './changes.ts';

/** Seals all that is open; the engine has its turn in between. */
export async function sealAll({ consents }: Store): Promise<void> {
  while (consents.seal()) await new Promise((resolve) => setImmediate(resolve));
}

const pauseMs = 3000;
const retryMs = 60_000;

export function sealWhileOpen(store: Store, changes: ChangeBus): { stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  const sealSome = (): void => {
    timer = null;
    try {
      if (store.consents.hasOpen() && store.consents.seal()) again(0);
    } catch {
      // A full disk stops the engine, which says so in words; the seal is set when there is room again.
      again(retryMs);
    }
  };
  const again = (ms: number): void => {
    timer ??= setTimeout(sealSome, ms).unref();
  };
  const forget = changes.subscribe((topics) => {
    if (topics.includes('contacts')) again(pauseMs);
  });
  again(pauseMs);
  return {
    /** What is open yet is sealed at the next opening. */
    stop() {
      forget();
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
