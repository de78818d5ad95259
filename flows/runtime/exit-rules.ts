/** Exit rules on segments, asked of one contact whose profile changed. Sweeps and events have their own ways. */
import { contactMatches, loadFacts, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

/** Ends the contact's journeys in the flow whose version has a rule that now holds. */
export function leaveByRule(rt: Runtime, stepper: Stepper, flow: string, contact: number): void {
  for (const journey of rt.store.journeys.activeOf(contact)) {
    if (journey.flow_id !== flow) continue;
    const version = rt.live.version(journey.version_id);
    if (version.exitRules.length === 0) continue;
    const facts = loadFacts(rt, contact, version);
    if (facts !== null && version.exitRules.some((rule) => contactMatches(rt, rule, facts, version))) {
      stepper.end(journey, 'rule');
    }
  }
}
