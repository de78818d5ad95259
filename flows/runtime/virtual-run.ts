/** The engine on a virtual clock: the same batches, with time that jumps from one thing due to the next. */
import type { Millis } from '../sdk/time.ts';
import { chunkMs } from './chunk.ts';
import type { Cohorts } from './cohort.ts';
import { inlineDelivery } from './inline.ts';
import { moveSome } from './moves.ts';
import { answerQueued } from './operate.ts';
import type { Outbox } from './outbox.ts';
import type { Settlement } from './settle.ts';
import type { Respond, Runtime } from './state.ts';
import type { InlineDelivery, Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';
import { workBatch } from './work.ts';

const batchSize = 3000;

export interface VirtualParts {
  rt: Runtime;
  /** While `at` is set it is the time of the run. */
  clock: { at: Millis | null };
  stepper: Stepper;
  cohorts: Cohorts;
  outbox: Outbox;
  settled: Settlement;
  transaction: Transaction;
  setInline: (inline: InlineDelivery | null) => void;
}

export interface VirtualRun {
  reallySend: boolean;
  signal?: AbortSignal;
  /** Plays the recipients of what the sandbox delivers. */
  respond?: Respond;
  /** Told of each message that a limit keeps back. */
  onPostponed?: NonNullable<Runtime['onPostponed']>;
  /** Instants within the span, ascending: `onStop` is called when all that is due until then is done and nothing later. */
  stops?: readonly Millis[];
  onStop?: (at: Millis) => void;
  /** How long other work may have to wait; default: longer than on the wall clock, see chunk.ts. */
  chunkMs?: Millis;
  /** After each batch: where the clock stands. */
  onBatch?: (at: Millis) => void;
}

/** Works off everything due within [from, to]; an aborted signal stops it between two batches. Resolves to where the clock stood. */
export async function runVirtual(parts: VirtualParts, from: Millis, to: Millis, run: VirtualRun): Promise<Millis> {
  const { rt, clock } = parts;
  const inline = run.reallySend ? null : inlineDelivery(rt, parts.settled);
  clock.at = from;
  rt.virtual = true;
  rt.chunkMs = run.chunkMs ?? chunkMs.virtual;
  rt.inline = !run.reallySend;
  rt.sandbox = rt.store.accounts.list().find((account) => account.type === 'sandbox')?.id ?? null;
  rt.respond = run.respond ?? null;
  rt.onPostponed = run.onPostponed ?? null;
  rt.answers.clear();
  parts.setInline(inline);
  const workUntil = async (until: Millis): Promise<void> => {
    while (run.signal?.aborted !== true) {
      rt.queuedFor.clear();
      const done = workBatch(rt, parts.stepper, parts.transaction, {
        // A message that waits in the queue leaves at its own instant: nothing later comes before it.
        until: run.reallySend ? Math.min(until, parts.outbox.nextDue() ?? until) : until,
        from,
        limit: batchSize,
        setClock: (at) => {
          if (clock.at === null || at > clock.at) clock.at = at;
        },
        stopForMessages: run.reallySend,
        cohorts: parts.cohorts,
        inline,
      });
      const sent = run.reallySend && (await sendAllDue(parts, until, run.signal));
      if (done === 0 && !sent) break;
      run.onBatch?.(clock.at ?? from);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  try {
    // On this clock: journeys go on from the instant of the send that was cut off, not from now.
    parts.outbox.recover((at) => {
      clock.at = Math.max(from, at);
    });
    clock.at = from;
    if (!run.reallySend) parts.transaction(() => answerQueued(rt, parts.stepper, to));
    while (moveSome(rt, parts.stepper, parts.transaction));
    for (const stop of run.stops ?? []) {
      if (stop >= to) break;
      await workUntil(stop);
      if (run.signal?.aborted === true) break;
      run.onStop?.(stop);
    }
    await workUntil(to);
    return run.signal?.aborted === true ? (clock.at ?? from) : to;
  } finally {
    clock.at = null;
    rt.virtual = false;
    rt.chunkMs = chunkMs.wall;
    rt.inline = false;
    rt.lastEvent = null;
    rt.respond = null;
    rt.onPostponed = null;
    rt.answers.clear();
    parts.setInline(null);
  }
}

/** Everything due at the virtual instant leaves before the clock moves on; a rate limit is waited for in real time. */
async function sendAllDue({ rt, clock, outbox }: VirtualParts, to: Millis, signal?: AbortSignal): Promise<boolean> {
  const { journeys, events } = rt.store;
  let did = false;
  for (;;) {
    did = outbox.settle() || did;
    const pumped = signal?.aborted === true ? false : await outbox.pump();
    did = pumped || did;
    const throttled = signal?.aborted === true ? null : outbox.throttledFor();
    if (outbox.inFlight() > 0 || throttled !== null) {
      await settleOrRefill(outbox, throttled);
      continue;
    }
    if (pumped) continue;
    const next = signal?.aborted === true ? null : outbox.nextDue();
    if (next === null || next > to) return did;
    // Nothing else is due before it: then the clock may go there.
    const other = [journeys.nextDue(), events.nextPendingAt(clock.at ?? 0), journeys.nextTimer()];
    if (other.some((at) => at !== null && at <= next)) return did;
    clock.at = next;
  }
}

/** Until a send ends, or a rate limit lets the next one go: in real time, whatever the clock of the run. */
export async function settleOrRefill(outbox: Outbox, throttled: number | null): Promise<void> {
  if (throttled === null) return outbox.changed();
  let timer: NodeJS.Timeout | undefined;
  const refilled = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, throttled);
  });
  await Promise.race([refilled, ...(outbox.inFlight() > 0 ? [outbox.changed()] : [])]);
  clearTimeout(timer);
}
