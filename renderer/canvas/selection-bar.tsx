/** Over a selection of several blocks: bring them into line. Close to the hand that chose them, never outside the drawing. */

import { useStore as useFlowStore } from '@xyflow/react';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { useLabelWithKeys } from '../app/key-caps.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { type ActionId, actionOf } from './actions/table.ts';
import { around, boxesOf } from './boxes.ts';
import type { FlowHost } from './flow-host.ts';
import { useEditorState, useSession, useUiState } from './session.ts';
import { useActions } from './use-actions.ts';
import { sizeIn } from './view.ts';
import { useWords } from './words.ts';

export const alignIds: readonly ActionId[] = [
  'alignLeft',
  'alignCentre',
  'alignRight',
  'alignTop',
  'alignMiddle',
  'alignBottom',
];
export const distributeIds: readonly ActionId[] = ['distributeAcross', 'distributeDown'];
const groups: readonly (readonly ActionId[])[] = [alignIds.slice(0, 3), alignIds.slice(3), distributeIds, ['tidy']];

/** From the selection, and from the border of the drawing, pixels. */
const above = 16;
/** What the tools at the lower edge cover, pixels. */
const toolsRoom = 44;
const margin = 8;

export const SelectionBar = memo(function SelectionBar({ host }: { host: FlowHost }) {
  const several = useEditorState((state) => state.selection.nodes.length > 1);
  const busy = useUiState((state) => state.gesture !== null || state.linking !== null || state.replayOf !== null);
  return several && !busy ? <Bar host={host} /> : null;
});

function Bar({ host }: { host: FlowHost }) {
  const session = useSession();
  const words = useWords();
  const withKeys = useLabelWithKeys();
  const { situation, run } = useActions(host);
  const document = useEditorState((state) => state.document);
  const chosen = useEditorState((state) => state.selection.nodes);
  const [x, y, zoom] = useFlowStore((state) => state.transform);
  const paneWidth = useFlowStore((state) => state.width);
  const paneHeight = useFlowStore((state) => state.height);
  const bar = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const box = bar.current;
    if (box) setSize({ width: box.offsetWidth, height: box.offsetHeight });
  }, []);

  const all = around(boxesOf(document, sizeIn(session), chosen).values());
  const [left, top, right, bottom] = [
    all.left * zoom + x,
    all.top * zoom + y,
    all.right * zoom + x,
    all.bottom * zoom + y,
  ];
  if (right < 0 || bottom < 0 || left > paneWidth || top > paneHeight) return null;
  const within = (at: number, length: number, room: number): number =>
    Math.max(margin, Math.min(at, room - length - margin));
  const fitsAbove = top - above - size.height >= margin;
  const place = {
    left: within((left + right) / 2 - size.width / 2, size.width, paneWidth),
    top: within(fitsAbove ? top - above - size.height : bottom + above, size.height, paneHeight - toolsRoom),
  };
  return (
    <div
      ref={bar}
      className="kc-selection-bar"
      role="toolbar"
      aria-label={words.t('hands:bar')}
      style={{ transform: `translate(${Math.round(place.left)}px, ${Math.round(place.top)}px)` }}
    >
      {groups.map((ids) => (
        <span key={ids[0]}>
          {ids.map((id) => {
            const action = actionOf(id);
            const Glyph = action.icon;
            const label = words.t(id === 'tidy' ? 'hands:tidy' : `action.${id}`);
            return (
              <Tooltip key={id} label={withKeys(label, action)}>
                <button type="button" aria-label={label} disabled={!action.enabled(situation)} onClick={() => run(id)}>
                  <Glyph size={17} stroke={1.75} aria-hidden />
                </button>
              </Tooltip>
            );
          })}
        </span>
      ))}
    </div>
  );
}
