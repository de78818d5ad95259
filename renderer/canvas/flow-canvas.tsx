/** The drawing surface: translates gestures of the drawing library into edits of the document, and back. */
import {
  Background,
  BackgroundVariant,
  type EdgeChange,
  type NodeChange,
  type NodePositionChange,
  ReactFlow,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useComputedColorScheme } from '@mantine/core';
import { type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { usePreferences } from '../state/preferences.ts';
import { BundleEdge } from './annotations/bundle-edge.tsx';
import { markMaker, type Resized, resizedTo } from './annotations/elements.ts';
import { FrameBox } from './annotations/frame-box.tsx';
import { FrameTile } from './annotations/frame-tile.tsx';
import { keysOf, membersOfKeys } from './annotations/marks.ts';
import { NoteCard } from './annotations/note-card.tsx';
import './annotations/annotations.css';
import type { Size } from './arrange.ts';
import { cullFrom } from './card-elements.ts';
import { ConnectionHint, useConnecting } from './connecting.tsx';
import { useDragging } from './dragging.ts';
import { createHandlers } from './drawing-handlers.ts';
import { filling } from './filling.ts';
import { FlowEdge } from './flow-edge.tsx';
import { type DrawnNode, elementMaker } from './flow-elements.ts';
import type { FlowHost } from './flow-host.ts';
import { FlowMap } from './flow-map.tsx';
import { Ghosts } from './ghosts/ghosts.tsx';
import { HandsLayer, LassoHint } from './hands-layer.tsx';
import { useKeptView } from './kept-view.ts';
import type { DrawnEdge } from './line-elements.ts';
import { useMarquee } from './marquee.ts';
import { NodeCard } from './node-card.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useEditorState, useSession, useUiState } from './session.ts';
import { useWords } from './words.ts';
import { ZoomBar } from './zoom-bar.tsx';

const nodeTypes = { card: NodeCard, note: NoteCard, frame: FrameBox, tile: FrameTile };
const edgeTypes = { flow: FlowEdge, bundle: BundleEdge };
const multiSelect = ['Shift', 'Meta', 'Control'];
const zoomKeys = ['Meta', 'Control'];
/** Buttons that move the drawing: the middle one always, the left one unless a drag of it selects. */
const panByAny = [0, 1];
const panByMiddle = [1];

/** A map of fewer blocks would say nothing. */
const mapFrom = 6;

/** Gives the last list again while all in it is the same. */
function useStable<T>(list: T[]): T[] {
  const last = useRef(list);
  if (list.length !== last.current.length || list.some((one, index) => one !== last.current[index]))
    last.current = list;
  return last.current;
}

// Made once: a card that is dragged draws the canvas sixty times a second, and these look after themselves.
const ground = (
  <Background
    variant={BackgroundVariant.Dots}
    gap={20}
    size={2}
    color="color-mix(in srgb, var(--k-line-strong) 34%, transparent)"
  />
);
const overlays = (
  <>
    <ConnectionHint />
    <Ghosts />
    <HandsLayer />
  </>
);
const lassoHint = <LassoHint />;

export function FlowCanvas({ host }: { host: FlowHost }) {
  const session = useSession();
  const { editor, ui, view } = session;
  const words = useWords();
  const scheme = useComputedColorScheme('light');
  const document_ = useEditorState((state) => state.document);
  const selection = useEditorState((state) => state.selection);
  const active = useEditorState((state) => state.active);
  const far = useUiState((state) => state.far);
  const linking = useUiState((state) => state.linking !== null);
  const [measured, setMeasured] = useState<ReadonlyMap<string, Size>>(new Map());
  const activeMark = useUiState((state) => state.activeMark);
  const [resized, setResized] = useState<Resized | null>(null);
  const { dragged: held, dragging } = useDragging(session, words);
  const gliding = useUiState((state) => state.gliding);
  const dragged = held ?? gliding;
  const gesture = useUiState(({ gesture: now }) =>
    now?.kind === 'drag' && now.copies.length > 0 ? 'copy' : (now?.kind ?? null),
  );
  const lasso = useUiState((state) => state.lasso);
  const pointer = usePreferences((state) => state.pointer);
  const marquee = useMarquee(session, words);
  useEffect(() => marquee.watchSpace(), [marquee]);
  const maker = useRef<ReturnType<typeof elementMaker> | null>(null);
  maker.current ??= elementMaker();
  const marks = useRef<ReturnType<typeof markMaker> | null>(null);
  marks.current ??= markMaker();
  const input = { document: document_, selection, active, measured, dragged };
  const cards = maker.current.nodesOf(input);
  const edges = maker.current.edgesOf(input);
  const { frames, notes } = marks.current({ document: document_, selection, activeMark, measured, dragged, resized });
  // Frames first: what comes later lies above, on the drawing and on its map.
  const nodes = useStable<DrawnNode>([...frames, ...cards, ...notes]);

  const onNodesChange = useCallback(
    (changes: NodeChange<DrawnNode>[]) => {
      const sizes: [string, Size][] = [];
      const moving: NodePositionChange[] = [];
      let dropped = false;
      let picked: Set<string> | null = null;
      const { document: now, selection: chosen } = editor.store.getState();
      for (const change of changes) {
        if (change.type === 'dimensions' && change.resizing !== undefined) {
          const { id, dimensions, resizing } = change;
          setResized((before) => (resizing && dimensions ? resizedTo(now, before, id, dimensions) : null));
        } else if (change.type === 'dimensions' && change.dimensions) sizes.push([change.id, change.dimensions]);
        else if (change.type === 'position') {
          const { id, position } = change;
          if (change.dragging === undefined) {
            if (position) setResized((before) => resizedTo(now, before, id, position));
          } else if (change.dragging) moving.push(change);
          else dropped = true;
        } else if (change.type === 'select') {
          picked ??= new Set(keysOf(chosen));
          if (change.selected) picked.add(change.id);
          else picked.delete(change.id);
        }
      }
      if (sizes.length > 0) setMeasured((before) => new Map([...before, ...sizes]));
      if (moving.length > 0) dragging.moved(moving);
      if (dropped) dragging.drop();
      if (picked) editor.select({ edges: chosen.edges, ...membersOfKeys(picked) });
    },
    [editor, dragging],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<DrawnEdge>[]) => {
      let picked: Set<string> | null = null;
      for (const change of changes) {
        if (change.type !== 'select') continue;
        picked ??= new Set(editor.store.getState().selection.edges);
        if (change.selected) picked.add(change.id);
        else picked.delete(change.id);
      }
      if (picked) editor.select({ ...editor.store.getState().selection, edges: [...picked] });
    },
    [editor],
  );

  // Whoever leaves in the middle of a movement holds up no other drawing.
  useEffect(() => () => filling.hold(false), []);

  const pane = useRef<HTMLElement | null>(null);
  const connecting = useConnecting(session, words, pane);
  const handlers = useMemo(() => createHandlers(session, words, { dragging, pane }), [session, words, dragging]);
  useKeptView(session);
  const ariaLabels = useMemo(() => ({ 'handle.ariaLabel': words.t('handle') }), [words]);

  const trackPointer = {
    onPointerMove: (event: PointerEvent) => {
      // Not state: nobody draws it, paste asks for it.
      ui.getState().pointer = { x: event.clientX, y: event.clientY };
    },
    onPointerLeave: () => {
      ui.getState().pointer = null;
    },
  };

  return (
    <div
      className="kc-pane"
      ref={(element) => {
        pane.current = element;
        view.pane = element;
      }}
      data-far={far || undefined}
      data-linking={linking || undefined}
      data-gesture={gesture ?? undefined}
      data-lasso={lasso || undefined}
      {...trackPointer}
      {...marquee.handlers}
    >
      <ReactFlow<DrawnNode, DrawnEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        colorMode={scheme}
        aria-label={words.t('canvas')}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        {...handlers}
        {...connecting}
        connectOnClick={false}
        connectionRadius={28}
        nodesFocusable={false}
        edgesFocusable={false}
        edgesReconnectable
        reconnectRadius={far ? 24 : 14}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={multiSelect}
        panOnScroll={pointer !== 'mouse'}
        panOnDrag={lasso || pointer === 'trackpad' ? panByMiddle : panByAny}
        zoomActivationKeyCode={zoomKeys}
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={document_.nodes.length > cullFrom}
        minZoom={0.1}
        maxZoom={2}
        elevateNodesOnSelect
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={ariaLabels}
      >
        {document_.nodes.length === 0 ? null : ground}
        {document_.nodes.length >= mapFrom ? <FlowMap nodes={nodes} /> : null}
        {overlays}
      </ReactFlow>
      {lassoHint}
      <SelectionBar host={host} />
      <ZoomBar host={host} />
    </div>
  );
}
