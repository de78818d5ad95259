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

/** Shows all, but never so near that a small flow looks like a poster. */
export function showAll(session: CanvasSession, animate = true): void {
  void session.view.instance?.fitView({
    padding: { x: '40px', top: '40px', bottom: '48px' },
    maxZoom: 1,
    minZoom: 0.1,
    duration: animate ? motionMs() : 0,
  });
}

/** Nearer than this a card is read with ease. */
const readable = 0.85;

/** How a flow opens: whole when that can be read, else from its beginning at a size that can. */
export function openView(session: CanvasSession): void {
  const { instance, pane } = session.view;
  if (!instance || !pane) return;
  const { document } = session.editor.store.getState();
  const places = document.nodes.map((node): Point => document.layout?.nodes?.[node.id] ?? [0, 0]);
  if (places.length === 0) {
    void instance.setViewport({ x: 0, y: 0, zoom: 1 });
    return;
  }
  const box = pane.getBoundingClientRect();
  const left = Math.min(...places.map((place) => place[0]));
  const right = Math.max(...places.map((place) => place[0])) + cardSize.width;
  const top = Math.min(...places.map((place) => place[1]));
  const bottom = Math.max(...places.map((place) => place[1])) + cardSize.height;
  const zoom = Math.min(box.width / (right - left + 80), box.height / (bottom - top + 120), 1);
  if (zoom >= readable) {
    showAll(session, false);
    return;
  }
  const first = document.layout?.nodes?.[graphOf(document).order[0] ?? ''] ?? [left, top];
  void instance.setViewport({
    x: box.width / 2 - (first[0] + cardSize.width / 2) * readable,
    y: 36 - first[1] * readable,
    zoom: readable,
  });
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
  const box = session.view.pane?.getBoundingClientRect();
  return box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 0, y: 0 };
};
