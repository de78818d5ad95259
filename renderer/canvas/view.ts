/** Looking at the drawing: what is in sight, and how to bring something into it without a jump. */
import { boxOf } from '../../flows/document/annotations.ts';
import type { Point } from '../../flows/document/edits.ts';
import { unfoldRound } from '../../flows/document/folding.ts';
import { framesIn } from '../../flows/document/frames.ts';
import { lessMotion } from '../state/motion.ts';
import { markOf, membersOfKeys } from './annotations/marks.ts';
import { cardSize, type Size } from './arrange.ts';
import { graphOf } from './graph.ts';
import type { CanvasSession, ScreenPoint } from './session.ts';

/** Milliseconds of a movement that shows where something went; none for people who asked for less motion. */
export const motionMs = (): number => (lessMotion() ? 0 : 180);

export const sizeIn =
  (session: CanvasSession) =>
  (id: string): Size | undefined => {
    const measured = session.view.instance?.getInternalNode(id)?.measured;
    return measured?.width && measured.height ? { width: measured.width, height: measured.height } : undefined;
  };

/** Of a block, or of the note or frame of that key, as it is drawn. */
function drawnBox(session: CanvasSession, key: string) {
  return boxOf(session.editor.store.getState().document, membersOfKeys([key]), sizeIn(session));
}

/** Opens what keeps a block out of sight. Looking is no change of the flow: no step of undo, and not saved by itself. */
function reveal(session: CanvasSession, id: string): void {
  const { document } = session.editor.store.getState();
  if (markOf(id) !== null || !framesIn(document).folds.nodes.has(id)) return;
  session.autosave.complete((now) => unfoldRound(now, id, sizeIn(session)));
}

/** Pans as little as needed for the whole card (or note, or frame) to be in sight, clear of the edges. */
export function bringIntoView(session: CanvasSession, id: string): void {
  reveal(session, id);
  const drawn = drawnBox(session, id);
  if (drawn === null) return;
  // A block that was just added is not drawn yet; with what it complains of it will be so high.
  const isNew = markOf(id) === null && sizeIn(session)(id) === undefined;
  bringPlaceIntoView(session, [drawn.left, drawn.top], {
    width: drawn.right - drawn.left,
    height: isNew ? newCardHeight : drawn.bottom - drawn.top,
  });
}

/** The same for a place where nothing need stand. */
export function bringPlaceIntoView(session: CanvasSession, place: Point, size: Size = cardSize): void {
  const { instance, pane } = session.view;
  if (!instance || !pane) return;
  const { x, y, zoom } = instance.getViewport();
  const box = pane.getBoundingClientRect();
  const left = place[0] * zoom + x;
  const top = place[1] * zoom + y;
  const shift = (from: number, length: number, room: number): number => {
    if (length + 2 * margin > room || from < margin) return margin - from;
    return Math.min(0, room - margin - (from + length));
  };
  const [width, height] = [size.width * zoom, size.height * zoom];
  const dx = shift(left, width, box.width);
  // Below a card hang the beginnings of its ways.
  const hanging = height + belowCard * zoom;
  const onScreen = shift(top, hanging, box.height);
  const dy = onScreen + clearOf(coversOver(pane), { left: left + dx, top: top + onScreen, width, height: hanging });
  if (dx === 0 && dy === 0) return;
  void instance.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: motionMs() });
}

/** Kept free between what is brought into sight and the edge, pixels. */
const margin = 32;
/** At full size. */
const belowCard = 36;
const newCardHeight = 140;

/** Tools that lie over the drawing, in pixels of the pane. */
function coversOver(pane: HTMLElement): Bounds[] {
  const box = pane.getBoundingClientRect();
  return [...(pane.closest('.kc-stage')?.querySelectorAll('[data-covers]') ?? [])]
    .map((tool) => tool.getBoundingClientRect())
    .filter(({ width }) => width > 0)
    .map(({ left, top, width, height }) => ({ left: left - box.left, top: top - box.top, width, height }));
}

/** How far down (up when negative) something goes so that no tool at the lower edge lies over it; 0 where there is no room. */
function clearOf(covers: readonly Bounds[], card: Bounds): number {
  const gap = 12;
  let up = 0;
  for (const { left, top, width } of covers) {
    const beside = card.left + card.width + gap < left || card.left > left + width + gap;
    if (!beside) up = Math.max(up, card.top + card.height + gap - top);
  }
  return card.top - up < gap ? 0 : -up;
}

interface Bounds {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Round all that is drawn; null when there are no blocks. Ours, because the library forgets blocks it never drew. */
function boundsOf(session: CanvasSession): Bounds | null {
  const { document } = session.editor.store.getState();
  if (document.nodes.length === 0) return null;
  const { notes, frames } = framesIn(document);
  const ids = (things: readonly { id: string }[]) => things.map(({ id }) => id);
  const all = { nodes: ids(document.nodes), notes: ids(notes), frames: ids(frames) };
  const box = boxOf(document, all, sizeIn(session)) ?? {
    left: 0,
    top: 0,
    right: cardSize.width,
    bottom: cardSize.height,
  };
  return { left: box.left, top: box.top, width: box.right - box.left, height: box.bottom - box.top };
}

/** Kept free round the drawing when all of it is shown, pixels. */
const around = { side: 40, top: 40, bottom: 64 } as const;
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
  const at = {
    x: box.width / 2 - (bounds.left + bounds.width / 2) * zoom,
    y: around.top + spare / 2 - bounds.top * zoom,
    zoom,
  };
  session.view.shown = { how: 'whole', ...at };
  void instance.setViewport(at, { duration: animate ? motionMs() : 0 });
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
  const at = {
    x: box.width / 2 - (first[0] + cardSize.width / 2) * readable,
    y: 36 - first[1] * readable,
    zoom: readable,
  };
  session.view.shown = { how: 'opened', ...at };
  void instance.setViewport(at);
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

/** The screen point of a node's (or note's, or frame's) lower edge, for menus that the keyboard opens; of the nearest place in sight when it is out of it. */
export function screenPointOf(session: CanvasSession, id: string): ScreenPoint {
  if (session.view.outline) return session.view.outline.pointOf(id) ?? middleOfScreen(session);
  const { instance, pane } = session.view;
  const drawn = drawnBox(session, id) ?? { left: 0, top: 0, right: cardSize.width, bottom: cardSize.height };
  const point = instance?.flowToScreenPosition({ x: (drawn.left + drawn.right) / 2, y: drawn.bottom });
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
