/** One transaction of the engine: what it counted, what memory knows of the file and what screens are told follow its end. */
import { untold } from './late.ts';
import type { Runtime } from './state.ts';

export type Transaction = (work: () => void) => void;

export function makeTransaction(rt: Runtime, onChange?: (topics: ReadonlySet<string>) => void): Transaction {
  const { store } = rt;
  return (work) => {
    if (store.db.inTransaction) {
      work();
      return;
    }
    try {
      store.db
        .transaction(() => {
          work();
          store.counters.flush();
        })
        .immediate();
    } catch (error) {
      store.counters.discard();
      // What memory knows of the file may be of this transaction.
      rt.holds.clear();
      rt.pendingMoves = null;
      store.mergedSends.forget();
      rt.woke = untold(store);
      throw error;
    }
    if (rt.topics.size > 0) {
      onChange?.(rt.topics);
      rt.topics.clear();
    }
  };
}
