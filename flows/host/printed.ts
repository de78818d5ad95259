/** Tells the engine what was printed, a while after somebody said so: until then that can be taken back. */
import type { Store } from '../store/store.ts';
import type { HostContext } from './context.ts';

type Parts = Pick<HostContext, 'store' | 'changes' | 'engine' | 'now'>;

/** How long marking can be undone. */
export const undoMs = 30_000;
/** Messages of one turn of the engine. */
const slice = 200;
const tellers = new WeakMap<Store, () => void>();

/** Jobs that were marked longer ago. */
async function tell({ store, changes, engine, now }: Parts): Promise<void> {
  for (const job of store.print.untold(now() - undoMs)) {
    const at = store.print.job(job)?.printedAt ?? now();
    let after = 0;
    for (;;) {
      const pieces = store.print.taken(job, after, slice);
      const byAccount = Map.groupBy(pieces, ({ account }) => account);
      for (const [account, taken] of byAccount) {
        engine.receive(
          account,
          // The same notice twice changes nothing: a crash in between is harmless.
          taken.map(({ id, vendorId }) => ({ kind: 'receipt', id: `printed:${id}`, vendorId, state: 'delivered', at })),
        );
      }
      const last = pieces.at(-1);
      if (last === undefined) break;
      after = last.id;
      await new Promise((resolve) => setImmediate(resolve));
    }
    store.print.told(job, now());
    changes.publish('print');
    engine.wake();
  }
}

export function tellWhileOpen(parts: Parts): { stop(): void } {
  let stopped = false;
  let telling = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    if (telling || stopped) return;
    telling = true;
    try {
      await tell(parts);
    } catch {
      // A full disk stops the engine, which says so in words; tried again at the next marking or opening.
    }
    telling = false;
    plan();
  };
  const plan = (): void => {
    clearTimeout(timer);
    const first = stopped ? null : parts.store.print.firstUntold();
    if (first === null) return;
    timer = setTimeout(() => void look(), Math.max(0, first + undoMs - parts.now())).unref();
  };
  tellers.set(parts.store, plan);
  plan();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      tellers.delete(parts.store);
    },
  };
}

/** A job was marked, or not any more. */
export const markingChanged = (store: Store): void => tellers.get(store)?.();
