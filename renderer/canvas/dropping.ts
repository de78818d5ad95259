/** Blocks that are dragged out of the palette onto the drawing, or into a line. Adding by a click and by the keyboard is there too. */
import { type DragEvent, useMemo, useState } from 'react';
import { specs } from '../../registry/editors.ts';
import { isBundle } from './annotations/marks.ts';
import { addBlock } from './gestures.ts';
import type { CanvasSession, ScreenPoint } from './session.ts';
import type { CanvasWords } from './words.ts';

/** What the palette puts into a drag. */
export const blockMime = 'application/x-kaskad-block';

/** The edge under a point of the screen: its line, or its pill. */
function edgeAt(at: ScreenPoint): string | null {
  for (const element of document.elementsFromPoint(at.x, at.y)) {
    if (element.closest('.react-flow__node:not(.react-flow__node-frame)')) return null;
    const pill = element.closest<HTMLElement>('[data-edge]');
    if (pill?.dataset.edge) return pill.dataset.edge;
    const line = element.closest<SVGElement>('.react-flow__edge');
    const id = line?.getAttribute('data-id');
    // Into lines of a folded frame nothing can be put: which of them is meant?
    if (id) return isBundle(id) ? null : id;
  }
  return null;
}

function createDropping(session: CanvasSession, wordsNow: () => CanvasWords) {
  const { ui } = session;
  return {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(blockMime)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      const over = edgeAt({ x: event.clientX, y: event.clientY });
      if (ui.getState().dropEdge !== over) ui.setState({ dropEdge: over });
    },
    onDragLeave: () => ui.setState({ dropEdge: null }),
    onDrop: (event: DragEvent) => {
      const spec = ui.getState().dragged ?? specs.get(event.dataTransfer.getData(blockMime));
      ui.setState({ dropEdge: null, dragged: null });
      if (!spec) return;
      event.preventDefault();
      const at = { x: event.clientX, y: event.clientY };
      const edge = edgeAt(at);
      addBlock(session, wordsNow(), spec, edge === null ? { kind: 'free' } : { kind: 'edge', edge }, at);
    },
  };
}

export function useDropping(session: CanvasSession, words: CanvasWords) {
  const [latest] = useState({ words });
  latest.words = words;
  return useMemo(() => createDropping(session, () => latest.words), [session, latest]);
}
