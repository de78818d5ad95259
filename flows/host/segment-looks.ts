/** Looks at the saved segments once an hour while the workspace is open: who came, who went, how many there are. */
import { KaskadError } from '../sdk/problem.ts';
import type { Segment } from '../store/segments.ts';
import type { Store } from '../store/store.ts';
import { ruleContextOf } from './contact-profile.ts';
import type { HostContext } from './context.ts';

type Parts = Pick<HostContext, 'store' | 'changes' | 'now'>;

const hour = 3_600_000;
const firstLookMs = 20_000;
const running = new WeakMap<Store, Set<string>>();

/** One segment; the engine and the page have their turn in between. False when it is being looked at already. */
export async function lookAtSegment(parts: Parts, segment: Segment): Promise<boolean> {
  const { store, changes } = parts;
  const busy = running.get(store) ?? new Set();
  running.set(store, busy);
  if (busy.has(segment.id)) return false;
  busy.add(segment.id);
  try {
    const steps = store.segmentSizes.look(segment, ruleContextOf(parts));
    while (steps.next().done !== true) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    busy.delete(segment.id);
  }
  changes.publish('segments');
  return true;
}

export function lookAtSegmentsWhileOpen(parts: Parts): { stop(): void } {
  const { store, now } = parts;
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    try {
      for (const segment of stopped ? [] : store.segments.list()) {
        const last = store.segmentSizes.lookOf(segment.id);
        if (last !== null && now() - last.at < hour) continue;
        if (stopped) break;
        await lookAtSegment(parts, segment).catch((error: unknown) => {
          // A rule that cannot be asked any more says so where it is shown; the others are looked at all the same.
          if (!(error instanceof KaskadError)) throw error;
        });
      }
    } catch {
      // A full disk stops the engine, which says so in words; tried again at the next look.
    }
    if (!stopped) again(hour / 6);
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
