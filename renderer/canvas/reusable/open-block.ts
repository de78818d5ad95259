/** Opening a reusable block on the canvas, and leaving it again: the canvas is given another session, of the block as a flow. */
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { blockNamed, usedBlock } from '../../../flows/document/blocks.ts';
import type { FlowNode } from '../../../flows/document/schema.ts';
import { type BlockEditor, createBlockEditor } from '../../state/block-editor.ts';
import { type CanvasSession, createCanvasUi, flowSessionOf, focusNode } from '../session.ts';

export function openBlock(session: CanvasSession, block: string): void {
  const flow = flowSessionOf(session);
  if (blockNamed(flow.editor.store.getState().document, block) === null) return;
  flow.opened.setState([...flow.opened.getState(), block], true);
}

/** Opens what a node uses; false where it uses no block. */
export function openUsed(session: CanvasSession, node: FlowNode): boolean {
  const block = usedBlock(node);
  if (block === null || blockNamed(session.editor.store.getState().document, block) === null) return false;
  openBlock(session, block);
  return true;
}

/** Back to where so many of the opened blocks are still open: 0 is the flow. The keyboard goes to the card that was opened. */
export function leaveTo(session: CanvasSession, depth: number): void {
  const flow = flowSessionOf(session);
  const path = flow.opened.getState();
  const left = path[depth];
  if (left === undefined) return;
  if (depth === 0) {
    const { document, selection } = flow.editor.store.getState();
    const chosen = document.nodes.find(({ id }) => selection.nodes.includes(id));
    const card =
      chosen && usedBlock(chosen) === left ? chosen : document.nodes.find((node) => usedBlock(node) === left);
    if (card) {
      flow.editor.select({ nodes: [card.id] });
      focusNode(flow.ui, card.id);
    }
  }
  flow.opened.setState(path.slice(0, depth), true);
}

function sessionOf(flow: CanvasSession, id: string): { session: CanvasSession; editor: BlockEditor } | null {
  const editor = createBlockEditor(flow.editor, id);
  if (editor === null) return null;
  const ui = createCanvasUi();
  // The live figures at the bottom are the flow's: what is wrong in the block is nearer.
  ui.setState({ dockTab: 'problems' });
  const { active } = editor.store.getState();
  if (active !== null) focusNode(ui, active);
  const placed = Object.keys(editor.store.getState().document.layout?.nodes ?? {});
  return {
    editor,
    session: {
      ...flow,
      editor,
      autosave: { ...flow.autosave, complete: (edit) => flow.autosave.complete(editor.lift(edit)) },
      ui,
      block: { id, of: flow },
      unplaced: placed.length === 0,
      view: { instance: null, pane: null, outline: null, shown: null },
    },
  };
}

/** What the canvas draws: the flow, or the block that was opened last. A block that an undo took away is left. */
export function useDrawn(flow: CanvasSession): CanvasSession {
  const path = useStore(flow.opened);
  const there = useStore(flow.editor.store, ({ document }) => path.every((id) => blockNamed(document, id) !== null));
  const block = there ? (path.at(-1) ?? null) : null;
  const depth = path.length;
  // The same block may be opened again further inwards: another session each time.
  const made = useMemo(() => (block === null || depth === 0 ? null : sessionOf(flow, block)), [flow, block, depth]);
  useEffect(() => made?.editor.follow(), [made]);
  useEffect(() => {
    if (!there) flow.opened.setState([], true);
  }, [flow, there]);
  return made?.session ?? flow;
}
