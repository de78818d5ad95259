/**
 * After somebody was erased the file is written anew, because what was deleted still stands in its free space. That stops
 * everything else for as long as it takes: a large file is rewritten when the workspace is closed.
 */
import type { Millis } from '../sdk/time.ts';
import type { Store } from '../store/store.ts';

/** About a second. */
const atOnceBytes = 200 * 1024 * 1024;

export const isCleanedAtOnce = (store: Store): boolean => store.size.bytes() <= atOnceBytes;

/** True when nothing of who was erased is left in the file. */
export function clean(store: Store, now: Millis, when: 'small' | 'any'): boolean {
  if (store.readOnly || !store.personRequests.isUnclean()) return true;
  if (when === 'small' && !isCleanedAtOnce(store)) return false;
  return store.personRequests.rewriteFile(now);
}
