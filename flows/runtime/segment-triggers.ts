/** Lets contacts in when they come into a segment, or leave it. The store knows who was in it when it was last looked at. */
import type { Millis } from '../sdk/time.ts';
import { dependenciesOf } from '../segments/depends.ts';
import type { TriggerTimer } from '../store/journeys.ts';
import type { Crossing } from '../store/watches.ts';
import { enter } from './entry.ts';
import type { LiveVersion } from './live-flows.ts';
import { type Runtime, ruleContext } from './state.ts';
import type { Stepper } from './stepper.ts';
import { firstSweep, nextSweep, stretch, sweepTook } from './sweep.ts';
import type { SegmentPlan } from './watched.ts';

/** Contacts of the start let in in one transaction. */
const chunk = 2000;

/** More crossings of one contact than this within a minute are two flows that undo each other's work. */
const mostTurns = 10;
const turnsWithin: Millis = 60_000;

const flowZone = (rt: Runtime, version: LiveVersion): string => version.plan.settings.timezone ?? rt.workspaceZone;

/** Takes down who is in the segment at the start. Returns when the trigger's timer is first due. */
export function watchSegment(
  rt: Runtime,
  version: LiveVersion,
  node: string,
  plan: SegmentPlan,
  at: Millis,
): Millis | null {
  const { watches } = rt.store;
  const what = JSON.stringify({ rule: plan.rule, on: plan.on });
  const known = watches.find(version.flow, node);
  // The same segment as in the version before: who crossed meanwhile is found at once.
  if (known?.what === what) return at;
  if (known !== null) watches.drop(known.id);
  const id = watches.add(version.flow, node, what);
  const context = { now: { ms: at, zone: flowZone(rt, version) }, segments: version.segment };
  // A rule changed in a running flow lets nobody in who satisfies the new one already.
  const letIn = plan.now && known === null;
  watches.snapshot(id, plan.rule, context, letIn);
  if (letIn) return at;
  return dependenciesOf(plan.rule, version.segment).timed ? firstSweep(at) : null;
}

/** Finds who among the changed contacts crossed, up to one number; the answer lets them in. */
export function lookAtSegment(
  rt: Runtime,
  stepper: Stepper,
  version: LiveVersion,
  node: string,
  plan: SegmentPlan,
  upTo: number,
): () => void {
  const watch = rt.store.watches.find(version.flow, node);
  if (watch === null) return () => {};
  const found = rt.store.watches.crossedByChange(watch.id, plan.rule, ruleContext(rt, version), upTo);
  return () => cross(rt, stepper, version, node, plan, watch.id, found);
}

function cross(
  rt: Runtime,
  stepper: Stepper,
  version: LiveVersion,
  node: string,
  plan: SegmentPlan,
  watch: number,
  found: readonly Crossing[],
): void {
  for (const { contact, was, alive } of found) {
    if (was) rt.store.watches.leave(watch, contact);
    else rt.store.watches.join(watch, contact);
    if (alive && was === (plan.on === 'leave') && mayTurn(rt, version, watch, contact)) {
      enter(rt, stepper, version, contact, node, null);
    }
  }
}

/** The start's people first; then a stretch of a sweep. */
export function runSegment(
  rt: Runtime,
  stepper: Stepper,
  version: LiveVersion,
  timer: TriggerTimer,
  plan: SegmentPlan,
  limit: number,
): { contacts: number; finished: boolean } {
  const { watches, journeys } = rt.store;
  const watch = watches.find(version.flow, timer.node);
  const timed = dependenciesOf(plan.rule, version.segment).timed;
  const done = (contacts: number): { contacts: number; finished: boolean } => {
    const next = timed ? nextSweep(rt, timer) : null;
    journeys.putTimer(timer.version_id, timer.node, next);
    if (next !== null && next < rt.earliestNew) rt.earliestNew = next;
    return { contacts, finished: true };
  };
  if (watch === null) return done(0);
  const first = watches.initial(watch.id, Math.min(chunk, limit));
  const lastOfThem = first.at(-1);
  if (lastOfThem !== undefined) {
    watches.admittedUpTo(watch.id, lastOfThem);
    for (const contact of first) enter(rt, stepper, version, contact, timer.node, null);
    return first.length === Math.min(chunk, limit) ? { contacts: first.length, finished: false } : done(first.length);
  }
  const began = performance.now();
  const upTo = timer.last_contact + stretch(rt);
  const found = watches.crossedWithin(watch.id, plan.rule, ruleContext(rt, version), timer.last_contact, upTo);
  sweepTook(rt, timer, performance.now() - began);
  cross(rt, stepper, version, timer.node, plan, watch.id, found);
  if (upTo >= watches.lastContact()) return done(found.length);
  journeys.progressTimer(timer.version_id, timer.node, upTo);
  return { contacts: found.length, finished: false };
}

interface Turns {
  count: number;
  since: Millis;
}
const turnsOf = new WeakMap<Runtime, Map<string, Turns>>();

/** False for a contact that two flows push to and fro without end; told once. */
function mayTurn(rt: Runtime, version: LiveVersion, watch: number, contact: number): boolean {
  let all = turnsOf.get(rt);
  if (all === undefined || all.size > 100_000) {
    all = new Map();
    turnsOf.set(rt, all);
  }
  const now = rt.now();
  const key = `${watch}:${contact}`;
  const known = all.get(key);
  const turns = known === undefined || now - known.since > turnsWithin ? { count: 0, since: now } : known;
  turns.count++;
  all.set(key, turns);
  if (turns.count === mostTurns + 1) {
    rt.store.notices.add(now, 'segment-circle', { flow: version.flow, name: version.plan.name });
    rt.topics.add('workspace');
  }
  return turns.count <= mostTurns;
}
