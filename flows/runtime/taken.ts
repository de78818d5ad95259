/** Does a flow wait for what a person wrote? Then nobody else need answer it. */
import type { RuleGroup } from '../sdk/rule.ts';
import { matchesEvent } from '../segments/event-rule.ts';
import { flowZone, type Runtime } from './state.ts';

const types = ['message.received', 'message.replied', 'message.button'];

/**
 * Asked before the event is given to anybody, as dispatch.ts will give it. While a person has taken over, flows only listen: they
 * answer nothing, so nothing is taken by them.
 */
export function isTakenByFlow(rt: Runtime, contact: number, props: Readonly<Record<string, unknown>>): boolean {
  const paused = rt.store.pauses.until(contact);
  if (paused !== null && paused > rt.now()) return false;
  return types.some((type) => {
    if (type === 'message.button' && props.button === undefined) return false;
    return rt.store.journeys.signalsFor(contact, type).some((row) => {
      if (row.node !== null && (row.node !== props.node || row.journey_id !== props.journey)) return false;
      if (type !== 'message.received' && row.node === null) return false;
      const journey = rt.store.journeys.get(row.journey_id);
      if (journey === null || rt.live.flow(journey.flow_id)?.status === 'paused') return false;
      if (row.rule === null) return true;
      const now = { ms: rt.now(), zone: flowZone(rt, rt.live.version(journey.version_id)) };
      return matchesEvent(JSON.parse(row.rule) as RuleGroup, { at: rt.now(), props }, now);
    });
  });
}
