/**
 * The golden check: steps of the journal taken again by the pure step functions, with what was known at each. Where a step
 * answers otherwise than the journal says, either the code changed its mind or the history is not whole.
 */
import { visitsOf } from './visits.ts';
import { type ExplainSource, worldOf } from './world.ts';

export interface Difference {
  journey: number;
  node: string;
  visit: number;
  arrivedAt: string;
  /** As the journal has it: an outlet, a reason, or null while it stands there. */
  journal: string | null;
  /** What the step answers now. */
  answer: unknown;
}

/** `journey`: its number, or all of them. */
export function replayJourneys(
  source: ExplainSource,
  journeys: Iterable<number>,
): { steps: number; differences: Difference[] } {
  const world = worldOf(source);
  const differences: Difference[] = [];
  let steps = 0;
  for (const id of journeys) {
    const journey = source.store.explain.journey(id);
    if (journey === null) continue;
    for (const { visit, retold } of visitsOf(world, journey).visits) {
      steps++;
      if (retold.agrees) continue;
      differences.push({
        journey: id,
        node: visit.node.id,
        visit: visit.visit,
        arrivedAt: world.iso(visit.arrivedAt),
        journal: visit.exitReason ?? visit.outlet,
        answer: retold.outcome,
      });
    }
  }
  return { steps, differences };
}
