/** Carries changes of many contacts on, a portion at each turn, so that the engine and the page have theirs. */
import type { Millis } from '../sdk/time.ts';
import type { RuleContext } from '../segments/facts.ts';
import type { Store } from '../store/store.ts';
import { ruleContextOf } from './contact-profile.ts';
import type { HostContext } from './context.ts';

type Parts = Pick<HostContext, 'store' | 'changes' | 'engine' | 'now'>;

/** Some ten milliseconds. */
const atATurn = 250;
const retryMs = 60_000;
const working = new WeakMap<Store, { stopped: boolean }>();

/** Works until nothing is open. Calling it while it works does nothing. */
export function carryOn(parts: Parts): void {
  const { store, changes, engine, now } = parts;
  if (store.readOnly || working.has(store)) return;
  const state = { stopped: false };
  working.set(store, state);
  const contextAt = (at: Millis): RuleContext => ruleContextOf({ store, now: () => at });
  const turn = (): void => {
    if (state.stopped) return;
    try {
      const id = store.bulkActions.open();
      if (id === null) {
        working.delete(store);
        return;
      }
      const more = store.bulkActions.step(id, contextAt, atATurn, now());
      changes.publish('bulk');
      changes.publish('contacts');
      if (!more) engine.wake();
      setImmediate(turn);
    } catch {
      // A full disk stops the engine, which says so in words; it goes on when there is room again.
      setTimeout(turn, retryMs).unref();
    }
  };
  setImmediate(turn);
}

/** What is open goes on at the next opening. */
export function stopBulk(store: Store): void {
  const state = working.get(store);
  if (state !== undefined) state.stopped = true;
  working.delete(store);
}
