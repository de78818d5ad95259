/** Looking at the drawing: what is in sight, and how to bring something into it without a jump. */
import type { Point } from '../../flows/document/edits.ts';
import { cardSize, type Size } from './arrange.ts';
import { graphOf } from './graph.ts';
import type { CanvasSession, ScreenPoint } from './session.ts';

/** Milliseconds of a movement that shows where something went; none for people who asked for less motion. */
export const motionMs = (): number =>
  typeof window !== 'undefined' && window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 180;

export const sizeIn =
  (session: CanvasSession) =>
  (id: string): Size | undefined => {
    const measured = session.view.instance?.getInternalNode(id)?.measured;
    return measured?.width && measured.height ? { width: measured.width, height: measured.height } : undefined;
  };

/** Pans as little as needed for the whole card to be in sight, clear of the edges. */
export function bringIntoView(session: CanvasSession, id: string): void {
  const { instance, pane } = session.view;
  if (!instance || !pane) return;
  const place = session.editor.store.getState().document.layout?.nodes?.[id];
  if (!place) return;
  const size = sizeIn(session)(id) ?? cardSize;
  const { x, y, zoom } = instance.getViewport();
  const box = pane.getBoundingClientRect();
  const margin = 32;
  const left = place[0] * zoom + x;
  const top = place[1] * zoom + y;
  const shift = (from: number, length: number, room: number): number => {
    if (length + 2 * margin > room || from < margin) return margin - from;
    return Math.min(0, room - margin - (from + length));
  };
  const dx = shift(left, size.width * zoom, box.width);
  const dy = shift(top, size.height * zoom, box.height);
  if (dx === 0 && dy === 0) return;
  void instance.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: motionMs() });
}

interface Bounds {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Round all blocks; null when there are none. Ours, because the library forgets blocks it never drew. */
function boundsOf(session: CanvasSession): Bounds | null {
  const { document } = session.editor.store.getState();
  if (document.nodes.length === 0) return null;
  const sizeOf = sizeIn(session);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { id } of document.nodes) {
    const [x, y] = document.layout?.nodes?.[id] ?? [0, 0];
    const { width, height } = sizeOf(id) ?? cardSize;
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** Kept free round the drawing when all of it is shown, pixels. */
const around = { side: 40, top: 40, bottom: 48 } as const;
const farthest = 0.1;

/** What the bar of the replay covers, pixels. */
const replayRoom = 120;

/** Shows all, but never so near that a small flow looks like a poster. What is too long to fit is shown from its top. */
export function showAll(session: CanvasSession, animate = true): void {
  const { instance, pane } = session.view;
  const bounds = boundsOf(session);
  if (!instance || !pane || !bounds) return;
  const box = pane.getBoundingClientRect();
  const bottom = around.bottom + (session.ui.getState().replayOf === null ? 0 : replayRoom);
  const room = { width: box.width - 2 * around.side, height: box.height - around.top - bottom };
  const zoom = Math.max(farthest, Math.min(1, room.width / bounds.width, room.height / bounds.height));
  const spare = Math.max(0, room.height - bounds.height * zoom);
  void instance.setViewport(
    {
      x: box.width / 2 - (bounds.left + bounds.width / 2) * zoom,
      y: around.top + spare / 2 - bounds.top * zoom,
      zoom,
    },
    { duration: animate ? motionMs() : 0 },
  );
}

/** Nearer than this a card is read with ease. */
const readable = 0.85;

/** How a flow opens: whole when that can be read, else from its beginning at a size that can; with what is chosen in sight. */
export function openView(session: CanvasSession): void {
  const { instance, pane } = session.view;
  if (!instance || !pane) return;
  const { document } = session.editor.store.getState();
  const bounds = boundsOf(session);
  if (!bounds) {
    void instance.setViewport({ x: 0, y: 0, zoom: 1 });
    return;
  }
  const box = pane.getBoundingClientRect();
  const zoom = Math.min(box.width / (bounds.width + 80), box.height / (bounds.height + 120), 1);
  if (zoom >= readable || session.ui.getState().replayOf !== null) {
    showAll(session, false);
    return;
  }
  const first = document.layout?.nodes?.[graphOf(document).order[0] ?? ''] ?? [bounds.left, bounds.top];
  void instance.setViewport({
    x: box.width / 2 - (first[0] + cardSize.width / 2) * readable,
    y: 36 - first[1] * readable,
    zoom: readable,
  });
  const [chosen] = session.editor.store.getState().selection.nodes;
  if (chosen !== undefined) bringIntoView(session, chosen);
}

/** The middle of what is in sight, as a place for a card. */
export function middle(session: CanvasSession): Point {
  const { instance, pane } = session.view;
  if (!instance || !pane) return [0, 0];
  const box = pane.getBoundingClientRect();
  return placeAt(session, { x: box.left + box.width / 2, y: box.top + box.height / 2 });
}

/** Where a card's corner goes when its head should lie under a point of the screen. */
export function placeAt(session: CanvasSession, at: ScreenPoint): Point {
  const point = session.view.instance?.screenToFlowPosition(at) ?? { x: 0, y: 0 };
  return [Math.round(point.x - cardSize.width / 2), Math.round(point.y - 24)];
}

/** The screen point of a node's lower edge, for menus that the keyboard opens; of the nearest place in sight when it is out of it. */
export function screenPointOf(session: CanvasSession, id: string): ScreenPoint {
  if (session.view.outline) return session.view.outline.pointOf(id) ?? middleOfScreen(session);
  const { instance, pane } = session.view;
  const place = session.editor.store.getState().document.layout?.nodes?.[id] ?? [0, 0];
  const size = sizeIn(session)(id) ?? cardSize;
  const point = instance?.flowToScreenPosition({ x: place[0] + size.width / 2, y: place[1] + size.height });
  if (!point || !pane) return { x: 0, y: 0 };
  const box = pane.getBoundingClientRect();
  const within = (value: number, from: number, to: number): number => Math.min(Math.max(value, from + 8), to - 8);
  return { x: within(point.x, box.left, box.right), y: within(point.y, box.top, box.bottom) };
}

export const middleOfScreen = (session: CanvasSession): ScreenPoint => {
  const box = (session.view.outline?.pane ?? session.view.pane)?.getBoundingClientRect();
  return box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 0, y: 0 };
};

/** Moves everything on screen down by so many pixels (up when negative): out from under something that covers it. */
export function shiftView({ view: { instance } }: CanvasSession, down: number): void {
  if (!instance) return;
  const { x, y, zoom } = instance.getViewport();
  void instance.setViewport({ x, y: y + down, zoom }, { duration: motionMs() });
}
