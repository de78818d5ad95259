/** Exit rules on segments depend on contacts and on time: whoever satisfies one leaves, found with one query a flow. */
import { flowZone, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

/** Returns how many left. */
export function sweepExitRules(rt: Runtime, stepper: Stepper, transaction: (work: () => void) => void): number {
  let left = 0;
  for (const flow of rt.live.running()) {
    const version = flow.current;
    if (version === null || version.exitRules.length === 0) continue;
    const context = { now: { ms: rt.now(), zone: flowZone(rt, version) }, segments: version.segment };
    for (const rule of version.exitRules) {
      const found = rt.store.live.insideMatching(flow.id, rule, context);
      if (found.length === 0) continue;
      transaction(() => {
        for (const id of found) {
          const journey = rt.store.journeys.get(id);
          if (journey !== null) stepper.end(journey, 'rule');
        }
      });
      left += found.length;
    }
  }
  return left;
}
