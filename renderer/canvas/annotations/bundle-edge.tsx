/** What leads out of a folded frame to one place, drawn as one line with all its people. */
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import type { FlowEdge } from '../../../flows/document/schema.ts';
import { edgeKey } from '../../state/flow-editor.ts';
import { detourPath } from '../detour.ts';
import { straightPath } from '../edge-path.ts';
import { edgeWidth, trafficOf } from '../figures.ts';
import { handleReach } from '../flow-edge.tsx';
import { shownLive, useUiState } from '../session.ts';
import { useWords } from '../words.ts';

interface BundleData extends Record<string, unknown> {
  edges: readonly FlowEdge[];
  /** The column in which the line goes round what stands in its way. */
  detour: number | null;
}
export type BundleElement = Edge<BundleData, 'bundle'>;

export const BundleEdge = memo(function BundleEdge(props: EdgeProps<BundleElement>) {
  const { id, data, sourceX, sourceY, targetX, targetY } = props;
  const words = useWords();
  const count = useUiState((state) => {
    const live = shownLive(state);
    if (live?.report.version == null) return 0;
    return (data?.edges ?? []).reduce(
      (sum, { from, outlet }) => sum + (trafficOf(live.nodes.get(from), outlet)?.count ?? 0),
      0,
    );
  });
  const busiest = useUiState((state) => shownLive(state)?.busiest ?? 0);
  const taken = useUiState(({ replay }) =>
    replay?.taken === undefined ? undefined : (data?.edges ?? []).some((edge) => replay.taken?.has(edgeKey(edge))),
  );
  if (!data) return null;
  const ends = { sourceX, sourceY: sourceY - handleReach, targetX, targetY: targetY + handleReach };
  const { path, labelX, labelY } = data.detour === null ? straightPath(ends, 0.5) : detourPath(ends, data.detour);
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={0}
        className="kc-edge"
        data-taken={taken}
        style={{ strokeWidth: taken ? 3 : edgeWidth(Math.min(count, busiest), busiest) }}
      />
      {count > 0 ? (
        <EdgeLabelRenderer>
          <div
            className="kc-pill-place"
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)`, pointerEvents: 'none' }}
          >
            <span className="kc-pill">
              <span className="kc-pill-figures">{words.count(count)}</span>
            </span>
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
});
