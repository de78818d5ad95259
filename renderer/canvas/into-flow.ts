/** A whole flow that was dropped or pasted here may become a part of this one: its blocks stand in the middle of what is seen. */
import { useEffect } from 'react';
import { copyNodes, paste } from '../../flows/document/fragment.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { specs } from '../../registry/editors.ts';
import { incoming } from '../sharing/incoming.ts';
import { needsLayout } from './arrange.ts';
import { placesFor } from './open-session.ts';
import { type CanvasSession, focusNode, say, useEditorState } from './session.ts';
import { middle } from './view.ts';
import type { CanvasWords } from './words.ts';

/** One step of undo, however large the flow is. */
async function insertFlow(session: CanvasSession, words: CanvasWords, flow: FlowDocument): Promise<void> {
  const places = needsLayout(flow) ? await placesFor(flow, () => undefined) : {};
  const placed = { ...flow, layout: { ...flow.layout, nodes: { ...flow.layout?.nodes, ...places } } };
  const fragment = copyNodes(
    placed,
    flow.nodes.map(({ id }) => id),
  );
  const all = Object.values(fragment.places);
  const [x, y] = middle(session);
  const left = Math.min(...all.map((place) => place[0]));
  const top = Math.min(...all.map((place) => place[1]));
  const pasted = paste(session.editor.store.getState().document, fragment, specs, [x - left, y - top]);
  session.editor.apply(() => pasted.document, { select: { nodes: pasted.ids } });
  say(session.ui, words.t('said.pasted', { count: pasted.ids.length }));
  if (pasted.ids[0] !== undefined) focusNode(session.ui, pasted.ids[0]);
}

export function useIntoThisFlow(session: CanvasSession, words: CanvasWords): void {
  const name = useEditorState((state) => state.document.name);
  useEffect(() => {
    const into = { name, insert: (flow: FlowDocument) => void insertFlow(session, words, flow) };
    incoming.setState({ into });
    return () => incoming.setState((state) => (state.into === into ? { into: null } : {}));
  }, [session, words, name]);
}
