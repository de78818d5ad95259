/** Dragging rows to another place, and blocks out of the palette to a row. Where one may not drop it says why. */
import type { DragEvent } from 'react';
import { specs } from '../../../registry/editors.ts';
import { blockMime } from '../dropping.ts';
import { addBlock } from '../gestures.ts';
import { type CanvasSession, refuse } from '../session.ts';
import type { CanvasWords } from '../words.ts';
import { moveInto, whyNotThere } from './gestures.ts';
import type { OutlineModel } from './model.ts';
import { gapBeside, moveBlocks, type Side } from './places.ts';
import type { Row } from './rows.ts';

const rowMime = 'application/x-kaskad-rows';

export interface RowDrag {
  start: (event: DragEvent, row: Row) => void;
  over: (event: DragEvent, row: Row) => void;
  leave: (event: DragEvent) => void;
  drop: (event: DragEvent, row: Row) => void;
  end: () => void;
}

export function rowDrag(session: CanvasSession, wordsNow: () => CanvasWords, model: OutlineModel): RowDrag {
  /** What is on its way; the browser keeps its data to itself until the drop. */
  let carried: readonly string[] = [];
  let asked = '';

  const sideOf = (event: DragEvent, row: Row): Side => {
    if (row.kind !== 'block') return 'into';
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2 ? 'before' : 'after';
  };

  const clear = () => {
    asked = '';
    if (model.store.getState().drop !== null) model.store.setState({ drop: null });
  };

  return {
    start(event, row) {
      if (row.kind !== 'block') return;
      const { nodes } = session.editor.store.getState().selection;
      carried = nodes.includes(row.id) ? nodes : [row.id];
      event.dataTransfer.setData(rowMime, carried.join(' '));
      event.dataTransfer.effectAllowed = 'move';
      session.ui.setState({ refusal: null });
    },
    over(event, row) {
      const { types } = event.dataTransfer;
      const isRow = types.includes(rowMime);
      if (!isRow && !types.includes(blockMime)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = isRow ? 'move' : 'copy';
      const side = sideOf(event, row);
      const at = { x: event.clientX, y: event.clientY };
      const question = `${row.key}|${side}|${carried.join()}`;
      const { drop } = model.store.getState();
      if (question === asked && drop) {
        if (drop.refused !== null) model.store.setState({ drop: { ...drop, at } });
        return;
      }
      asked = question;
      const { document } = session.editor.store.getState();
      const gap = gapBeside(document, row, side);
      const answer = isRow ? moveBlocks(document, carried, gap) : null;
      const refused = answer === null || answer.ok || answer.code === 'same' ? null : whyNotThere(wordsNow(), answer);
      model.store.setState({ drop: { key: row.key, side, refused, at } });
    },
    leave(event) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) clear();
    },
    drop(event, row) {
      const side = sideOf(event, row);
      const spec = specs.get(event.dataTransfer.getData(blockMime));
      const isRow = event.dataTransfer.types.includes(rowMime);
      const words = wordsNow();
      clear();
      if (!spec && !isRow) return;
      event.preventDefault();
      const at = { x: event.clientX, y: event.clientY };
      const gap = gapBeside(session.editor.store.getState().document, row, side);
      if (isRow) moveInto(session, words, carried, gap, at);
      else if (spec?.category === 'trigger') addBlock(session, words, spec, 'anywhere');
      else if (spec && gap.from.length > 0) addBlock(session, words, spec, { kind: 'gap', gap }, at);
      else if (spec) refuse(session.ui, whyNotThere(words, { ok: false, code: 'nowhere', params: { id: '' } }), at);
    },
    end() {
      carried = [];
      clear();
    },
  };
}
