/**
 * The editor of one reusable block of an open flow. The block is seen as a flow of its own; every edit is an edit of the flow, so
 * that undo, saving and what is kept of both are the flow's. What is chosen is the block's own.
 */
import { createStore } from 'zustand/vanilla';
import { viewOfBlock, withBlockView } from '../../flows/document/blocks.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { type Edit, type FlowEditor, type FlowEditorState, noSelection, selecting } from './flow-editor.ts';

export interface BlockEditor extends FlowEditor {
  /** An edit of the block as one of the flow. */
  lift: (edit: Edit) => Edit;
  /** Takes over what changes in the flow, until the returned function is called. */
  follow: () => () => void;
}

/** Null where the flow has no such block. */
export function createBlockEditor(root: FlowEditor, block: string): BlockEditor | null {
  const { document: flow, bindings: bound } = root.store.getState();
  const opened = viewOfBlock(flow, block);
  if (opened === null) return null;
  const store = createStore<FlowEditorState>(() => ({
    document: opened,
    bindings: bound,
    selection: noSelection,
    active: opened.nodes[0]?.id ?? null,
  }));
  const { select, activate, settle } = selecting(store, root.endBurst);
  const take = () => {
    const { document: now, bindings } = root.store.getState();
    const before = store.getState();
    // An undo may take the block itself back: whoever shows it sees that in the flow.
    const document = viewOfBlock(now, block);
    if (document === null || (document === before.document && bindings === before.bindings)) return;
    store.setState({ document, bindings });
    settle();
  };
  const lift =
    (edit: Edit): Edit =>
    (document: FlowDocument) => {
      const view = viewOfBlock(document, block);
      return view === null ? document : withBlockView(document, block, edit(view));
    };
  return {
    store,
    history: root.history,
    lift,
    follow() {
      take();
      return root.store.subscribe(take);
    },
    apply(edit, { select: chosen, burst, bindings } = {}) {
      root.apply(lift(edit), {
        ...(burst === undefined ? {} : { burst: `${block}|${burst}` }),
        ...(bindings === undefined ? {} : { bindings }),
      });
      if (chosen) select(chosen);
    },
    complete: (edit) => root.complete(lift(edit)),
    bind: root.bind,
    select,
    activate,
    undo: root.undo,
    redo: root.redo,
    canUndo: root.canUndo,
    canRedo: root.canRedo,
    states: root.states,
    travelTo: root.travelTo,
    endBurst: root.endBurst,
  };
}
