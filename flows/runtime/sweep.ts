/**
 * Looking again at what only time changes: "nothing bought for 30 days" comes true without anything happening. A sweep asks
 * the rule of everybody, a stretch of contacts at a time so that the screen is answered in between, and the less often the
 * longer it takes: at least a minute apart, and never more than 0.5 % of a core. On a virtual clock sweeps are at full
 * hours, so that a run is the same each time; above fifty thousand contacts at full days (UTC).
 */
import type { Millis } from '../sdk/time.ts';
import { dependenciesOf } from '../segments/depends.ts';
import type { TriggerTimer } from '../store/journeys.ts';
import type { LiveVersion } from './live-flows.ts';
import { type Runtime, ruleContext } from './state.ts';
import type { Stepper } from './stepper.ts';

const shortest: Millis = 60_000;
/** A sweep may cost this share of the time until the next: 1 / 200. */
const rest = 200;
const hour: Millis = 3_600_000;
const many = 50_000;

/** Contacts asked at once; the engine moves the number to where a stretch takes some thirty milliseconds. */
const stretches = { first: 20_000, shortest: 1000, longest: 500_000, slow: 40, quick: 10 } as const;

interface Cost {
  /** Milliseconds that the sweep has taken so far. */
  spent: number;
}
interface Sweeps {
  stretch: number;
  costs: Map<string, Cost>;
}
const sweepsOf = new WeakMap<Runtime, Sweeps>();

function sweeps(rt: Runtime): Sweeps {
  let known = sweepsOf.get(rt);
  if (known === undefined) {
    known = { stretch: stretches.first, costs: new Map() };
    sweepsOf.set(rt, known);
  }
  return known;
}

const keyOf = ({ version_id, node }: TriggerTimer): string => `${version_id} ${node}`;

/** How many contacts are asked at once. On a virtual clock the number does not depend on the machine. */
export const stretch = (rt: Runtime): number => (rt.virtual ? stretches.first : sweeps(rt).stretch);

/** Notes what a stretch took. */
export function sweepTook(rt: Runtime, timer: TriggerTimer, ms: number): void {
  if (rt.virtual) return;
  const state = sweeps(rt);
  const cost = state.costs.get(keyOf(timer)) ?? { spent: 0 };
  cost.spent += ms;
  state.costs.set(keyOf(timer), cost);
  if (ms > stretches.slow) state.stretch = Math.max(stretches.shortest, Math.floor(state.stretch / 2));
  else if (ms < stretches.quick) state.stretch = Math.min(stretches.longest, state.stretch * 2);
}

export const firstSweep = (start: Millis): Millis => start + shortest;

/** When the next sweep is, now that one has ended. */
export function nextSweep(rt: Runtime, timer: TriggerTimer): Millis {
  const now = rt.now();
  if (rt.virtual) {
    const step = rt.store.watches.lastContact() > many ? 24 * hour : hour;
    return (Math.floor(now / step) + 1) * step;
  }
  const { costs } = sweeps(rt);
  const spent = costs.get(keyOf(timer))?.spent ?? 0;
  costs.delete(keyOf(timer));
  return now + Math.max(shortest, Math.ceil(spent * rest));
}

/**
 * Whoever is inside and satisfies an exit rule leaves, one stretch of contacts at a time. The journeys of older versions
 * are asked by the rules of theirs.
 */
export function sweepExits(
  rt: Runtime,
  stepper: Stepper,
  version: LiveVersion,
  timer: TriggerTimer,
): { contacts: number; finished: boolean } {
  const { live, journeys, watches } = rt.store;
  const began = performance.now();
  const upTo = timer.last_contact + stretch(rt);
  let left = 0;
  // On a virtual clock only what time changes needs it; on the wall's, whoever entered although a rule held leaves, too.
  let timed = !rt.virtual;
  for (const id of live.versionsOf(version.flow)) {
    const inside = rt.live.version(id);
    for (const rule of inside.exitRules) {
      timed ||= dependenciesOf(rule, inside.segment).timed;
      for (const one of live.insideMatching(inside, rule, ruleContext(rt, inside), timer.last_contact, upTo)) {
        const journey = journeys.get(one);
        if (journey === null || journey.node === null) continue;
        stepper.end(journey, 'rule');
        left++;
      }
    }
  }
  sweepTook(rt, timer, performance.now() - began);
  if (upTo < watches.lastContact()) {
    journeys.progressTimer(timer.version_id, timer.node, upTo);
    return { contacts: left, finished: false };
  }
  const next = timed ? nextSweep(rt, timer) : null;
  journeys.putTimer(timer.version_id, timer.node, next);
  if (next !== null && next < rt.earliestNew) rt.earliestNew = next;
  return { contacts: left, finished: true };
}
