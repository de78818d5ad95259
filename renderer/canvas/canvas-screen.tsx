/** The canvas: draw a flow, see what is wrong, start it, watch it live; or read and edit it as an outline or a story. */

import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenFrame } from '../app/frame.tsx';
import { ErrorState, RowsSkeleton } from '../app/states.tsx';
import { AddMenu } from './add-menu.tsx';
import './canvas.css';
import './reusable/reusable.css';
import { CanvasTop } from './canvas-top.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { Dialogs } from './dialogs.tsx';
import { Dock } from './dock.tsx';
import { AfterDrawing, DrawingFirst } from './drawing-first.tsx';
import { useFlushOnLeave, useLive, useProblems } from './effects.ts';
import { type FlowHost, useFlowHost } from './flow-host.ts';
import { CompareDialog } from './ghosts/compare-dialog.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { Inspector } from './inspector.tsx';
import { useIntoThisFlow } from './into-flow.ts';
import { useKeyboard } from './keyboard.ts';
import { useWatch } from './live/use-watch.ts';
import { openSession } from './open-session.ts';
import { OutlineView } from './outline/outline-view.tsx';
import { Palette } from './palette.tsx';
import { PictureDialog } from './picture/picture-dialog.tsx';
import { Preflight } from './preflight.tsx';
import { BlockTop } from './reusable/block-top.tsx';
import { MakeBlockDialog } from './reusable/make-block-dialog.tsx';
import { useDrawn } from './reusable/open-block.ts';
import { type CanvasSession, CanvasSessionProvider, useUiState } from './session.ts';
import { SimulatePanel } from './simulate-panel.tsx';
import { Stage } from './stage.tsx';
import { StoryView } from './story/story-view.tsx';
import { Tour } from './tour/tour-note.tsx';
import { UpdateDialog } from './update/update-dialog.tsx';
import { useMakeWords, WordsProvider } from './words.ts';

export function CanvasScreen({ flow }: { flow: string }) {
  const { t } = useTranslation('canvas');
  const [session, setSession] = useState<CanvasSession | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    let opened: CanvasSession | null = null;
    if (tries > 0) setError(null);
    openSession(flow).then(
      (next) => {
        opened = next;
        if (gone) next.autosave.dispose();
        else setSession(next);
      },
      (failure: unknown) => {
        if (!gone) setError(failure);
      },
    );
    return () => {
      gone = true;
      if (!opened) return;
      const { autosave } = opened;
      void autosave.flush().finally(() => autosave.dispose());
      setSession(null);
    };
  }, [flow, tries]);

  if (error !== null) {
    return (
      <ScreenFrame title={t('canvas')}>
        <ErrorState error={error} onRetry={() => setTries((now) => now + 1)} />
      </ScreenFrame>
    );
  }
  if (session === null) {
    return (
      <ScreenFrame title={t('opening')}>
        <RowsSkeleton />
      </ScreenFrame>
    );
  }
  return <Drawn flow={session} />;
}

/** The flow, or the reusable block that is open in it: each has a canvas of its own. */
function Drawn({ flow }: { flow: CanvasSession }) {
  const session = useDrawn(flow);
  return (
    <CanvasSessionProvider value={session}>
      <DrawingFirst>
        <ReactFlowProvider key={session.block?.id ?? ''}>
          <OpenCanvas session={session} />
        </ReactFlowProvider>
      </DrawingFirst>
    </CanvasSessionProvider>
  );
}

function OpenCanvas({ session }: { session: CanvasSession }) {
  const words = useMakeWords();
  const host = useFlowHost(session);
  useKeyboard(session, words, host);
  useFlushOnLeave(session);
  useIntoThisFlow(session, words);
  useProblems(session);
  const started = host.status === 'running' || host.status === 'paused';
  useLive(session, started);
  useWatch(session, started);
  const mode = useUiState((state) => state.mode);
  const right = useUiState((state) => state.inspectorOpen || state.simulateOpen || state.historyOpen);
  const paletteOpen = useUiState((state) => state.paletteOpen);
  const simulated = useUiState((state) => state.simulated !== null);
  return (
    <WordsProvider value={words}>
      {/* First, so that Tab comes to it before all that it speaks of. */}
      <AfterDrawing>
        <Tour />
      </AfterDrawing>
      {session.block === null ? <CanvasTop host={host} /> : <BlockTop host={host} />}
      <main
        id="content"
        tabIndex={-1}
        className="kc-canvas"
        data-inspector={right || undefined}
        data-simulated={simulated || undefined}
        data-palette={(paletteOpen && mode !== 'story') || undefined}
      >
        {paletteOpen && mode !== 'story' ? (
          <AfterDrawing place={<div className="kc-palette" />}>
            <Palette />
          </AfterDrawing>
        ) : null}
        {mode === 'drawing' ? (
          <Stage host={host} />
        ) : mode === 'outline' ? (
          <OutlineView host={host} />
        ) : (
          <StoryView host={host} />
        )}
        {right ? (
          <AfterDrawing place={<div className="kc-inspector" />}>
            <RightPanel host={host} />
          </AfterDrawing>
        ) : null}
        <Dock />
      </main>
      <AfterDrawing>
        <AddMenu />
        <ConnectDialog />
        <Preflight host={host} />
        <Dialogs host={host} />
        <PictureDialog />
        <CompareDialog />
        <UpdateDialog />
        <MakeBlockDialog />
      </AfterDrawing>
      <Announcer />
    </WordsProvider>
  );
}

/** One at a time stands at the right. */
function RightPanel({ host }: { host: FlowHost }) {
  const simulateOpen = useUiState((state) => state.simulateOpen);
  const historyOpen = useUiState((state) => state.historyOpen);
  return simulateOpen ? <SimulatePanel /> : historyOpen ? <HistoryPanel /> : <Inspector host={host} />;
}

function Announcer() {
  const said = useUiState((state) => state.said);
  // The same words twice are two texts for a screen reader: a no-break space tells them apart.
  const text = useMemo(() => (said.n % 2 === 0 ? said.text : `${said.text}\u00a0`), [said]);
  return (
    <div className="kc-sr" aria-live="polite" data-said>
      {text}
    </div>
  );
}
