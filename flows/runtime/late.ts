/**
 * What passed while the computer slept: each timer that is found late is judged by its flow's policy. Default: it runs if it
 * is less than twelve hours late, otherwise at the next allowed moment (the block's own time of day, weekdays or window, and
 * outside of quiet hours). What was late, and what became of it, is told once a waking. On a virtual clock nothing is late.
 */
import { addDuration, type Millis, type Moment } from '../sdk/time.ts';
import { nextAllowed, type WaitRule } from '../sdk/wait-until.ts';
import type { Journey } from '../store/journeys.ts';
import { quietUntil } from './policy.ts';
import { contactNow, flowZone, loadFacts, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

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

export const isLate = (rt: Runtime, due: Millis): boolean => !rt.virtual && rt.now() - due > worthAWord;

/** True when the timer does not run now: it was put off, or its journey has ended. */
export function putOff(rt: Runtime, stepper: Stepper, journey: Journey, due: Millis): boolean {
  const version = rt.live.version(journey.version_id);
  const { late, quietHours } = version.plan.settings;
  const policy = late?.policy ?? 'run-if';
  const report = rt.woke;
  report.late++;
  const limit = addDuration({ ms: due, zone: flowZone(rt, version) }, late?.lessThan ?? defaultLimit).ms;
  if (policy === 'run' || (policy === 'run-if' && rt.now() < limit)) {
    report.run++;
    return false;
  }
  if (policy === 'skip') {
    report.skipped++;
    stepper.end(journey, lateReason);
    return true;
  }
  const facts = loadFacts(rt, journey.contact_id, version);
  const config = version.plan.nodes[journey.node ?? '']?.config as WaitRule | undefined;
  const at = facts === null ? rt.now() : nextWindow(contactNow(rt, facts), config, quietHours ?? null);
  if (at <= rt.now()) {
    report.run++;
    return false;
  }
  report.postponed++;
  rt.store.journeys.postponeTimer(journey.id, at);
  return true;
}

/** The first moment from now on that the block's own hours and the flow's quiet hours allow. */
function nextWindow(now: Moment, config: WaitRule | undefined, quiet: { from: string; to: string } | null): Millis {
  const { at, weekdays, window } = config ?? {};
  const own =
    at === undefined && weekdays === undefined && window === undefined
      ? now.ms
      : nextAllowed(now, { for: at === undefined ? 'PT0S' : 'P0D', at, weekdays, window }).ms;
  return quietUntil(quiet, { ms: own, zone: now.zone }) ?? own;
}

/** Tells what was late since the last time; nothing when nothing was. */
export function tellLateness(rt: Runtime): void {
  const { late, run, postponed, skipped } = rt.woke;
  if (late === 0) return;
  rt.store.notices.add(rt.now(), 'woke-late', { late, run, postponed, skipped });
  rt.topics.add('notices');
  rt.woke = { late: 0, run: 0, postponed: 0, skipped: 0 };
}
