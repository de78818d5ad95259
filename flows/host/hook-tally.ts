/**
 * What came to the addresses of vendors' deliveries. Whoever knows an address may send as much as they like: what is turned away is
 * counted in memory, and written down once a second at most.
 */
import type { Millis } from '../sdk/time.ts';
import type { HookRefusal } from '../sdk/vendor-hook.ts';
import type { Store } from '../store/store.ts';
import type { HookTally } from '../store/vendor-hooks.ts';
import type { ChangeBus } from './changes.ts';

const pause: Millis = 1000;
const none: HookTally = { taken: 0, lastAt: null, refused: 0, refusedAt: null, refusedFor: null };

interface Tally {
  counts: Map<string, HookTally>;
  timer: NodeJS.Timeout | null;
}
const tallies = new WeakMap<Store, Tally>();

function tallyOf(store: Store): Tally {
  const made = tallies.get(store) ?? { counts: new Map(), timer: null };
  tallies.set(store, made);
  return made;
}

interface Host {
  store: Store;
  changes: ChangeBus;
}

function add({ store, changes }: Host, account: string, change: (old: HookTally) => HookTally): void {
  const tally = tallyOf(store);
  tally.counts.set(account, change(tally.counts.get(account) ?? none));
  tally.timer ??= setTimeout(() => {
    writeTally(store);
    changes.publish('accounts');
  }, pause).unref();
}

export const countTaken = (host: Host, account: string, at: Millis): void =>
  add(host, account, (old) => ({ ...old, taken: old.taken + 1, lastAt: at }));

export const countRefused = (host: Host, account: string, at: Millis, reason: HookRefusal): void =>
  add(host, account, (old) => ({ ...old, refused: old.refused + 1, refusedAt: at, refusedFor: reason }));

/** Before it is read, and before the workspace is closed. */
export function writeTally(store: Store): void {
  const tally = tallies.get(store);
  if (tally === undefined) return;
  if (tally.timer !== null) clearTimeout(tally.timer);
  tally.timer = null;
  if (tally.counts.size === 0 || !store.db.open || store.readOnly) return;
  const counts = [...tally.counts];
  tally.counts.clear();
  store.db.transaction(() => {
    for (const [account, counted] of counts) store.vendorHooks.count(account, counted);
  })();
}
