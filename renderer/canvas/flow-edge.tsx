/** An edge tells its part of the story: which outlet, what share, how many, and lets a block be put in between. */

import { IconPlus } from '@tabler/icons-react';
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo, useEffect, useRef, useState } from 'react';
import { shallow } from 'zustand/shallow';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { detourPath } from './detour.ts';
import { pillAt, straightPath } from './edge-path.ts';
import { edgeWidth, type LiveNode, trafficOf } from './figures.ts';
import { useFilled } from './filling.ts';
import type { EdgeData, FlowEdgeElement } from './line-elements.ts';
import { EdgePill } from './live/edge-pill.tsx';
import { shownLive, useSession, useUiState } from './session.ts';
import { useWords } from './words.ts';

/** The target of a pointer reaches this far beyond the card's border; the line begins at the border, pixels. */
export const handleReach = 12;

/** Time to travel from the line to its button, milliseconds. */
const lingerMs = 220;

/** It was not there in the state that is compared with. */
const isNewSince = (before: FlowDocument | null, edge: EdgeData | undefined): boolean =>
  before !== null &&
  edge !== undefined &&
  !before.edges.some(({ from, outlet, to }) => from === edge.from && outlet === edge.outlet && to === edge.to);

/** What of the canvas's state a line shows: one look at it a line. */
interface Shown {
  live: LiveNode | undefined;
  running: boolean;
  busiest: number;
  dropping: boolean;
  /** Not set: nothing is replayed. */
  taken: boolean | undefined;
  isNew: boolean;
}
const bareShown: Shown = {
  live: undefined,
  running: false,
  busiest: 0,
  dropping: false,
  taken: undefined,
  isNew: false,
};

export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowEdgeElement>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props;
  const full = useFilled(data?.bare === true, selected === true);
  const [hover, setHover] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const shown = useUiState((state): Shown => {
    if (!full || data === undefined) return bareShown;
    const live = shownLive(state);
    return {
      live: live?.nodes.get(data.from),
      running: (live?.report.version ?? null) !== null,
      busiest: live?.busiest ?? 0,
      dropping: state.dropEdge === id,
      taken: state.replay?.taken === undefined ? undefined : state.replay.taken.has(id),
      isNew: isNewSince(state.comparedTo?.document ?? null, data),
    };
  }, shallow);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  if (!data) return null;
  const ends = { sourceX, sourceY: sourceY - handleReach, targetX, targetY: targetY + handleReach };
  const { path, labelX, labelY } =
    data.detour === null
      ? straightPath(ends, data.named ? pillAt(data.place, data.places, targetX < sourceX) : 0.5)
      : detourPath(ends, data.detour);
  if (!full) return <BaseEdge id={id} path={path} interactionWidth={0} className="kc-edge" />;
  const { live, running, busiest, dropping, taken, isNew } = shown;
  const traffic = running ? trafficOf(live, data.outlet) : null;
  const enter = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    setHover(true);
  };
  const leave = () => {
    timer.current = setTimeout(() => setHover(false), lingerMs);
  };
  // Only shows the button, which is in the accessibility tree at all times.
  const hovering = { onMouseEnter: enter, onMouseLeave: leave };
  return (
    <>
      <g {...hovering}>
        <BaseEdge
          id={id}
          path={path}
          interactionWidth={28}
          className="kc-edge"
          data-selected={selected || undefined}
          data-hover={hover || undefined}
          data-dropping={dropping || undefined}
          data-taken={taken}
          data-compared={isNew || undefined}
          style={{ strokeWidth: taken === true ? 3 : edgeWidth(traffic?.count ?? 0, busiest) }}
        />
      </g>
      <EdgeLabelRenderer>
        <div
          className="kc-pill-place nodrag nopan"
          style={{
            transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)`,
            // A way that nobody went never lies over the figures of one that people went.
            zIndex: (traffic?.count ?? 0) > 0 ? 1 : 0,
          }}
          data-edge={id}
          data-show={hover || selected || dropping || undefined}
          {...hovering}
        >
          <PillAndButton id={id} data={data} count={traffic?.count ?? 0} share={traffic?.share ?? null} live={live} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

interface PillProps {
  id: string;
  data: EdgeData;
  /** People who went this way, and their part of those who left the block; null: nobody left. */
  count: number;
  share: number | null;
  live: LiveNode | undefined;
}

/** Apart from the line, so that a line that follows a card writes nothing anew. */
const PillAndButton = memo(function PillAndButton({ id, data, count, share, live }: PillProps) {
  const words = useWords();
  const { ui } = useSession();
  const label = data.named ? words.outletLabel(data.source, data.outlet) : '';
  const parts = [
    ...(share !== null && data.named ? [words.share(Math.round(share * 1000) / 1000)] : []),
    ...(count > 0 ? [words.count(count)] : []),
  ];
  const insert = words.t('insertBetween', { from: words.nameOf(data.from), to: words.nameOf(data.to) });
  return (
    <>
      {label !== '' || parts.length > 0 ? (
        <EdgePill edge={data} label={label} parts={parts} count={count} live={live} />
      ) : null}
      <button
        type="button"
        className="kc-pill-add"
        tabIndex={-1}
        aria-label={insert}
        title={insert}
        onClick={(event) => {
          event.stopPropagation();
          const box = event.currentTarget.getBoundingClientRect();
          ui.setState({ adding: { at: { x: box.left + 12, y: box.bottom }, target: { kind: 'edge', edge: id } } });
        }}
      >
        <IconPlus size={14} stroke={2} aria-hidden />
      </button>
    </>
  );
});
