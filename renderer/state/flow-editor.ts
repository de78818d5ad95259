/**
 * The open flow: its document, what is selected, and its history. No React and no engine here: every change is a pure
 * edit of the document, so undo, autosave and tests hang on the change itself and not on the gesture that made it.
 */
import { type TemporalState, temporal } from 'zundo';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { mostSteps } from '../../flows/document/delta.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';

export interface Selection {
  readonly nodes: readonly string[];
  /** Edge keys, see `edgeKey`. */
  readonly edges: readonly string[];
  readonly notes: readonly string[];
  readonly frames: readonly string[];
}

export interface FlowEditorState {
  readonly document: FlowDocument;
  /** Slot to account or segment id, in this workspace. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly selection: Selection;
  /** The node that the keyboard stands on; also the one that Tab enters the canvas at. */
  readonly active: string | null;
}

/** What undo takes back. */
export type Tracked = Pick<FlowEditorState, 'document' | 'bindings'>;

export type Edit = (document: FlowDocument) => FlowDocument;

export interface ApplyOptions {
  /** Edits with the same burst key that follow each other quickly become one step of undo, such as typing. */
  burst?: string;
  /** What is selected afterwards, and nothing else. */
  select?: Partial<Selection>;
  /** New bindings, changed in the same step. */
  bindings?: Readonly<Record<string, string>>;
}

export interface FlowEditor {
  readonly store: StoreApi<FlowEditorState>;
  readonly history: StoreApi<TemporalState<Tracked>>;
  /** Applies a pure edit as one step of undo. An edit that changes nothing leaves no step. */
  apply: (edit: Edit, options?: ApplyOptions) => void;
  /** Sets what was not there before and is nobody's edit, such as first places: no step of undo. */
  complete: (edit: Edit) => void;
  bind: (bindings: Readonly<Record<string, string>>) => void;
  select: (selection: Partial<Selection>) => void;
  activate: (node: string | null) => void;
  undo: () => void;
  redo: () => void;
  canUndo: () => boolean;
  canRedo: () => boolean;
  /** Ends a burst of typing: the next edit is a step of its own. Called on blur. */
  /** All states in order, and which of them is now. */
  states: () => { all: readonly Tracked[]; now: number };
  /** Goes to one of them; the others stay. */
  travelTo: (index: number) => void;
  endBurst: () => void;
}

/** A pause in typing longer than this starts a new step of undo, milliseconds. */
export const burstPauseMs = 1_000;

export const edgeKey = (edge: { from: string; outlet: string; to: string }): string =>
  `${edge.from}|${edge.outlet}|${edge.to}`;

export const noSelection: Selection = { nodes: [], edges: [], notes: [], frames: [] };
const kinds = ['nodes', 'edges', 'notes', 'frames'] as const;

const sameSelection = (a: Selection, b: Selection): boolean =>
  kinds.every((kind) => a[kind].length === b[kind].length && a[kind].every((id, index) => id === b[kind][index]));

/** Drops what no longer exists, and keeps the same object when all of it does. */
function prune(selection: Selection, document: FlowDocument): Selection {
  if (kinds.every((kind) => selection[kind].length === 0)) return selection;
  const ids = (things: readonly { id: string }[] | undefined) => new Set(things?.map(({ id }) => id));
  const there: Readonly<Record<keyof Selection, ReadonlySet<string>>> = {
    nodes: ids(document.nodes),
    edges: new Set(selection.edges.length === 0 ? [] : document.edges.map(edgeKey)),
    notes: ids(document.layout?.notes),
    frames: ids(document.layout?.frames),
  };
  const kept = (kind: keyof Selection) => selection[kind].filter((id) => there[kind].has(id));
  const result = { nodes: kept('nodes'), edges: kept('edges'), notes: kept('notes'), frames: kept('frames') };
  return sameSelection(result, selection) ? selection : result;
}

/** `past`: states before the first, oldest first; `future`: those that were undone, the next first. */
export interface InitialState extends Tracked {
  past?: readonly Tracked[];
  future?: readonly Tracked[];
}

/** Choosing in an editor's document. `onOther`: another thing is worked on now. */
export function selecting(store: StoreApi<FlowEditorState>, onOther: () => void) {
  const select: FlowEditor['select'] = (wanted) => {
    const { selection, document } = store.getState();
    const next = prune({ ...noSelection, ...wanted }, document);
    if (sameSelection(next, selection)) return;
    // What is typed next is a step of its own.
    onOther();
    const only = next.nodes.length === 1 ? next.nodes[0] : undefined;
    store.setState(only === undefined ? { selection: next } : { selection: next, active: only });
  };
  const activate = (node: string | null) => {
    if (store.getState().active !== node) store.setState({ active: node });
  };
  /** After the document changed: what no longer exists is neither chosen nor stood on. */
  const settle = () => {
    const { document, selection, active } = store.getState();
    const pruned = prune(selection, document);
    const stands = active !== null && document.nodes.some((node) => node.id === active);
    const nextActive = stands ? active : (pruned.nodes[0] ?? document.nodes[0]?.id ?? null);
    if (pruned !== selection || nextActive !== active) store.setState({ selection: pruned, active: nextActive });
  };
  return { select, activate, settle };
}

export function createFlowEditor(initial: InitialState, now: () => number = Date.now): FlowEditor {
  let burst: { key: string; at: number } | null = null;
  /** Set while an edit goes on with a burst: its step of undo is already there. */
  let continues = false;

  const store = createStore<FlowEditorState>()(
    temporal(
      (): FlowEditorState => ({
        document: initial.document,
        bindings: initial.bindings,
        selection: noSelection,
        active: initial.document.nodes[0]?.id ?? null,
      }),
      {
        partialize: (state): Tracked => ({ document: state.document, bindings: state.bindings }),
        equality: (past, current) => past.document === current.document && past.bindings === current.bindings,
        limit: mostSteps,
        handleSet: (record) =>
          ((...args: Parameters<typeof record>) => {
            if (!continues) record(...args);
          }) as typeof record,
      },
    ),
  );
  const history = (store as typeof store & { temporal: StoreApi<TemporalState<Tracked>> }).temporal;
  // The next to redo stands last.
  history.setState({ pastStates: [...(initial.past ?? [])], futureStates: [...(initial.future ?? [])].reverse() });

  const { select, activate, settle } = selecting(store, () => {
    burst = null;
  });

  const apply: FlowEditor['apply'] = (edit, options = {}) => {
    const before = store.getState();
    const document = edit(before.document);
    const bindings = options.bindings ?? before.bindings;
    if (document === before.document && bindings === before.bindings) {
      if (options.select) select(options.select);
      return;
    }
    const at = now();
    continues =
      options.burst !== undefined &&
      burst !== null &&
      burst.key === options.burst &&
      at - burst.at <= burstPauseMs &&
      history.getState().pastStates.length > 0;
    burst = options.burst === undefined ? null : { key: options.burst, at };
    try {
      store.setState({ document, bindings });
    } finally {
      continues = false;
    }
    if (options.select) select(options.select);
    settle();
  };

  const travel = (go: () => void) => {
    burst = null;
    go();
    settle();
  };

  return {
    store,
    history,
    apply,
    complete: (edit) => {
      history.getState().pause();
      try {
        store.setState((state) => ({ document: edit(state.document) }));
      } finally {
        history.getState().resume();
      }
    },
    bind: (bindings) => apply((document) => document, { bindings }),
    select,
    activate,
    states() {
      const { pastStates, futureStates } = history.getState();
      const { document, bindings } = store.getState();
      const all = [...pastStates, { document, bindings }, ...futureStates.toReversed()] as Tracked[];
      return { all, now: pastStates.length };
    },
    travelTo(index) {
      const { pastStates, undo, redo } = history.getState();
      const by = index - pastStates.length;
      if (by !== 0) travel(() => (by < 0 ? undo(-by) : redo(by)));
    },
    undo: () => travel(() => history.getState().undo()),
    redo: () => travel(() => history.getState().redo()),
    canUndo: () => history.getState().pastStates.length > 0,
    canRedo: () => history.getState().futureStates.length > 0,
    endBurst: () => {
      burst = null;
    },
  };
}
