/** What of the canvas's state a card shows: problems, figures, a replay's or a comparison's mark. */
import { shallow } from 'zustand/shallow';
import type { Trouble } from '../../flows/api/live.ts';
import { sameJson } from '../../flows/document/delta.ts';
import type { FlowDocument, FlowNode } from '../../flows/document/schema.ts';
import type { Category } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import type { LiveNode } from './figures.ts';
import { graphOf } from './graph.ts';
import type { Layered } from './live/layer.ts';
import { stateOf } from './replay-view.ts';
import { shownLive, useUiState } from './session.ts';

const noProblems: readonly Problem[] = [];

/** How the block differs from the one in an older state of the flow. Its place is the layout's affair and said in the list. */
function comparedMark(to: FlowDocument | null, node: FlowNode): 'added' | 'changed' | null {
  if (to === null) return null;
  const was = graphOf(to).nodes.get(node.id);
  if (was === undefined) return 'added';
  return sameJson(was, node) ? null : 'changed';
}

/** One look at it a card, however many cards there are. */
export interface Shown {
  problems: readonly Problem[];
  live: LiveNode | undefined;
  troubles: readonly Trouble[] | undefined;
  replay: ReturnType<typeof stateOf>;
  compared: 'added' | 'changed' | null;
  /** People inside the flow now; only a trigger tells it. */
  inside: number;
  running: boolean;
  layered: Layered | null;
}
const bareShown: Shown = {
  problems: noProblems,
  live: undefined,
  troubles: undefined,
  replay: undefined,
  compared: null,
  inside: 0,
  running: false,
  layered: null,
};

export function useShown(node: FlowNode, category: Category, full: boolean): Shown {
  const { id } = node;
  return useUiState((state) => {
    if (!full) return bareShown;
    const live = shownLive(state);
    return {
      problems: state.problemsByNode.get(id) ?? noProblems,
      live: live?.nodes.get(id),
      troubles: state.troubles.get(id),
      replay: stateOf(state.replay, id),
      compared: comparedMark(state.comparedTo?.document ?? null, node),
      inside: category === 'trigger' ? (live?.report.active ?? 0) : 0,
      running: (live?.report.version ?? null) !== null,
      layered: state.simulated === null ? state.layered : null,
    };
  }, shallow);
}
