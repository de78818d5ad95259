/** Who may enter a flow: its key, how many at once, how often ever, how soon again. */
import { eventExpression, ownKey } from '../plan/entry-key.ts';
import type { EventView } from '../sdk/contact.ts';
import { addDuration, type Millis } from '../sdk/time.ts';
import type { Journey, NewJourney } from '../store/journeys.ts';
import type { LiveVersion } from './live-flows.ts';
import { flowZone, lastEventNow, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

export type Entry = 'entered' | 'updated' | 'active' | 'max-per-contact' | 'cooldown' | 'same-event' | 'not-here';

/** The value of `entry.key` for this entry; the contact itself by default, or when the event lacks it. */
export function entryKey(version: LiveVersion, contact: number, event: EventView | null): string {
  const expression = version.plan.settings.entry?.key ?? 'contact';
  const value = expression === 'contact' ? null : eventExpression(expression, event);
  return value === null ? `${ownKey}${contact}` : String(value);
}

/** Is it too soon after the contact's last entry? */
export const isCooling = (rt: Runtime, version: LiveVersion, cooldown: string, last: Millis): boolean =>
  rt.now() < addDuration({ ms: last, zone: flowZone(rt, version) }, cooldown).ms;

/** Lets a contact in, or says why not. Within the caller's transaction. */
export function enter(
  rt: Runtime,
  stepper: Stepper,
  version: LiveVersion,
  contact: number,
  trigger: string,
  event: EventView | null,
): Entry {
  const rules = version.plan.settings.entry;
  const key = entryKey(version, contact, event);
  const { journeys, counters } = rt.store;
  const refuse = (why: Entry): Entry => {
    counters.count(version.id, '', `refused:${why}`);
    return why;
  };

  const inside = journeys.activeByKey(contact, version.flow, key);
  let replaced: readonly Journey[] = [];
  if (inside.length >= (rules?.maxActivePerKey ?? 1)) {
    const last = inside.at(-1) as Journey;
    switch (rules?.onRepeat ?? 'ignore') {
      case 'ignore':
        return refuse('active');
      case 'update':
        if (event?.id != null && event.id !== last.event_id) journeys.setEvent(last.id, event.id);
        return 'updated';
      case 'restart':
        if (event?.id != null && event.id === last.event_id) return refuse('same-event');
        replaced = inside;
        break;
      case 'new':
        break;
    }
  }
  if (rules?.maxPerContact != null || rules?.cooldown != null) {
    const history = journeys.historyOf(version.flow, contact);
    if (rules.maxPerContact != null && history.n >= rules.maxPerContact) return refuse('max-per-contact');
    if (rules.cooldown != null && history.last !== null && isCooling(rt, version, rules.cooldown, history.last)) {
      return refuse('cooldown');
    }
  }
  // Only who may enter anew leaves for it.
  for (const old of replaced) stepper.end(old, 'restarted');
  const now = rt.now();
  const journey: NewJourney = {
    flow_id: version.flow,
    version_id: version.id,
    contact_id: contact,
    key,
    trigger,
    event_id: event?.id ?? null,
    entered_at: now,
    node: trigger,
    arrived_at: now,
    arrived_event: lastEventNow(rt),
  };
  const id = journeys.enter(journey);
  if (id === null) return refuse('same-event');
  counters.count(version.id, '', 'entered');
  stepper.begin({ ...journey, id, visit: 0, due_at: null, goal_at: null, memory: null, sends: 0 }, version);
  return 'entered';
}
