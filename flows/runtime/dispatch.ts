/**
 * Gives one event to those it concerns: first to journeys that wait for it, then to exit rules (and the goal), then to
 * triggers. Within the caller's transaction.
 */

import { eventExpression, isAbout } from '../plan/entry-key.ts';
import { flowStarted } from '../sdk/calls.ts';
import type { EventView } from '../sdk/contact.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { addDuration, type Millis } from '../sdk/time.ts';
import { matchesEvent } from '../segments/event-rule.ts';
import type { Journey } from '../store/journeys.ts';
import { answerStart } from './calls.ts';
import { enter } from './entry.ts';
import { isLate, putOff } from './late.ts';
import type { LiveVersion } from './live-flows.ts';
import { redeemByEvent } from './offers.ts';
import { contactMatches, flowZone, loadFacts, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import { afterEvent } from './watches.ts';

/**
 * On the wall clock an event may carry the vendor's own, slightly different or coarser time (Telegram gives seconds):
 * one that is dated up to this much before a journey arrived still counts as having come after.
 */
const clockSkew: Millis = 2 * 60_000;

export function dispatchEvent(rt: Runtime, stepper: Stepper, contact: number, event: EventView): void {
  rt.lastEvent = event.id === null ? rt.lastEvent : { at: event.at, id: event.id };
  fireOverdue(rt, stepper, contact, event.at);
  redeemByEvent(rt, contact, event);
  // The goal is counted first: what the event sets off next may end the journey.
  if (rt.live.watchesGoal(event.type)) reachGoals(rt, stepper, contact, event);
  const pulled = rt.live.watchesPull(event.type) ? pull(rt, stepper, contact, event) : null;
  signal(rt, stepper, contact, event, pulled);
  if (rt.live.watchesExit(event.type)) leave(rt, stepper, contact, event);
  let entered = false;
  for (const trigger of rt.live.triggersFor(event.type)) {
    if (event.at < (trigger.flow.started_at ?? 0)) continue;
    const now = { ms: rt.now(), zone: flowZone(rt, trigger.version) };
    if (trigger.where !== null && !matchesEvent(trigger.where, event, now)) continue;
    if (trigger.accepts?.(event) === false) continue;
    entered = enter(rt, stepper, trigger.version, contact, trigger.node, event) === 'entered' || entered;
  }
  if (!entered && event.type === flowStarted) answerStart(rt, contact, event);
  afterEvent(rt, stepper, contact, event);
}

/** On the wall clock a backlog of timers may be longer than that of events: what was due before the event comes before it. */
function fireOverdue(rt: Runtime, stepper: Stepper, contact: number, at: Millis): void {
  if (rt.virtual) return;
  for (const { id, due_at: due, flow_id } of rt.store.journeys.overdueOf(contact, Math.min(at, rt.now()))) {
    const journey = rt.store.journeys.get(id);
    if (journey?.due_at !== due || rt.live.flow(flow_id)?.status === 'paused') continue;
    if (isLate(rt, due as Millis) && putOff(rt, stepper, journey, due as Millis)) continue;
    stepper.advance(journey, { kind: 'timer' });
  }
}

/** Did the event happen after the journey came to where it stands? */
function isLater(rt: Runtime, event: EventView, at: Millis, lastEvent: number, entryEvent: number | null): boolean {
  if (event.id !== null && event.id === entryEvent) return false;
  if (!rt.virtual) return event.at >= at - clockSkew;
  if (event.id === null) return event.at >= at;
  return event.at > at || (event.at === at && event.id > lastEvent);
}

function signal(
  rt: Runtime,
  stepper: Stepper,
  contact: number,
  event: EventView,
  pulled: ReadonlySet<number> | null,
): void {
  const { journeys } = rt.store;
  const rows = journeys.signalsFor(contact, event.type);
  let done = -1;
  for (const row of rows) {
    if (row.journey_id === done || pulled?.has(row.journey_id)) continue;
    if (row.node !== null && row.node !== event.props.node) continue;
    const journey = journeys.get(row.journey_id);
    if (journey === null || journey.node === null) continue;
    if (row.node !== null && event.props.journey !== undefined && event.props.journey !== journey.id) continue;
    if (!isLater(rt, event, journey.arrived_at, journey.arrived_event, journey.event_id)) continue;
    if (!isAbout(rt.live.version(journey.version_id).plan, journey.key, event)) continue;
    if (row.rule !== null) {
      const now = { ms: rt.now(), zone: flowZone(rt, rt.live.version(journey.version_id)) };
      if (!matchesEvent(JSON.parse(row.rule) as RuleGroup, event, now)) continue;
    }
    done = row.journey_id;
    if (rt.live.flow(journey.flow_id)?.status === 'paused') {
      journeys.holdSignal(journey.id, row.outcome, event);
      continue;
    }
    stepper.advance(journey, { kind: 'signal', outcome: row.outcome, event });
  }
}

/** Goals that bring journeys to themselves; returns those that it brought. Where one waits for the event itself, it is a signal. */
function pull(rt: Runtime, stepper: Stepper, contact: number, event: EventView): Set<number> {
  const { journeys } = rt.store;
  const pulled = new Set<number>();
  for (const journey of journeys.activeOf(contact)) {
    const version = rt.live.version(journey.version_id);
    const pulls = version.pulls.get(event.type);
    if (pulls === undefined || !afterEntry(rt, journey, event) || !isAbout(version.plan, journey.key, event)) continue;
    if (pulls.some(({ node }) => node === journey.node)) continue;
    const now = { ms: rt.now(), zone: flowZone(rt, version) };
    const to = pulls.find(
      ({ node, by }) =>
        (by.where === undefined || matchesEvent(by.where, event, now)) && journeys.visits(journey.id, node) === 0,
    );
    if (to === undefined) continue;
    pulled.add(journey.id);
    if (rt.live.flow(journey.flow_id)?.status === 'paused') journeys.holdPull(journey.id, to.node, to.by.id, event);
    else stepper.pull(journey, to.node, { kind: 'signal', outcome: to.by.id, event });
  }
  return pulled;
}

function leave(rt: Runtime, stepper: Stepper, contact: number, event: EventView): void {
  for (const journey of rt.store.journeys.activeOf(contact)) {
    const version = rt.live.version(journey.version_id);
    if (exitsBy(rt, version, journey, event)) stepper.end(journey, `event:${event.type}`);
    else if (version.exitRules.length > 0 && exitsByRule(rt, version, journey)) stepper.end(journey, 'rule');
  }
}

function reachGoals(rt: Runtime, stepper: Stepper, contact: number, event: EventView): void {
  const seen = new Set<string>();
  for (const journey of rt.store.journeys.activeOf(contact)) {
    seen.add(journey.flow_id);
    reachGoal(rt, stepper, rt.live.version(journey.version_id), journey, event);
  }
  // A purchase counts within the goal's span also after the journey has ended.
  for (const flow of rt.live.running()) {
    const goal = flow.current?.plan.settings.goal;
    if (goal?.event !== event.type || goal.within == null || seen.has(flow.id)) continue;
    const last = rt.store.journeys.latestOf(flow.id, contact);
    if (last !== null) reachGoal(rt, stepper, rt.live.version(last.version_id), last, event);
  }
}

/** An exit event with the entry's key, later than the entry. */
function exitsBy(rt: Runtime, version: LiveVersion, journey: Journey, event: EventView): boolean {
  const rules = version.exitEvents.get(event.type);
  if (rules === undefined || !afterEntry(rt, journey, event)) return false;
  if (!isAbout(version.plan, journey.key, event)) return false;
  const now = { ms: rt.now(), zone: flowZone(rt, version) };
  return rules.some((rule) => rule.where === undefined || matchesEvent(rule.where, event, now));
}

export const exitsByRule = (rt: Runtime, version: LiveVersion, journey: Journey): boolean => {
  const facts = loadFacts(rt, journey.contact_id, version);
  return facts !== null && version.exitRules.some((rule) => contactMatches(rt, rule, facts, version));
};

function reachGoal(rt: Runtime, stepper: Stepper, version: LiveVersion, journey: Journey, event: EventView): void {
  const goal = version.plan.settings.goal;
  if (goal == null || goal.event !== event.type || journey.goal_at !== null || !afterEntry(rt, journey, event)) return;
  if (!isAbout(version.plan, journey.key, event)) return;
  const zone = flowZone(rt, version);
  if (goal.within != null && event.at > addDuration({ ms: journey.entered_at, zone }, goal.within).ms) return;
  if (goal.where !== undefined && !matchesEvent(goal.where, event, { ms: rt.now(), zone })) return;
  const value = goal.value == null ? null : Number(eventExpression(goal.value, event) ?? Number.NaN);
  stepper.goal(journey, value === null || Number.isNaN(value) ? null : value);
}

/** The entry event itself is neither an exit nor a goal; a later one of the same instant is. */
const afterEntry = (rt: Runtime, journey: Journey, event: EventView): boolean =>
  isLater(rt, event, journey.entered_at, journey.event_id ?? 0, journey.event_id);
