/**
 * Triggers that watch contacts, and exit rules on segments. Whatever changes a contact marks it (migration 0004), and the
 * marked are looked at in the same transaction, after the event or step that changed them; changes from elsewhere at the
 * next turn of the engine. What only time changes is found by a sweep: see sweep.ts.
 */
import type { EventView } from '../sdk/contact.ts';
import type { TriggerPlan } from '../sdk/node.ts';
import type { Millis } from '../sdk/time.ts';
import type { TriggerTimer } from '../store/journeys.ts';
import { lookAtDates, runDates, watchDates } from './date-triggers.ts';
import { leaveByRule } from './exit-rules.ts';
import type { LiveVersion } from './live-flows.ts';
import { lookAtSegment, runSegment, watchSegment } from './segment-triggers.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import { firstSweep, sweepExits } from './sweep.ts';
import { concerns, type DatePlan, exitNode, type SegmentPlan, type Watched } from './watched.ts';

/** Contacts looked at together: one query a watch. */
const changesAtOnce = 500;

/** Part of the transaction that gives an event: who it moved across the border of a segment enters or leaves at once. */
export function afterEvent(rt: Runtime, stepper: Stepper, contact: number, event: EventView): void {
  const watched = rt.live.watched();
  if (watched.length === 0) return;
  if (watched.some((one) => one.kind !== 'exit' && concerns(one, event.type))) rt.store.watches.mark(contact);
  lookAtChanges(rt, stepper);
}

/** Looks at some of the contacts that changed; returns how many. */
export function lookAtChanges(rt: Runtime, stepper: Stepper): number {
  const watched = rt.live.watched();
  if (watched.length === 0) return 0;
  const { watches } = rt.store;
  const contacts = watches.changed(changesAtOnce);
  const last = contacts.at(-1);
  if (last === undefined) return 0;
  // All are asked before anybody moves: what the moves change is looked at next.
  const moves = watched.map((one) => look(rt, stepper, one, contacts, last));
  watches.forgetUpTo(last);
  for (const move of moves) move();
  return contacts.length;
}

function look(rt: Runtime, stepper: Stepper, one: Watched, contacts: readonly number[], last: number): () => void {
  if (one.kind === 'segment') return lookAtSegment(rt, stepper, one.version, one.node, one.plan, last);
  if (one.kind === 'date') return () => lookAtDates(rt, one.version, one.node, one.plan, contacts);
  return () => {
    if (!one.depends.profile) return;
    for (const contact of contacts) leaveByRule(rt, stepper, one.version.flow, contact);
  };
}

/**
 * A new version begins to watch; what the old one watched and the new one does not is forgotten. A trigger that watches the
 * same as before goes on with what it knows. Part of the transaction that publishes.
 */
export function watchExitsOf(rt: Runtime, version: LiveVersion, at: Millis): void {
  const { watches, journeys } = rt.store;
  const kept = new Set(
    rt.live
      .watched()
      .filter((one) => one.version.id === version.id)
      .map(({ node }) => node),
  );
  for (const row of watches.ofFlow(version.flow)) if (!kept.has(row.node)) watches.drop(row.id);
  if (!kept.has(exitNode)) return;
  if (watches.find(version.flow, exitNode) === null) watches.add(version.flow, exitNode, '');
  journeys.putTimer(version.id, exitNode, firstSweep(at));
}

/** When the trigger's timer is first due; null where nothing but changes moves it. */
export function watchTrigger(
  rt: Runtime,
  version: LiveVersion,
  node: string,
  plan: SegmentPlan | DatePlan,
  at: Millis,
): Millis | null {
  return plan.kind === 'segment' ? watchSegment(rt, version, node, plan, at) : watchDates(rt, version, node, plan, at);
}

/**
 * Exit rules of running flows are swept, also in a workspace from before anything was watched, and after a run on a virtual
 * clock, which sweeps only where it must.
 */
export function watchAll(rt: Runtime): void {
  const { watches, journeys } = rt.store;
  for (const { kind, version } of rt.live.watched()) {
    if (kind !== 'exit' || journeys.hasTimer(version.id, exitNode)) continue;
    if (watches.find(version.flow, exitNode) === null) watches.add(version.flow, exitNode, '');
    journeys.putTimer(version.id, exitNode, rt.now());
  }
}

/** A stopped flow watches nothing. */
export function unwatch(rt: Runtime, flow: string): void {
  for (const row of rt.store.watches.ofFlow(flow)) rt.store.watches.drop(row.id);
}

/** Back from a pause, in which nobody looked: everything is looked at once. */
export function rewatch(rt: Runtime, flow: string): void {
  for (const one of rt.live.watched()) {
    if (one.version.flow === flow) rt.store.journeys.putTimer(one.version.id, one.node, rt.now());
  }
}

export const isWatchTimer = (node: string, plan: TriggerPlan | null): boolean =>
  node === exitNode || plan?.kind === 'segment' || plan?.kind === 'date';

/** A watch's timer is due: lets people in, looks over a stretch of the contacts, or both. */
export function runWatch(
  rt: Runtime,
  stepper: Stepper,
  timer: TriggerTimer,
  plan: TriggerPlan | null,
  limit: number,
): { contacts: number; finished: boolean } {
  const version = rt.live.version(timer.version_id);
  if (timer.node === exitNode) return sweepExits(rt, stepper, version, timer);
  if (plan?.kind === 'segment') return runSegment(rt, stepper, version, timer, plan, limit);
  if (plan?.kind === 'date') return runDates(rt, stepper, version, timer, plan, limit);
  return { contacts: 0, finished: true };
}
