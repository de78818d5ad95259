/** The drawing with all that stands over it: empty state, switches of the panels, bars, refusals. */

import {
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
  IconSchema,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useLabelWithKeys } from '../app/key-caps.ts';
import { EmptyState } from '../ui/bits.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { actionOf } from './actions/table.ts';
import { AskedBlock } from './asked-block.tsx';
import { useDropping } from './dropping.ts';
import { useFirstPlaces } from './effects.ts';
import { FlowCanvas } from './flow-canvas.tsx';
import type { FlowHost } from './flow-host.ts';
import { HeldBanner } from './held-banner.tsx';
import { LayerBar } from './live/layer-bar.tsx';
import { ReplayBar } from './replay.tsx';
import { useEditorState, useSession, useUiState } from './session.ts';
import { SimulateBar } from './simulate-bar.tsx';
import { Starts } from './starts.tsx';
import { useActions } from './use-actions.ts';
import { useWords } from './words.ts';

export function Stage({ host }: { host: FlowHost }) {
  const session = useSession();
  const words = useWords();
  useFirstPlaces(session);
  // Here, not on the drawing alone: over an empty one lie the ways to begin, and just there the first block is dropped.
  const dropping = useDropping(session, words);
  const empty = useEditorState((state) => state.document.nodes.length === 0);
  return (
    <div className="kc-stage" {...dropping}>
      <FlowCanvas host={host} />
      {empty ? (
        <div className="kc-stage-empty">
          <EmptyState icon={IconSchema} title={words.t('empty.title')} action={<Starts />}>
            {words.t('empty.body')}
          </EmptyState>
        </div>
      ) : null}
      <PanelSwitch side="left" host={host} />
      <PanelSwitch side="right" host={host} />
      <ReplayBar />
      <AskedBlock />
      <LinkingBar />
      <SimulateBar />
      <LayerBar running={host.status === 'running' || host.status === 'paused'} />
      <HeldBanner host={host} />
      <Refusal />
    </div>
  );
}

/** Gives the room of a panel to the drawing, and back. */
export function PanelSwitch({ side, host }: { side: 'left' | 'right'; host: FlowHost }) {
  const words = useWords();
  const { run } = useActions(host);
  const withKeys = useLabelWithKeys();
  const left = side === 'left';
  const id = left ? 'blocks' : 'inspector';
  const open = useUiState((state) => (left ? state.paletteOpen : state.inspectorOpen));
  const label = words.t(
    left ? (open ? 'panel.hideBlocks' : 'panel.showBlocks') : open ? 'panel.hideInspector' : 'panel.showInspector',
  );
  const Glyph = left
    ? open
      ? IconLayoutSidebarLeftCollapse
      : IconLayoutSidebarLeftExpand
    : open
      ? IconLayoutSidebarRightCollapse
      : IconLayoutSidebarRightExpand;
  return (
    <Tooltip label={withKeys(label, actionOf(id))}>
      <button
        type="button"
        className="kc-panel-switch"
        data-side={side}
        aria-label={label}
        aria-expanded={open}
        onClick={() => run(id)}
      >
        <Glyph size={17} stroke={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}

function LinkingBar() {
  const words = useWords();
  const linking = useUiState((state) => state.linking);
  const node = useEditorState((state) => state.document.nodes.find((candidate) => candidate.id === linking?.node));
  if (!linking || !node) return null;
  return (
    <p className="kc-linking" role="status">
      {words.t('linking', { name: words.nodeName(node), outlet: words.outletLabel(node, linking.outlet) })}
    </p>
  );
}

/** Long enough to read a sentence, milliseconds. */
const refusalMs = 5_000;

export function Refusal() {
  const refusal = useUiState((state) => state.refusal);
  const covered = useUiState((state) => state.adding !== null || state.dialog !== null || state.connecting !== null);
  const [shown, setShown] = useState(refusal);
  useEffect(() => {
    setShown(refusal);
    if (!refusal) return;
    const timer = setTimeout(() => setShown(null), refusalMs);
    return () => clearTimeout(timer);
  }, [refusal]);
  if (!shown || covered) return null;
  return (
    <div className="kc-refusal" style={{ left: shown.at.x + 14, top: shown.at.y + 14 }} aria-hidden>
      {shown.text}
    </div>
  );
}
