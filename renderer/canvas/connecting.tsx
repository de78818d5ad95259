/** Lines drawn with the pointer: where one may lead, where it led, why not; and lines that are led elsewhere. */
import { type Connection, type FinalConnectionState, useConnection } from '@xyflow/react';
import { type RefObject, useMemo } from 'react';
import { canConnect, connect, disconnect } from '../../flows/document/edits.ts';
import { specs } from '../../registry/editors.ts';
import { edgeKey } from '../state/flow-editor.ts';
import { markOf } from './annotations/marks.ts';
import { tryConnect, whyNot } from './gestures.ts';
import type { DrawnEdge, FlowEdgeElement } from './line-elements.ts';
import { type CanvasSession, refuse, type ScreenPoint, useSession } from './session.ts';
import { type CanvasWords, useWords } from './words.ts';

export const pointOf = (event: MouseEvent | TouchEvent): ScreenPoint => {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : undefined;
  return touch
    ? { x: touch.clientX, y: touch.clientY }
    : 'clientX' in event
      ? { x: event.clientX, y: event.clientY }
      : { x: 0, y: 0 };
};

/** The block or tile under a point of the screen. What is dropped on a note or an open frame is dropped on the pane. */
function nodeAt(at: ScreenPoint): string | null {
  const node = document.elementFromPoint(at.x, at.y)?.closest('.react-flow__node-card, .react-flow__node-tile');
  return node?.getAttribute('data-id') ?? null;
}

/** While a connection is drawn over a place where it may not go: why not, beside the pointer. */
export function ConnectionHint() {
  const words = useWords();
  const { editor, view } = useSession();
  const hint = useConnection((connection) => {
    if (!connection.inProgress || !connection.toHandle || connection.isValid !== false) return null;
    const { fromHandle, toHandle } = connection;
    const [from, to] = fromHandle.type === 'source' ? [fromHandle, toHandle] : [toHandle, fromHandle];
    return `${from.nodeId}|${from.id ?? ''}|${to.nodeId}|${Math.round(connection.pointer.x)}|${Math.round(connection.pointer.y)}`;
  });
  if (hint === null) return null;
  const [from = '', outlet = '', to = '', x, y] = hint.split('|');
  const answer = canConnect(editor.store.getState().document, specs, from, outlet, to);
  const at = view.instance?.flowToScreenPosition({ x: Number(x), y: Number(y) });
  if (answer.ok || !at) return null;
  return (
    <div className="kc-refusal" style={{ left: at.x + 14, top: at.y + 14 }} aria-hidden>
      {markOf(to) ? words.t('frames:refused.folded') : whyNot(words, answer)}
    </div>
  );
}

function reconnectEdge(session: CanvasSession, old: FlowEdgeElement, next: Connection): void {
  const { data } = old;
  if (!data || !next.sourceHandle) return;
  const edge = { from: next.source, outlet: next.sourceHandle, to: next.target };
  session.editor.apply((now) => connect(disconnect(now, data), edge), { select: { edges: [edgeKey(edge)] } });
}

/** A line may not lead into a folded frame: to which of its blocks? */
export const refuseTile = ({ ui }: CanvasSession, words: CanvasWords, at: ScreenPoint): void =>
  refuse(ui, words.t('frames:refused.folded'), at);

/** What the drawing library asks while lines are drawn; the same functions while the words are the same. */
export const useConnecting = (session: CanvasSession, words: CanvasWords, pane: RefObject<HTMLElement | null>) =>
  useMemo(() => createConnecting(session, words, pane), [session, words, pane]);

function createConnecting(session: CanvasSession, words: CanvasWords, pane: RefObject<HTMLElement | null>) {
  const { editor, ui } = session;
  const markConnecting = (on: boolean) => {
    if (pane.current) pane.current.dataset.connecting = on ? 'true' : 'false';
  };
  return {
    isValidConnection: (edge: { source: string; sourceHandle?: string | null; target: string }) =>
      canConnect(editor.store.getState().document, specs, edge.source, edge.sourceHandle ?? '', edge.target).ok,
    onConnectStart: () => {
      markConnecting(true);
      ui.setState({ refusal: null });
    },
    onConnect: ({ source, sourceHandle, target }: Connection) => {
      const at = ui.getState().pointer ?? { x: 0, y: 0 };
      tryConnect(session, words, { from: source, outlet: sourceHandle ?? '', to: target }, at);
    },
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      markConnecting(false);
      const { fromHandle, toHandle } = state;
      if (!fromHandle || state.isValid) return;
      const at = pointOf(event);
      if (toHandle) {
        const [from, to] = fromHandle.type === 'source' ? [fromHandle, toHandle] : [toHandle, fromHandle];
        if (markOf(to.nodeId)) refuseTile(session, words, at);
        else if (from.nodeId !== to.nodeId || from.type !== to.type)
          tryConnect(session, words, { from: from.nodeId, outlet: from.id ?? '', to: to.nodeId }, at);
        return;
      }
      if (fromHandle.type !== 'source') return;
      const outlet = fromHandle.id ?? '';
      const target = nodeAt(at);
      if (target === null) {
        ui.setState({ adding: { at, target: { kind: 'outlet', node: fromHandle.nodeId, outlet } } });
      } else if (markOf(target) !== null) refuseTile(session, words, at);
      else if (target !== fromHandle.nodeId)
        tryConnect(session, words, { from: fromHandle.nodeId, outlet, to: target }, at);
    },
    onReconnectStart: () => markConnecting(true),
    onReconnect: (old: DrawnEdge, next: Connection) => {
      if (old.type === 'flow') reconnectEdge(session, old, next);
    },
    onReconnectEnd: () => markConnecting(false),
  };
}
