/** Drawn over the cards while hands are at work: helper lines, copies on their way, the shape that selects. */
import { ViewportPortal } from '@xyflow/react';
import { BlockIcon } from './block-icon.tsx';
import type { Box } from './boxes.ts';
import type { GuideGap, GuideLine } from './guides.ts';
import './hands.css';
import { useEditorState, useUiState } from './session.ts';
import { useWords } from './words.ts';

export function HandsLayer() {
  const gesture = useUiState((state) => state.gesture);
  if (gesture === null) return null;
  return (
    <ViewportPortal>
      {gesture.kind === 'drag' ? (
        <>
          {gesture.copies.map(({ id, box }) => (
            <Copy key={id} id={id} box={box} />
          ))}
          <svg className="kc-hands" aria-hidden="true">
            {gesture.lines.map((line) => (
              <Line key={`${line.axis}${line.at}`} line={line} />
            ))}
            {gesture.gaps.map((gap) => (
              <Gap key={`${gap.axis}${gap.from}|${gap.to}`} gap={gap} />
            ))}
          </svg>
        </>
      ) : gesture.shape.length > 0 ? (
        <svg className="kc-hands" aria-hidden="true">
          <polygon className="kc-marquee" points={gesture.shape.map((point) => point.join()).join(' ')} />
        </svg>
      ) : null}
    </ViewportPortal>
  );
}

function Line({ line: { axis, at, from, to } }: { line: GuideLine }) {
  return axis === 'x' ? (
    <line className="kc-guide" x1={at} x2={at} y1={from} y2={to} />
  ) : (
    <line className="kc-guide" x1={from} x2={to} y1={at} y2={at} />
  );
}

/** What to do with the tool that was taken up. Said aloud when it was. */
export function LassoHint() {
  const words = useWords();
  const shown = useUiState((state) => state.lasso && state.gesture === null);
  return shown ? (
    <p className="kc-linking" aria-hidden>
      {words.t('hands:lasso')}
    </p>
  ) : null;
}

/** Half the length of the stroke at each end of a distance. */
const end = 5;

function Gap({ gap: { axis, from, to, at } }: { gap: GuideGap }) {
  const path =
    axis === 'x'
      ? `M${from} ${at - end}V${at + end}M${from} ${at}H${to}M${to} ${at - end}V${at + end}`
      : `M${at - end} ${from}H${at + end}M${at} ${from}V${to}M${at - end} ${to}H${at + end}`;
  return <path className="kc-guide" data-gap d={path} />;
}

function Copy({ id, box }: { id: string; box: Box }) {
  const words = useWords();
  const node = useEditorState((state) => state.document.nodes.find((candidate) => candidate.id === id));
  if (node === undefined) return null;
  return (
    <div
      className="kc-copy"
      aria-hidden
      style={{
        transform: `translate(${box.left}px, ${box.top}px)`,
        width: box.right - box.left,
        height: box.bottom - box.top,
      }}
    >
      <div className="kc-card-head">
        <BlockIcon type={node.type} />
        <b>{words.nodeName(node)}</b>
      </div>
    </div>
  );
}
