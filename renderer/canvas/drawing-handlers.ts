/**
 * What the drawing library reports, turned into edits and menus. Made once a canvas: with each new function the library tells
 * all its parts anew, and a drag draws the canvas sixty times a second.
 */

import type { ReactFlowInstance, ReactFlowProps } from '@xyflow/react';
import type { MouseEvent as ReactMouseEvent, RefObject } from 'react';
import { openMark } from './annotations/gestures.ts';
import { keysOf, markOf, membersOfKeys } from './annotations/marks.ts';
import { pointOf, refuseTile } from './connecting.tsx';
import type { useDragging } from './dragging.ts';
import { filling } from './filling.ts';
import type { DrawnNode } from './flow-elements.ts';
import { focusSoon } from './focus-soon.ts';
import { tryConnect } from './gestures.ts';
import type { DrawnEdge } from './line-elements.ts';
import { openUsed } from './reusable/open-block.ts';
import type { CanvasSession, ScreenPoint } from './session.ts';
import { middleOfScreen, openView, screenPointOf } from './view.ts';
import type { CanvasWords } from './words.ts';

/** Below this zoom details cannot be read: the card shows its name and count only. */
const farBelow = 0.5;

/** Length on the drawing that is 24 px on the screen, at any zoom a connection can be drawn at; in steps, seldom new. */
const hitAt = (zoom: number): number => Math.ceil(24 / Math.min(1, Math.max(farBelow, zoom)) / 4) * 4;

interface Parts {
  dragging: ReturnType<typeof useDragging>['dragging'];
  pane: RefObject<HTMLElement | null>;
}

export function createHandlers(session: CanvasSession, words: CanvasWords, { dragging, pane }: Parts) {
  const { editor, ui, view } = session;
  const focusIn = (element: EventTarget) => {
    if (element instanceof HTMLElement)
      element.querySelector<HTMLElement>('.kc-card, [data-mark]')?.focus({ preventScroll: true });
  };
  return {
    onInit(instance) {
      view.instance = instance as unknown as ReactFlowInstance;
      openView(session);
    },
    onNodeDragStart(event, _node, chosen) {
      dragging.start(
        chosen.map(({ id }) => id),
        event.altKey,
      );
    },
    onNodeDragStop: () => dragging.drop(),
    onMoveStart: () => filling.hold(true),
    onMoveEnd: () => filling.hold(false),
    onViewportChange({ zoom }) {
      const isFar = zoom < farBelow;
      if (isFar !== ui.getState().far) ui.setState({ far: isFar });
      const hit = hitAt(zoom);
      if (pane.current && pane.current.dataset.hit !== String(hit)) {
        pane.current.dataset.hit = String(hit);
        pane.current.style.setProperty('--kc-hit', `${hit}px`);
      }
    },
    onNodeClick(event, node) {
      const from = ui.getState().linking;
      if (!from) {
        if (ui.getState().editing !== node.id) focusIn(event.currentTarget);
        return;
      }
      ui.setState({ linking: null });
      const at = pointOf(event.nativeEvent);
      if (node.type === 'tile') refuseTile(session, words, at);
      else if (node.type === 'card' && from.node !== node.id)
        tryConnect(session, words, { from: from.node, outlet: from.outlet, to: node.id }, at);
    },
    onNodeDoubleClick(_event, node) {
      const mark = markOf(node.id);
      if (mark) {
        openMark(session, words, mark);
        return;
      }
      if (node.type === 'card' && openUsed(session, node.data.node)) return;
      ui.setState({ inspectorOpen: true, inspectorTab: 'setup' });
      focusSoon('[data-inspector-first]');
    },
    onNodeContextMenu(event, node) {
      event.preventDefault();
      if (!keysOf(editor.store.getState().selection).includes(node.id)) editor.select(membersOfKeys([node.id]));
      const on = markOf(node.id)?.kind ?? 'node';
      ui.setState({ menu: { at: askedAt(event, () => screenPointOf(session, node.id)), on } });
    },
    onEdgeContextMenu(event, edge) {
      event.preventDefault();
      editor.select({ edges: [edge.id] });
      ui.setState({ menu: { at: askedAt(event, () => middleOfScreen(session)), on: 'edge' } });
    },
    onPaneContextMenu(event) {
      event.preventDefault();
      ui.setState({ menu: { at: askedAt(event, () => middleOfScreen(session)), on: 'pane' } });
    },
    onPaneClick(event) {
      const from = ui.getState().linking;
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      if (!from) return;
      ui.setState({
        linking: null,
        adding: { at: { x: event.clientX, y: event.clientY }, target: { kind: 'outlet', ...from } },
      });
    },
  } satisfies Partial<ReactFlowProps<DrawnNode, DrawnEdge>>;
}

/** Where a menu was asked for: a key says it of the element that has the keyboard, wherever that is drawn. */
function askedAt(event: ReactMouseEvent | MouseEvent, ofKeyboard: () => ScreenPoint): ScreenPoint {
  const { pointerType } = ('nativeEvent' in event ? event.nativeEvent : event) as PointerEvent;
  // A mouse presses its second button, or its first with Control on a Mac; a key presses none, and calls itself a mouse.
  const byHand = event.button === 2 || event.ctrlKey || pointerType === 'touch' || pointerType === 'pen';
  return byHand ? { x: event.clientX, y: event.clientY } : ofKeyboard();
}
