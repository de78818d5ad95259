/**
 * What passed while the computer slept: each wait, and each time of a trigger, that is found late is judged by its flow's policy. Default: it runs if it
 * is less than twelve hours late, otherwise at the next allowed moment (the block's own time of day, weekdays or window, and
 * outside of quiet hours). What was late, and what became of it, is told once a waking. On a virtual clock nothing is late.
 */
import { addDuration, clockOf, type Millis, type Moment } from '../sdk/time.ts';
import { nextAllowed, type WaitRule } from '../sdk/wait-until.ts';
import type { Journey } from '../store/journeys.ts';
import type { Store } from '../store/store.ts';
import type { LiveVersion } from './live-flows.ts';
import { quietUntil } from './policy.ts';
import { contactNow, flowZone, loadFacts, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

type Hours = Partial<Pick<WaitRule, 'at' | 'weekdays' | 'window'>>;

const key = 'woke';
const nothingLate: WakeReport = { late: 0, run: 0, postponed: 0, skipped: 0 };
/** Ordinary backlog is no lateness: only what a sleep or a stop can cause is judged. */
const worthAWord: Millis = 5 * 60_000;
const defaultLimit = 'PT12H';
/** Why a journey ends whose wait passed while the computer slept, where the flow says so. */
export const lateReason = 'late';

export interface WakeReport {
  late: number;
  run: number;
  postponed: number;
  skipped: number;
}

/** What was found late, and is not told yet: also by an engine that was killed. */
export const untold = (store: Store): WakeReport => store.meta.value<WakeReport>(key) ?? nothingLate;

export const isLate = (rt: Runtime, due: Millis): boolean => !rt.virtual && rt.now() - due > worthAWord;

type Verdict = 'run' | 'skip' | 'next-window';

/** What the flow's policy says of something that was due so long ago. */
function judge(rt: Runtime, version: LiveVersion, due: Millis): Verdict {
  const { late } = version.plan.settings;
  const policy = late?.policy ?? 'run-if';
  if (policy !== 'run-if') return policy;
  const limit = addDuration({ ms: due, zone: flowZone(rt, version) }, late?.lessThan ?? defaultLimit).ms;
  return rt.now() < limit ? 'run' : 'next-window';
}

function tally(rt: Runtime, what: 'run' | 'postponed' | 'skipped'): void {
  const { woke } = rt;
  rt.woke = { ...woke, late: woke.late + 1, [what]: woke[what] + 1 };
  // With the transaction that acts on it: whoever is asked after a crash knows it, too.
  rt.store.meta.setValue(key, rt.woke);
}

/** True when the timer does not run now: it was put off, or its journey has ended. */
export function putOff(rt: Runtime, stepper: Stepper, journey: Journey, due: Millis): boolean {
  const version = rt.live.version(journey.version_id);
  const verdict = judge(rt, version, due);
  if (verdict === 'skip') {
    tally(rt, 'skipped');
    stepper.end(journey, lateReason);
    return true;
  }
  const facts = verdict === 'run' ? null : loadFacts(rt, journey.contact_id, version);
  const config = version.plan.nodes[journey.node ?? '']?.config as Hours | undefined;
  const at = facts === null ? rt.now() : nextWindow(version, contactNow(rt, facts), config);
  if (at <= rt.now()) {
    tally(rt, 'run');
    return false;
  }
  tally(rt, 'postponed');
  rt.store.journeys.postponeTimer(journey.id, at);
  return true;
}

/**
 * A time at which a trigger was to let people in has passed: when it does so instead; null: not at all. The time of day
 * stays, in its zone. What was due before the version was published is no lateness: the author knew.
 */
export function lateEntry(rt: Runtime, version: LiveVersion, due: Millis, zone: string): Millis | null {
  if (!isLate(rt, due) || due <= version.publishedAt) return due;
  const verdict = judge(rt, version, due);
  if (verdict === 'skip') {
    tally(rt, 'skipped');
    return null;
  }
  const at = verdict === 'run' ? due : nextWindow(version, { ms: rt.now(), zone }, { at: clockOf({ ms: due, zone }) });
  tally(rt, at <= rt.now() ? 'run' : 'postponed');
  return at;
}

/** The first moment from now on that the block's own hours and the flow's quiet hours allow. */
function nextWindow(version: LiveVersion, now: Moment, config: Hours | undefined): Millis {
  const { at, weekdays, window } = config ?? {};
  const own =
    at === undefined && weekdays === undefined && window === undefined
      ? now.ms
      : nextAllowed(now, { for: at === undefined ? 'PT0S' : 'P0D', at, weekdays, window }).ms;
  return quietUntil(version.plan.settings.quietHours ?? null, { ms: own, zone: now.zone }) ?? own;
}

/** Tells what was late since the last time; nothing when nothing was. */
export function tellLateness(rt: Runtime): void {
  const { late, run, postponed, skipped } = rt.woke;
  if (late === 0) return;
  rt.store.notices.add(rt.now(), 'woke-late', { late, run, postponed, skipped });
  rt.topics.add('notices');
  rt.woke = nothingLate;
  rt.store.meta.setValue(key, rt.woke);
}
