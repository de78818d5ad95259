/** The canvas: draw a flow, see what is wrong, start it, watch it live. */

import { Tooltip } from '@mantine/core';
import {
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
  IconSchema,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ReactFlowProvider, useNodesInitialized } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { move, type Point } from '../../flows/document/edits.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { validateFlow } from '../../flows/document/validate.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { specs } from '../../registry/editors.ts';
import { client, orpc, troubleOf } from '../app/client.ts';
import { ScreenFrame } from '../app/frame.tsx';
import { ErrorState, RowsSkeleton } from '../app/states.tsx';
import { createAutosave } from '../state/autosave.ts';
import { createFlowEditor } from '../state/flow-editor.ts';
import { type KeptStep, keepHistory, statesOf } from '../state/kept-history.ts';
import { EmptyState } from '../ui/bits.tsx';
import { AddMenu } from './add-menu.tsx';
import { arrange, cardSize, needsLayout, type Size } from './arrange.ts';
import './canvas.css';
import { BlockIcon } from './block-icon.tsx';
import { CanvasTop } from './canvas-top.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { Dialogs } from './dialogs.tsx';
import { Dock } from './dock.tsx';
import { indexReport } from './figures.ts';
import { FlowCanvas } from './flow-canvas.tsx';
import { type FlowHost, useFlowHost } from './flow-host.ts';
import { addBlock } from './gestures.ts';
import { graphOf, outletsOf } from './graph.ts';
import { HeldBanner } from './held-banner.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { Inspector } from './inspector.tsx';
import { keptDrafts } from './kept-drafts.ts';
import { useKeyboard } from './keyboard.ts';
import { Palette } from './palette.tsx';
import { Preflight } from './preflight.tsx';
import { ReplayBar } from './replay.tsx';
import { type CanvasSession, CanvasSessionProvider, createCanvasUi, useEditorState, useUiState } from './session.ts';
import { SimulateBar } from './simulate-bar.tsx';
import { SimulatePanel } from './simulate-panel.tsx';
import { useActions } from './use-actions.ts';
import { openView, sizeIn } from './view.ts';
import { useMakeWords, useWords, WordsProvider } from './words.ts';

async function placesFor(
  document: FlowDocument,
  sizeOf: (id: string) => Size | undefined,
  only?: ReadonlySet<string>,
): Promise<Record<string, Point>> {
  const graph = graphOf(document);
  const points = await arrange(document, {
    sizeOf,
    outletsOf: (id) => {
      const node = graph.nodes.get(id);
      return node ? outletsOf(node, specs, graph) : [];
    },
    ...(only === undefined ? {} : { only }),
  });
  return Object.fromEntries(Object.entries(points).map(([id, [x, y]]): [string, Point] => [id, [x, y]]));
}

/** Places for what has none yet. Not a change of the flow: it is how this document opens. */
async function placed(document: FlowDocument): Promise<FlowDocument> {
  if (!needsLayout(document)) return document;
  const known = document.layout?.nodes ?? {};
  const missing = document.nodes.filter((node) => known[node.id] === undefined).map((node) => node.id);
  const only = missing.length === document.nodes.length ? undefined : new Set(missing);
  const guess = { width: cardSize.width, height: 132 };
  return move(document, await placesFor(document, () => guess, only));
}

async function openSession(flow: string): Promise<CanvasSession> {
  const loaded = await client.flows.get({ flow });
  const keep = keptDrafts(flow, window.localStorage);
  const left = keep.take();
  const document = await placed(loaded.document);
  const kept = await client.flows.history({ flow });
  const { past, future, times } = statesOf(
    { document, bindings: loaded.bindings },
    kept.steps as KeptStep[],
    kept.done,
  );
  const editor = createFlowEditor({ document, bindings: loaded.bindings, past, future });
  const history = keepHistory(editor, times);
  // Of what does not fit the draft nothing is kept.
  if (past.length < kept.done || future.length < kept.steps.length - kept.done) history.replace();
  const autosave = createAutosave<Problem>({
    editor,
    initial: { revision: loaded.revision, problems: loaded.problems, changed: loaded.changed },
    async save({ revision, document: draft, bindings }) {
      const pending = history.pending();
      const saved = await client.flows.save({
        flow,
        revision,
        document: draft,
        bindings: { ...bindings },
        history: pending.change as never,
      });
      history.saved(pending);
      return saved;
    },
    load() {
      history.replace();
      return client.flows.get({ flow });
    },
    isStale: (error) => {
      const trouble = troubleOf(error);
      return trouble.kind === 'refused' && trouble.code === 'stale-draft';
    },
    keep,
  });
  if (left !== null) {
    // What was typed before a crash comes back as a step that can be undone; a newer draft elsewhere is asked about.
    if (left.revision !== loaded.revision) autosave.state.setState({ status: 'stale', revision: left.revision });
    editor.apply(() => left.document, { bindings: left.bindings });
  }
  return {
    flow,
    editor,
    autosave,
    history,
    ui: createCanvasUi(),
    unplaced: loaded.document.nodes.length > 0 && Object.keys(loaded.document.layout?.nodes ?? {}).length === 0,
    view: { instance: null, pane: null },
  };
}

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
  return (
    <CanvasSessionProvider value={session}>
      <ReactFlowProvider>
        <OpenCanvas session={session} />
      </ReactFlowProvider>
    </CanvasSessionProvider>
  );
}

/** Saves when the window is left, and keeps a copy when that is no longer possible. */
function useFlushOnLeave(session: CanvasSession): void {
  useEffect(() => {
    const { autosave } = session;
    const onHide = () => {
      if (document.visibilityState === 'hidden') void autosave.flush();
    };
    const onLeave = (event: BeforeUnloadEvent) => {
      if (autosave.putAside()) {
        void autosave.flush();
        if (autosave.state.getState().status === 'failed') event.preventDefault();
      }
    };
    const onOnline = () => void autosave.flush();
    document.addEventListener('visibilitychange', onHide);
    window.addEventListener('beforeunload', onLeave);
    window.addEventListener('online', onOnline);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      window.removeEventListener('beforeunload', onLeave);
      window.removeEventListener('online', onOnline);
    };
  }, [session]);
}

/** Milliseconds between a change and looking for problems: typing must stay smooth. */
const checkAfterMs = 120;

function useProblems(session: CanvasSession): void {
  const document = useEditorState((state) => state.document);
  const first = useRef(true);
  useEffect(() => {
    const check = () => {
      const problems = validateFlow(document, specs);
      const byNode = new Map<string, Problem[]>();
      for (const problem of problems) {
        if (problem.node === null) continue;
        const list = byNode.get(problem.node);
        if (list) list.push(problem);
        else byNode.set(problem.node, [problem]);
      }
      session.ui.setState({ problems, problemsByNode: byNode });
    };
    if (first.current) {
      first.current = false;
      check();
      return;
    }
    const timer = setTimeout(check, checkAfterMs);
    return () => clearTimeout(timer);
  }, [document, session]);
}

/** First places were set by guessed sizes: set them again by the real ones, before anybody moved anything. */
function useFirstPlaces(session: CanvasSession): void {
  const measured = useNodesInitialized();
  useEffect(() => {
    if (!measured || !session.unplaced) return;
    session.unplaced = false;
    const { document } = session.editor.store.getState();
    void placesFor(document, sizeIn(session)).then((points) => {
      if (session.editor.store.getState().document !== document) return;
      session.autosave.complete((now) => move(now, points));
      requestAnimationFrame(() => openView(session));
    });
  }, [measured, session]);
}

function useLive(session: CanvasSession, running: boolean): void {
  const { data } = useQuery({
    ...orpc.flows.report.queryOptions({ input: { flow: session.flow } }),
    refetchInterval: running ? 15_000 : false,
  });
  useEffect(() => {
    if (data) session.ui.setState((state) => ({ live: indexReport(data, state.live) }));
  }, [data, session]);
}

function OpenCanvas({ session }: { session: CanvasSession }) {
  const words = useMakeWords();
  const host = useFlowHost(session);
  useKeyboard(session, words, host);
  useFlushOnLeave(session);
  useProblems(session);
  useFirstPlaces(session);
  useLive(session, host.status === 'running' || host.status === 'paused');
  const empty = useEditorState((state) => state.document.nodes.length === 0);
  const inspectorOpen = useUiState((state) => state.inspectorOpen);
  const paletteOpen = useUiState((state) => state.paletteOpen);
  const simulateOpen = useUiState((state) => state.simulateOpen);
  const historyOpen = useUiState((state) => state.historyOpen);
  const simulated = useUiState((state) => state.simulated !== null);
  return (
    <WordsProvider value={words}>
      <CanvasTop host={host} />
      <main
        id="content"
        tabIndex={-1}
        className="kc-canvas"
        data-inspector={inspectorOpen || simulateOpen || historyOpen || undefined}
        data-simulated={simulated || undefined}
        data-palette={paletteOpen || undefined}
      >
        {paletteOpen ? <Palette /> : null}
        <div className="kc-stage">
          <FlowCanvas host={host} />
          {empty ? (
            <div className="kc-stage-empty">
              <EmptyState
                icon={IconSchema}
                title={words.t('empty.title')}
                action={
                  <div className="kc-starts">
                    {[...specs.values()]
                      .filter(({ category }) => category === 'trigger')
                      .map((spec) => (
                        <button
                          key={spec.type}
                          type="button"
                          className="kc-start"
                          onClick={() => addBlock(session, words, spec, 'anywhere')}
                        >
                          <BlockIcon type={spec.type} />
                          <b>{words.typeName(spec.type)}</b>
                          <span>{words.typeHint(spec.type)}</span>
                        </button>
                      ))}
                  </div>
                }
              >
                {words.t('empty.body')}
              </EmptyState>
            </div>
          ) : null}
          <PanelSwitch side="left" host={host} />
          <PanelSwitch side="right" host={host} />
          <ReplayBar />
          <LinkingBar />
          <SimulateBar />
          <HeldBanner host={host} />
          <Refusal />
        </div>
        {simulateOpen ? (
          <SimulatePanel />
        ) : historyOpen ? (
          <HistoryPanel />
        ) : inspectorOpen ? (
          <Inspector host={host} />
        ) : null}
        <Dock />
      </main>
      <AddMenu />
      <ConnectDialog />
      <Preflight host={host} />
      <Dialogs host={host} />
      <Announcer />
    </WordsProvider>
  );
}

/** Gives the room of a panel to the drawing, and back. */
function PanelSwitch({ side, host }: { side: 'left' | 'right'; host: FlowHost }) {
  const words = useWords();
  const { run } = useActions(host);
  const left = side === 'left';
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
    <Tooltip label={`${label} · ${left ? '[' : ']'}`}>
      <button
        type="button"
        className="kc-panel-switch"
        data-side={side}
        aria-label={label}
        aria-expanded={open}
        onClick={() => run(left ? 'blocks' : 'inspector')}
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

function Refusal() {
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
