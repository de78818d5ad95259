/** What the drawing shows at one moment of a replay. Pure. */
import type { ExplainedJourney, Replay } from '../../flows/api/explain.ts';
import { edgeKey } from '../state/flow-editor.ts';

export interface ReplayView {
  /** How many stand at each block. */
  here: ReadonlyMap<string, number>;
  /** Blocks that somebody had come to. */
  came: ReadonlySet<string>;
  /** Edges a contact had taken; not set where everybody is shown. */
  taken?: ReadonlySet<string>;
}

/** How a card looks: somebody is there, was there, or never came; not set without a replay. */
export const stateOf = (view: ReplayView | null, node: string): 'here' | 'came' | 'none' | undefined =>
  view === null ? undefined : (view.here.get(node) ?? 0) > 0 ? 'here' : view.came.has(node) ? 'came' : 'none';

/** How the tile of a folded frame looks: as the liveliest of its blocks. */
export function stateOfAll(view: ReplayView | null, nodes: readonly string[]): 'here' | 'came' | 'none' | undefined {
  const states = nodes.map((node) => stateOf(view, node));
  return (['here', 'came', 'none'] as const).find((state) => states.includes(state));
}

export function everybodyAt({ here, came }: Replay, tick: number): ReplayView {
  const counts = new Map<string, number>();
  const reached = new Set<string>();
  for (const [node, values] of Object.entries(here)) counts.set(node, values[tick] ?? 0);
  for (const [node, values] of Object.entries(came)) if ((values[tick] ?? 0) > 0) reached.add(node);
  return { here: counts, came: reached };
}

/** The moments at which something happened to the contact, in order, each once. */
export function momentsOf({ steps }: ExplainedJourney): string[] {
  const times = steps.flatMap(({ arrivedAt, leftAt }) => (leftAt === null ? [arrivedAt] : [arrivedAt, leftAt]));
  return [...new Set(times)].sort((a, b) => Date.parse(a) - Date.parse(b));
}

/** The contact is drawn where it stood after all that happened at the moment; after the end, where it ended. */
export function contactAt({ steps }: ExplainedJourney, moment: string): ReplayView {
  const now = Date.parse(moment);
  const begun = steps.filter(({ arrivedAt }) => Date.parse(arrivedAt) <= now);
  const last = begun.at(-1);
  return {
    here: new Map(last === undefined ? [] : [[last.node, 1]]),
    came: new Set(begun.map(({ node }) => node)),
    taken: new Set(
      begun.flatMap(({ node, outlet, to, leftAt }) =>
        outlet === null || to === null || leftAt === null || Date.parse(leftAt) > now
          ? []
          : [edgeKey({ from: node, outlet, to })],
      ),
    ),
  };
}
