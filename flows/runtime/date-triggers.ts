/**
 * Lets contacts in on their dates. Each contact's next date is worked out once and kept with its time, so that nothing is
 * looked over while nobody's date comes: the trigger's timer stands at the earliest. What changes a contact's date or zone
 * works its own out anew.
 */
import { zoneOf } from '../contacts/zone.ts';
import type { Millis, Moment } from '../sdk/time.ts';
import type { TriggerTimer } from '../store/journeys.ts';
import type { DatedContact, WatchRow } from '../store/watches.ts';
import { enter } from './entry.ts';
import { lateEntry } from './late.ts';
import type { LiveVersion } from './live-flows.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import type { DatePlan } from './watched.ts';

/** Contacts worked out, or let in, in one transaction. */
const chunk = 1000;

const zone = (rt: Runtime, version: LiveVersion, contact: DatedContact): string =>
  zoneOf(contact, { flow: version.plan.settings.timezone, workspace: rt.workspaceZone }).name;

/** Works everybody's dates out from the start on. Whom the same attribute let in before a change is not forgotten. */
export function watchDates(rt: Runtime, version: LiveVersion, node: string, plan: DatePlan, at: Millis): Millis {
  const { watches } = rt.store;
  const what = JSON.stringify({ attribute: plan.attribute, config: version.plan.nodes[node]?.config });
  const known = watches.find(version.flow, node);
  if (known?.what === what) return at;
  const same = known !== null && (JSON.parse(known.what) as { attribute?: string }).attribute === plan.attribute;
  if (same) {
    watches.setWhat(known.id, what);
    watches.setFilled(known.id, false);
    return at;
  }
  if (known !== null) watches.drop(known.id);
  watches.add(version.flow, node, what);
  return at;
}

/** First everybody's next date; then whoever is due. */
export function runDates(
  rt: Runtime,
  stepper: Stepper,
  version: LiveVersion,
  timer: TriggerTimer,
  plan: DatePlan,
  limit: number,
): { contacts: number; finished: boolean } {
  const { watches, journeys } = rt.store;
  const watch = watches.find(version.flow, timer.node);
  if (watch === null) {
    journeys.putTimer(timer.version_id, timer.node, null);
    return { contacts: 0, finished: true };
  }
  if (watch.filled === 0) {
    const some = watches.datedAfter(plan.attribute, timer.last_contact, Math.min(chunk, limit));
    for (const contact of some) {
      // A trigger that was changed knows whom it let in already.
      const known = watches.dateTimer(watch.id, contact.id);
      put(rt, version, watch, plan, contact, timer.due_at, known?.last ?? null);
    }
    const last = some.at(-1);
    if (last !== undefined && some.length === Math.min(chunk, limit)) {
      journeys.progressTimer(timer.version_id, timer.node, last.id);
      return { contacts: some.length, finished: false };
    }
    watches.setFilled(watch.id, true);
    setTimer(rt, version, watch);
    return { contacts: some.length, finished: true };
  }
  const due = watches.dueDates(watch.id, rt.now(), Math.min(chunk, limit));
  for (const { contact_id: id, due_at, day, last } of due) {
    const contact = watches.dated(plan.attribute, id);
    // As the contact is now: a date that was changed while it was due is another.
    const own = contact === null ? 'UTC' : zone(rt, version, contact);
    const still = contact === null ? null : occurrence(plan, contact.value, { ms: due_at ?? 0, zone: own }, day, last);
    const fires = still !== null && still <= rt.now();
    const at = fires ? lateEntry(rt, version, due_at ?? 0, own) : null;
    if (at !== null && at > rt.now()) {
      watches.putDateTimer(watch.id, { contact_id: id, due_at: at, day, last });
      continue;
    }
    if (contact === null) watches.putDateTimer(watch.id, { contact_id: id, due_at: null, day: null, last: null });
    else put(rt, version, watch, plan, contact, rt.now(), fires ? day : last);
    if (at !== null) enter(rt, stepper, version, id, timer.node, null);
  }
  setTimer(rt, version, watch);
  return { contacts: due.length, finished: true };
}

/** One that was put off has its own time this long before at most. */
const longestDelay: Millis = 2 * 366 * 24 * 3_600_000;

/** When the occurrence of that day is, as the value is now; null: it has none any more. `due`: when it was to let in. */
function occurrence(
  plan: DatePlan,
  value: unknown,
  due: Moment,
  day: string | null,
  last: string | null,
): Millis | null {
  let next = plan.next(value, { ms: due.ms - 1, zone: due.zone }, last);
  if (next?.day === day) return next.at;
  for (let after = due.ms - longestDelay; after < due.ms; after = next.at) {
    next = plan.next(value, { ms: after, zone: due.zone }, last);
    if (next === null) return null;
    if (next.day === day) return next.at;
  }
  return null;
}

/** Its own time has passed, and it waits for the next time of day: it is not worked out anew while the date is the same. */
function isPutOff(
  rt: Runtime,
  version: LiveVersion,
  plan: DatePlan,
  contact: DatedContact,
  { due_at, day, last }: { due_at: Millis | null; day: string | null; last: string | null },
): boolean {
  if (due_at === null) return false;
  const own = occurrence(plan, contact.value, { ms: due_at, zone: zone(rt, version, contact) }, day, last);
  return own !== null && own <= rt.now();
}

/** Works out a contact's next date after a moment. */
function put(
  rt: Runtime,
  version: LiveVersion,
  watch: WatchRow,
  plan: DatePlan,
  contact: DatedContact,
  after: Millis,
  last: string | null,
): void {
  const next = plan.next(contact.value, { ms: after, zone: zone(rt, version, contact) }, last);
  rt.store.watches.putDateTimer(watch.id, {
    contact_id: contact.id,
    due_at: next?.at ?? null,
    day: next?.day ?? null,
    last,
  });
}

/** Contacts changed: those whose date is due already, or was put off, keep it, the others' is worked out anew. */
export function lookAtDates(
  rt: Runtime,
  version: LiveVersion,
  node: string,
  plan: DatePlan,
  contacts: readonly number[],
): void {
  const { watches } = rt.store;
  const watch = watches.find(version.flow, node);
  if (watch === null) return;
  for (const id of contacts) {
    const known = watches.dateTimer(watch.id, id);
    if (known?.due_at != null && known.due_at <= rt.now()) continue;
    const contact = watches.dated(plan.attribute, id);
    if (contact !== null && known !== null && isPutOff(rt, version, plan, contact, known)) continue;
    if (contact !== null) put(rt, version, watch, plan, contact, rt.now(), known?.last ?? null);
    else if (known !== null) {
      watches.putDateTimer(watch.id, { contact_id: id, due_at: null, day: null, last: null });
    }
  }
  // While everybody is worked out the timer stands for that.
  if (watch.filled === 1) setTimer(rt, version, watch);
}

function setTimer(rt: Runtime, version: LiveVersion, watch: WatchRow): void {
  const next = rt.store.watches.nextDate(watch.id);
  rt.store.journeys.putTimer(version.id, watch.node, next);
  if (next !== null && next < rt.earliestNew) rt.earliestNew = next;
}
