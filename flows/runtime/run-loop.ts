/** The engine at work: rounds on the wall's clock until nothing is due or until told to stop, and the virtual clock. */
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import { inWords } from '../store/open.ts';
import { settleClicks } from './clicks.ts';
import type { Engine, RunSummary } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { tellLateness } from './late.ts';
import { moveSome } from './moves.ts';
import { runVirtual, settleOrRefill } from './virtual-run.ts';
import { watchAll } from './watches.ts';
import { workBatch } from './work.ts';

/** Items of one transaction; between two the event loop turns, so that the page's calls are answered. */
const batchSize = 500;

const earliest = (times: readonly (Millis | null)[]): Millis | null =>
  times.reduce<Millis | null>((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);

export function makeRunLoop(parts: EngineParts): Pick<Engine, 'runUntilIdle' | 'run' | 'runVirtual'> {
  const { rt, stepper, cohorts, outbox, poller, puller, transaction, alarm } = parts;
  const { store } = rt;
  let busy = false;

  /** Only one run at a time: two would give the same timer twice. */
  async function exclusively(work: () => Promise<void>): Promise<RunSummary> {
    if (busy) throw new KaskadError('engine-busy', 'The engine is already running in this workspace.');
    busy = true;
    rt.steps = 0;
    rt.messages = 0;
    try {
      await work();
      return { steps: rt.steps, messages: rt.messages, until: rt.now() };
    } catch (error) {
      // A full disk or a damaged file ends the run; what was in flight is taken up by the next one.
      throw inWords(error, store.file);
    } finally {
      busy = false;
    }
  }

  /** What a run that ended, crashed or was killed has left. */
  function takeUp(): void {
    outbox.recover();
    parts.refresh();
    transaction(() => watchAll(rt));
  }

  /** One round on the wall clock; true when something was done. */
  async function round(): Promise<boolean> {
    parts.refresh();
    rt.queuedFor.clear();
    const moved = moveSome(rt, stepper, transaction);
    const clicked = settleClicks(rt, stepper, transaction);
    const done = workBatch(rt, stepper, transaction, {
      until: rt.now(),
      from: Number.MIN_SAFE_INTEGER,
      limit: batchSize,
      stopForMessages: false,
      cohorts,
      inline: null,
    });
    // Told when the backlog is worked off, so that there is one report a waking.
    if (done < batchSize && rt.woke.late > 0) transaction(() => tellLateness(rt));
    return (await outbox.pump()) || done > 0 || moved || clicked;
  }

  /** Others have their turn. While messages are in flight a little longer: what ends meanwhile shares a commit. */
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      if (outbox.inFlight() > 0) setTimeout(resolve, 1);
      else setImmediate(resolve);
    });

  const nextWork = (): Millis | null =>
    earliest([
      store.journeys.nextDue(),
      store.events.nextPendingAt(Number.MIN_SAFE_INTEGER),
      store.journeys.nextTimer(),
      store.linkClicks.nextDue(),
      outbox.nextDue(),
    ]);

  /** On the way out: what is in flight is awaited, so that it does not become unknown. */
  async function drain(): Promise<void> {
    while (outbox.inFlight() > 0) {
      await outbox.changed();
      outbox.settle();
    }
  }

  return {
    runUntilIdle: (signal) =>
      exclusively(async () => {
        takeUp();
        while (signal?.aborted !== true) {
          if (await round()) {
            await turn();
            continue;
          }
          const throttled = outbox.throttledFor();
          if (outbox.inFlight() === 0 && throttled === null) break;
          await settleOrRefill(outbox, throttled);
        }
        await drain();
      }),
    run: (signal) =>
      exclusively(async () => {
        takeUp();
        try {
          while (!signal.aborted) {
            poller.listen();
            // A vendor may hold the line for half a minute until something happens; sends and timers go on meanwhile.
            poller.askDue(signal);
            puller.askDue(signal);
            if (await round()) {
              await turn();
              continue;
            }
            const throttled = outbox.throttledFor();
            const until = earliest([
              nextWork(),
              poller.nextAt(),
              poller.listenAt(),
              puller.nextAt(),
              throttled === null ? null : rt.now() + throttled,
            ]);
            await alarm.sleep(until === null ? null : until - rt.now(), outbox.hasEnded, signal);
          }
        } finally {
          await poller.stopListening();
        }
        await poller.asked();
        await puller.asked();
        await drain();
      }),
    async runVirtual(from, to, run) {
      let until = from;
      const summary = await exclusively(async () => {
        parts.refresh();
        until = await runVirtual(parts, from, to, run);
      });
      return { ...summary, until };
    },
  };
}
