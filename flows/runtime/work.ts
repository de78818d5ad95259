/**
 * One batch of what is due: events, triggers and timers in order of time; at the same instant events come first, so that
 * a signal wins over the timeout of that instant. One transaction a batch.
 */
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import type { Journey, TriggerTimer } from '../store/journeys.ts';
import { applyNextAnswer } from './answers.ts';
import { inChunk } from './chunk.ts';
import type { Cohorts } from './cohort.ts';
import { crashPoint } from './crash-points.ts';
import { dispatchEvent } from './dispatch.ts';
import { enter } from './entry.ts';
import { isLate, lateEntry, putOff } from './late.ts';
import { settlement } from './settle.ts';
import { flowZone, loadFacts, type Runtime } from './state.ts';
import { awaits, type InlineDelivery, type Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';
import { isWatchTimer, lookAtChanges, runWatch } from './watches.ts';

/** Contacts let in by an audience in one transaction, where each is asked alone. */
const audienceChunk = 2000;

export interface WorkOptions {
  /** Nothing dated later is touched. */
  until: Millis;
  /** Events dated earlier are not given (virtual clock). */
  from: Millis;
  limit: number;
  /** Moves the virtual clock; absent on the wall clock. */
  setClock?: (at: Millis) => void;
  /** Stop as soon as a message is queued that must leave before the clock moves on. */
  stopForMessages: boolean;
  /** Moves many at once. */
  cohorts: Cohorts;
  /** Delivers what waited in the queue (quiet hours) when its time comes; absent where the outbox does it. */
  inline: InlineDelivery | null;
}

/** Returns how many items were done; fewer than `limit` when nothing more is due (or a message must leave first). */
export function workBatch(rt: Runtime, stepper: Stepper, transaction: Transaction, options: WorkOptions): number {
  let done = 0;
  transaction(() => {
    let more = true;
    while (more && done < options.limit) {
      const before = done;
      more = workList(rt, stepper, options, (n) => {
        done += n;
        return done < options.limit;
      });
      if (done === before) break;
    }
    crashPoint('batch-before-commit');
  });
  crashPoint('batch-after-commit');
  return done;
}

/** Works off one reading of the lists; true when they should be read again. `count` says whether to go on. */
function workList(rt: Runtime, stepper: Stepper, options: WorkOptions, count: (n: number) => boolean): boolean {
  const { store } = rt;
  const room = Math.min(options.limit, 1000);
  const events = store.events.pending(options.from, options.until, room);
  // On a virtual clock what happens first is done first; on the wall's no flow waits for another one's backlog.
  const timers = rt.virtual ? store.journeys.due(options.until, room) : store.journeys.dueFairly(options.until, room);
  const triggers = store.journeys.dueTimers(options.until);
  const queued = options.inline === null ? [] : store.messages.dueAny(options.until, room);
  // Beyond the last item of a full list there may be more, which must not be overtaken.
  const horizon = Math.min(
    events.length === room ? (events.at(-1)?.at ?? 0) : Number.POSITIVE_INFINITY,
    rt.virtual && timers.length >= room ? (timers.at(-1)?.due_at ?? 0) : Number.POSITIVE_INFINITY,
    queued.length === room ? (queued.at(-1)?.due_at ?? 0) : Number.POSITIVE_INFINITY,
  );
  rt.earliestNew = Number.POSITIVE_INFINITY;
  let e = 0;
  let t = 0;
  let g = 0;
  let q = 0;
  let last = Number.NEGATIVE_INFINITY;
  const together = new Set<number>();
  for (;;) {
    // Whoever changed is looked at before the next thing happens, at the time at which they changed.
    const changed = lookAtChanges(rt, stepper);
    if (changed > 0 && !count(changed)) return false;
    const event = events[e];
    const timer = timers[t];
    const trigger = triggers[g];
    const eventAt = event?.at ?? Number.POSITIVE_INFINITY;
    const triggerAt = trigger?.due_at ?? Number.POSITIVE_INFINITY;
    const timerAt = timer?.due_at ?? Number.POSITIVE_INFINITY;
    const message = queued[q];
    const messageAt = message?.due_at ?? Number.POSITIVE_INFINITY;
    const answerAt = rt.answers.nextAt();
    const at = Math.min(
      eventAt,
      answerAt <= options.until ? answerAt : Number.POSITIVE_INFINITY,
      triggerAt,
      messageAt,
      timerAt,
    );
    if (at === Number.POSITIVE_INFINITY) return horizon < Number.POSITIVE_INFINITY;
    // Timers set meanwhile take their place; one for the instant that begins now is due together with the others of it.
    if (at > horizon || rt.earliestNew < at || (rt.earliestNew === at && at > last)) return true;
    last = at;
    if (options.stopForMessages && rt.queuedFor.size > 0) {
      if (at > rt.now() || (event !== undefined && eventAt === at && rt.queuedFor.has(event.contactId))) return false;
      if (event === undefined || eventAt > at) return false;
    }
    options.setClock?.(Math.max(at, options.from));
    if (event !== undefined && eventAt === at) {
      e++;
      store.events.markDelivered(event.id);
      dispatchEvent(rt, stepper, event.contactId, event);
      if (!count(1)) return false;
    } else if (answerAt === at) {
      applyNextAnswer(rt, stepper);
      if (!count(1)) return false;
    } else if (trigger !== undefined && triggerAt === at) {
      const entered = runTrigger(rt, stepper, options, trigger);
      if (entered.finished) g++;
      if (!count(Math.max(1, entered.contacts)) || !entered.finished) return !entered.finished;
    } else if (message !== undefined && messageAt === at) {
      q++;
      deliverQueued(rt, stepper, message.id, options.inline);
      if (!count(1)) return false;
    } else if (timer !== undefined) {
      // Its others are read anew with the next list: most of them have moved.
      if (together.has(timer.version_id)) {
        t++;
        continue;
      }
      const moved = moveTogether(rt, stepper, options, timers, t, Math.min(eventAt, triggerAt, horizon));
      if (moved > 0 && rt.virtual) return count(moved);
      if (moved > 0) {
        // The other flows of this list have their turn before this one's next chunk.
        together.add(timer.version_id);
        if (!count(1)) return false;
        continue;
      }
      t++;
      fireTimer(rt, stepper, timer.id, timerAt);
      if (!count(1)) return false;
    }
  }
}

/**
 * Moves the timers from `first` on that are due together, if they are many and of one version; returns how many. On the wall
 * clock all that is due before `before` (the next event, beyond which nobody may be moved) is due together.
 */
function moveTogether(
  rt: Runtime,
  stepper: Stepper,
  options: WorkOptions,
  timers: readonly Journey[],
  first: number,
  before: Millis,
): number {
  const { cohorts } = options;
  const { smallestSet } = rt;
  const timer = timers[first] as Journey;
  const from = timer.due_at as Millis;
  const to = rt.virtual ? from : Math.min(options.until, before - 1);
  // Whoever is late is asked alone what lateness means to them.
  if (isLate(rt, from)) return 0;
  const last = timers[first + smallestSet - 1];
  if (last === undefined || last.version_id !== timer.version_id || (last.due_at ?? 0) > to) return 0;
  for (let n = first; n < first + smallestSet; n++) if (timers[n]?.version_id !== timer.version_id) return 0;
  const version = rt.live.version(timer.version_id);
  if (!cohorts.can(version) || rt.live.flow(version.flow)?.status === 'paused') return 0;
  return inChunk(rt, (size) => {
    const moved = cohorts.advance(version, from, to, size);
    letArrive(rt, stepper, cohorts);
    return moved;
  });
}

/** Those who are to go on alone do so, in order of entry; what recipients answer at once comes between. */
function letArrive(rt: Runtime, stepper: Stepper, cohorts: Cohorts): void {
  do {
    while (rt.answers.nextAt() <= rt.now()) applyNextAnswer(rt, stepper);
  } while (cohorts.letNextArrive());
}

function fireTimer(rt: Runtime, stepper: Stepper, id: number, dueAt: Millis): void {
  const journey = rt.store.journeys.get(id);
  // An event of the same batch may have moved it on, or ended it.
  if (journey === null || journey.node === null || journey.due_at !== dueAt) return;
  if (rt.live.flow(journey.flow_id)?.status === 'paused') {
    rt.store.journeys.holdTimer(id);
    return;
  }
  if (isLate(rt, dueAt) && putOff(rt, stepper, journey, dueAt)) return;
  stepper.advance(journey, { kind: 'timer' });
}

function deliverQueued(rt: Runtime, stepper: Stepper, id: number, inline: InlineDelivery | null): void {
  const message = rt.store.messages.get(id);
  if (inline === null || message === null || message.state !== 'queued' || message.due_at === null) return;
  const journey = rt.store.journeys.get(message.journey_id);
  const facts = loadFacts(rt, message.contact_id, rt.live.version(message.version_id));
  const draft = awaits(journey, message) && facts !== null ? stepper.draft(journey, facts) : null;
  if (journey === null || facts === null || draft === null) {
    if (awaits(journey, message)) stepper.end(journey, 'contact-deleted');
    else settlement(rt).calledBack(message, 'journey-ended');
    return;
  }
  const result = inline(id, journey, facts, draft);
  if (result !== null) stepper.advance(journey, { kind: 'returned', result });
}

/** Lets the next chunk of an audience in; sets the trigger's next time when everybody is in. */
function runTrigger(
  rt: Runtime,
  stepper: Stepper,
  options: WorkOptions,
  timer: TriggerTimer,
): { contacts: number; finished: boolean } {
  const version = rt.live.version(timer.version_id);
  const zone = flowZone(rt, version);
  const plan = rt.live.triggerPlan(version, timer.node, { ms: timer.due_at, zone });
  if (isWatchTimer(timer.node, plan)) return runWatch(rt, stepper, timer, plan, Math.max(1, options.limit));
  if (plan === null || plan.kind === 'event' || plan.kind === 'segment' || plan.kind === 'date') {
    rt.store.journeys.putTimer(timer.version_id, timer.node, null);
    return { contacts: 0, finished: true };
  }
  const timed = plan.kind === 'schedule' || plan.at !== null;
  const due = timed && timer.last_contact === 0 ? lateEntry(rt, version, timer.due_at, zone) : timer.due_at;
  if (due === null || due > rt.now()) {
    const next = plan.kind === 'schedule' ? plan.next({ ms: rt.now(), zone }) : null;
    // What repeats has windows of its own: its next time.
    rt.store.journeys.putTimer(timer.version_id, timer.node, next ?? due);
    return { contacts: 0, finished: true };
  }
  const { cohorts } = options;
  const together = cohorts.can(version) && rt.smallestSet < Number.POSITIVE_INFINITY;
  const enterSome = (size: number): number => {
    const chunk = audience(rt, version.segment, plan.audience, zone, timer.last_contact, size);
    if (together && chunk.length >= rt.smallestSet && cohorts.enter(version, timer.node, chunk))
      letArrive(rt, stepper, cohorts);
    else for (const contact of chunk) enter(rt, stepper, version, contact, timer.node, null);
    const last = chunk.at(-1);
    if (last === undefined || chunk.length < size) return finish(chunk.length);
    rt.store.journeys.progressTimer(timer.version_id, timer.node, last);
    return chunk.length;
  };
  let finished = false;
  const finish = (n: number): number => {
    finished = true;
    // A schedule whose times passed while the computer slept runs once, then goes on from now.
    const next = plan.kind === 'schedule' ? plan.next({ ms: Math.max(timer.due_at, rt.now()), zone }) : null;
    rt.store.journeys.putTimer(timer.version_id, timer.node, next);
    if (next !== null && next < rt.earliestNew) rt.earliestNew = next;
    return n;
  };
  const contacts = !together ? enterSome(Math.min(audienceChunk, Math.max(1, options.limit))) : inChunk(rt, enterSome);
  return { contacts, finished };
}

function audience(
  rt: Runtime,
  segments: (slot: string) => RuleGroup | null,
  rule: RuleGroup,
  zone: string,
  after: number,
  limit: number,
): number[] {
  return rt.store.contacts.idsAfter(rule, { now: { ms: rt.now(), zone }, segments }, after, limit);
}
