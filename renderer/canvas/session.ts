/** What every part of one open canvas shares: the editor, its saving, what is open on screen, and the view. */
import type { ReactFlowInstance } from '@xyflow/react';
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useStoreWithEqualityFn } from 'zustand/traditional';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Trouble } from '../../flows/api/live.ts';
import type { Gap } from '../../flows/document/outline.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import type { Autosave, SavingState } from '../state/autosave.ts';
import type { FlowEditor, FlowEditorState } from '../state/flow-editor.ts';
import type { KeptHistory } from '../state/kept-history.ts';
import type { OfferedSpec } from './block-list.ts';
import type { Live } from './figures.ts';
import type { Gesture } from './gesture.ts';
import type { LayerChoice, Layered } from './live/layer.ts';
import type { PeopleOf } from './live/numbers.ts';
import type { WaitingHere } from './live/use-watch.ts';
import type { Row } from './outline/rows.ts';
import type { ReplayView } from './replay-view.ts';
import type { Simulated } from './simulate.ts';

export interface ScreenPoint {
  x: number;
  y: number;
}

/** Where a new block goes: after an outlet, into an edge, into a place where several ways meet, or free on the canvas. */
export type Target =
  | { kind: 'outlet'; node: string; outlet: string }
  | { kind: 'edge'; edge: string }
  | { kind: 'gap'; gap: Gap }
  | { kind: 'free' };

export type DialogName =
  | 'commands'
  | 'find'
  | 'preflight'
  | 'import'
  | 'stop'
  | 'versions'
  | 'picture'
  | 'update'
  | 'compare'
  | 'makeBlock';
export type InspectorTab = 'setup' | 'texts' | 'people';
export type DockTab = 'figures' | 'problems';

/** Three views of the same flow. */
export type Mode = 'drawing' | 'outline' | 'story';

/** What a context menu was opened on. */
export type MenuPlace = 'node' | 'edge' | 'pane' | 'note' | 'frame';

export interface CanvasUi {
  mode: Mode;
  dialog: DialogName | null;
  /** The list of blocks to add, at a place on the screen. `at` is also where a free block lands. */
  adding: { at: ScreenPoint; target: Target } | null;
  /** Connecting without a drag: from a node (and its outlet, once chosen). */
  connecting: { node: string; outlet: string | null } | null;
  /** Connecting by clicks: an outlet was clicked, the next click says where it leads. */
  linking: { node: string; outlet: string } | null;
  /** These blocks are to go elsewhere; the next choice says where. */
  moving: readonly string[] | null;
  menu: { at: ScreenPoint; on: MenuPlace } | null;
  /** The note or frame (its key) whose words are typed in place. */
  editing: string | null;
  /** The note or frame (its key) at which Tab enters those of the drawing; null: the first. */
  activeMark: string | null;
  inspectorTab: InspectorTab;
  inspectorOpen: boolean;
  paletteOpen: boolean;
  dockOpen: boolean;
  dockTab: DockTab;
  /** Said by a screen reader; `n` makes the same words be said again. */
  said: { text: string; n: number };
  /** Why something was refused, where the pointer is. */
  refusal: { text: string; at: ScreenPoint; n: number } | null;
  /** Of the person's own blocks, the one that is being dragged out of the palette. */
  dragged: OfferedSpec | null;
  /** A palette block is over this edge. */
  dropEdge: string | null;
  /** The next drag over the drawing selects by a line drawn by hand. */
  lasso: boolean;
  /** What a pointer does right now; keys are its own until it is done. */
  gesture: Gesture | null;
  /** Cards on their way to where an edit has put them. */
  gliding: ReadonlyMap<string, ScreenPoint> | null;
  /** Too far away to read details. */
  far: boolean;
  /** Asks the card of that node, or the note or frame of that key, to take the keyboard's focus. */
  focus: { node: string; n: number } | null;
  live: Live | null;
  /** The bar stands open: which part of what happened is asked for. */
  layerChoice: LayerChoice | null;
  /** While set, the canvas shows these figures in place of the live ones. */
  layered: Layered | null;
  /** Who waits and when they go on, by block. */
  waiting: ReadonlyMap<string, WaitingHere> | null;
  /** What keeps messages back, by block. */
  troubles: ReadonlyMap<string, readonly Trouble[]>;
  /** Whose list stands where the settings do. */
  peopleOf: PeopleOf | null;
  /** The panel of simulations and tests stands where the settings do. */
  simulateOpen: boolean;
  /** The history stands where the settings do. */
  historyOpen: boolean;
  /** While set, the drawing marks what is different from this older state. */
  comparedTo: { document: FlowDocument; title: string /** The difference gone to. */; at?: string } | null;
  /** While set, the canvas shows these figures in place of the live ones. */
  simulated: Simulated | null;
  /** Whose way is replayed: a contact's, or everybody's (null). Not set: nobody's. */
  replayOf: { contact: number | null } | null;
  /** What the drawing shows of the replay's moment. */
  replay: ReplayView | null;
  /** Of the document as it is on screen. */
  problems: readonly Problem[];
  problemsByNode: ReadonlyMap<string, readonly Problem[]>;
  /** Where the pointer was last over the pane. */
  pointer: ScreenPoint | null;
}

/** Which panels this person left open, kept from flow to flow. */
const panelsKey = 'kaskad.canvas.closed';
const closedPanels = (): string => {
  try {
    return window.localStorage.getItem(panelsKey) ?? '';
  } catch {
    return '';
  }
};

export const createCanvasUi = (): StoreApi<CanvasUi> => {
  const closed = closedPanels();
  const ui = createStore<CanvasUi>(() => ({
    mode: 'drawing',
    dialog: null,
    adding: null,
    connecting: null,
    linking: null,
    moving: null,
    menu: null,
    editing: null,
    activeMark: null,
    inspectorTab: 'setup',
    inspectorOpen: !closed.includes('inspector'),
    paletteOpen: !closed.includes('blocks'),
    dockOpen: !closed.includes('dock'),
    dockTab: 'figures',
    said: { text: '', n: 0 },
    refusal: null,
    dragged: null,
    dropEdge: null,
    lasso: false,
    gesture: null,
    gliding: null,
    far: false,
    focus: null,
    live: null,
    layerChoice: null,
    layered: null,
    waiting: null,
    troubles: new Map(),
    peopleOf: null,
    simulateOpen: false,
    historyOpen: false,
    comparedTo: null,
    simulated: null,
    replayOf: null,
    replay: null,
    problems: [],
    problemsByNode: new Map(),
    pointer: null,
  }));
  ui.subscribe((now, before) => {
    if (
      now.inspectorOpen === before.inspectorOpen &&
      now.paletteOpen === before.paletteOpen &&
      now.dockOpen === before.dockOpen
    )
      return;
    const parts = [now.inspectorOpen ? '' : 'inspector', now.paletteOpen ? '' : 'blocks', now.dockOpen ? '' : 'dock'];
    try {
      window.localStorage.setItem(panelsKey, parts.join(' ').trim());
    } catch {
      // A browser that keeps nothing: the panels are as they are until the window closes.
    }
  });
  return ui;
};

/** The outline while it stands on screen, for what is shared with the drawing. */
export interface OutlineSeat {
  pane: HTMLElement;
  /** The lower edge of a block's row; null while it is out of sight. */
  pointOf: (id: string) => ScreenPoint | null;
  rowOf: (key: string) => Row | undefined;
  /** Where a new block goes that is asked for now. */
  target: () => Target;
  /** True when the key was the outline's own. */
  onKey: (event: KeyboardEvent) => boolean;
}

export interface CanvasSession {
  readonly flow: string;
  readonly editor: FlowEditor;
  readonly autosave: Autosave<Problem>;
  readonly history: KeptHistory;
  readonly ui: StoreApi<CanvasUi>;
  /** The reusable block that is drawn, and the session of the flow it is of; null: the flow itself is drawn. */
  readonly block: { readonly id: string; readonly of: CanvasSession } | null;
  /** Reusable blocks opened from the flow inwards; the last is drawn. */
  readonly opened: StoreApi<readonly string[]>;
  /** The document came without places: they are set again once the cards' sizes are known. */
  unplaced: boolean;
  /** Set while the canvas stands on screen. */
  readonly view: {
    instance: ReactFlowInstance | null;
    pane: HTMLElement | null;
    outline: OutlineSeat | null;
    /** What was last shown by rule, and where that was: whoever has moved since is somewhere else. */
    shown: { how: 'whole' | 'opened'; x: number; y: number; zoom: number } | null;
  };
}

/** The session of the flow itself, whichever of its blocks is drawn. */
export const flowSessionOf = (session: CanvasSession): CanvasSession => session.block?.of ?? session;

const Context = createContext<CanvasSession | null>(null);
export const CanvasSessionProvider = Context.Provider;

export function useSession(): CanvasSession {
  const session = useContext(Context);
  if (session === null) throw new Error('This part of the canvas must stand inside CanvasSessionProvider');
  return session;
}

export function useEditorState<T>(selector: (state: FlowEditorState) => T, equal?: (a: T, b: T) => boolean): T {
  return useStoreWithEqualityFn(useSession().editor.store, selector, equal);
}
export function useUiState<T>(selector: (state: CanvasUi) => T, equal?: (a: T, b: T) => boolean): T {
  return useStoreWithEqualityFn(useSession().ui, selector, equal);
}
export function useSaving<T>(selector: (state: SavingState<Problem>) => T): T {
  return useStore(useSession().autosave.state, selector);
}

/** The figures on the canvas: of a simulation while one is shown, else of a span, a version or a way, else the live ones. */
export const shownLive = (state: CanvasUi): Live | null => state.simulated?.live ?? state.layered?.live ?? state.live;

/** Says something to people who do not see the screen. */
export function say(ui: StoreApi<CanvasUi>, text: string): void {
  ui.setState((state) => ({ said: { text, n: state.said.n + 1 } }));
}

/** Says no, where the pointer is and to a screen reader. */
export function refuse(ui: StoreApi<CanvasUi>, text: string, at: ScreenPoint): void {
  ui.setState((state) => ({ refusal: { text, at, n: (state.refusal?.n ?? 0) + 1 } }));
  say(ui, text);
}

export function focusNode(ui: StoreApi<CanvasUi>, node: string): void {
  ui.setState((state) => ({ focus: { node, n: (state.focus?.n ?? 0) + 1 } }));
}
