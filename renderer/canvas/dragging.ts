/**
 * Dragging cards, notes and frames with what lies in them. The drawing library says where the pointer has brought them; here
 * they are held by helper lines and the grid, or stay where they are and copies go instead. One drag is one step of undo.
 */
import type { NodePositionChange } from '@xyflow/react';
import { useMemo, useState } from 'react';
import type { Point } from '../../flows/document/edits.ts';
import { copyNodes, paste } from '../../flows/document/fragment.ts';
import { specs } from '../../registry/editors.ts';
import { carriedWith, dropAll, spotsAfter } from './annotations/carry.ts';
import { markOf, membersOfKeys } from './annotations/marks.ts';
import { around, type Box, boxesOf, boxesOfKeys, movedBy, overlap } from './boxes.ts';
import { clearPlace } from './clear-place.ts';
import type { Gesture } from './gesture.ts';
import { glide } from './glide.ts';
import { snapTo } from './guides.ts';
import { type CanvasSession, focusNode, type ScreenPoint, say } from './session.ts';
import { sizeIn } from './view.ts';
import type { CanvasWords } from './words.ts';

/** Nearer than this a helper line holds, in pixels of the screen. */
const holdsWithin = 6;
const grid = 4;

interface Drag {
  boxes: ReadonlyMap<string, Box>;
  all: Box;
  others: readonly Box[];
  /** Copies go, the cards stay. Decided when the drag begins. */
  copies: boolean;
  /** Nothing holds: no lines, no grid, and what is covered stays covered. */
  free: boolean;
  /** How far the pointer has come, and how far the cards go. */
  asked: Point;
  offset: Point;
}

const nothing: Gesture & { kind: 'drag' } = { kind: 'drag', lines: [], gaps: [], copies: [] };

const onGrid = (start: number, offset: number): number => Math.round((start + offset) / grid) * grid - start;

/** What can be seen of the drawing, in its own measure. */
function inSight({ view: { instance, pane } }: CanvasSession): Box {
  const box = pane?.getBoundingClientRect();
  if (!instance || !box) return { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
  const from = instance.screenToFlowPosition({ x: box.left, y: box.top }, { snapToGrid: false });
  const to = instance.screenToFlowPosition({ x: box.right, y: box.bottom }, { snapToGrid: false });
  return { left: from.x, top: from.y, right: to.x, bottom: to.y };
}

function createDragging(
  session: CanvasSession,
  wordsNow: () => CanvasWords,
  show: (places: ReadonlyMap<string, ScreenPoint> | null) => void,
) {
  const { editor, ui } = session;
  let drag: Drag | null = null;

  /** Most moves have nothing to show: then nobody who looks at the state of the canvas is woken. */
  const tell = (gesture: Gesture & { kind: 'drag' }) => {
    const empty = gesture.lines.length + gesture.gaps.length + gesture.copies.length === 0;
    const next = empty ? nothing : gesture;
    if (ui.getState().gesture !== next) ui.setState({ gesture: next });
  };

  const settle = () => {
    if (!drag) return;
    // Whole numbers from here on, so that what is held is held to the pixel.
    const [x, y] = [Math.round(drag.asked[0]), Math.round(drag.asked[1])];
    const there = movedBy(drag.all, [x, y]);
    if (drag.free) {
      drag.offset = [x, y];
      tell(nothing);
    } else {
      const sight = inSight(session);
      const zoom = session.view.instance?.getZoom() ?? 1;
      const near = drag.others.filter((box) => overlap(box, sight));
      const { dx, dy, heldX, heldY, lines, gaps } = snapTo(near, there, holdsWithin / zoom);
      drag.offset = [heldX ? x + dx : onGrid(drag.all.left, x), heldY ? y + dy : onGrid(drag.all.top, y)];
      const { offset } = drag;
      const copies = drag.copies ? [...drag.boxes].map(([id, box]) => ({ id, box: movedBy(box, offset) })) : [];
      tell({ kind: 'drag', lines, gaps, copies });
    }
    if (drag.copies) return;
    const [dx, dy] = drag.offset;
    show(new Map([...drag.boxes].map(([id, box]) => [id, { x: box.left + dx, y: box.top + dy }])));
  };

  const onModifier = (event: KeyboardEvent | PointerEvent) => {
    if (!drag) return;
    if ('code' in event && event.code === 'Escape') {
      event.stopImmediatePropagation();
      end();
      return;
    }
    // On Windows a lone Alt would go to the menu bar.
    if ('code' in event && /^Alt/.test(event.code)) event.preventDefault();
    const free = event.altKey && !drag.copies;
    if (free === drag.free) return;
    drag.free = free;
    settle();
  };
  const listen = (on: boolean) => {
    const change = on ? window.addEventListener : window.removeEventListener;
    for (const kind of ['keydown', 'keyup', 'pointermove'] as const)
      change.call(window, kind, onModifier as EventListener, true);
  };

  function end(): void {
    drag = null;
    listen(false);
    show(null);
    ui.setState({ gesture: null });
  }

  return {
    start(ids: readonly string[], copies: boolean): void {
      const { document } = editor.store.getState();
      const all = boxesOf(document, sizeIn(session));
      const boxes = boxesOfKeys(document, sizeIn(session), carriedWith(document, ids));
      if (boxes.size === 0) return;
      // Copies may be held by what they are copies of.
      const others = [...all].flatMap(([id, box]) => (boxes.has(id) && !copies ? [] : [box]));
      drag = { boxes, all: around(boxes.values()), others, copies, free: false, asked: [0, 0], offset: [0, 0] };
      listen(true);
      ui.setState({ gesture: nothing, refusal: null });
    },

    /** What the library says of the places of what is dragged: all have come equally far. */
    moved(changes: readonly NodePositionChange[]): void {
      for (const { id, position } of changes) {
        const box = drag?.boxes.get(id);
        if (!drag || !box || !position) continue;
        drag.asked = [position.x - box.left, position.y - box.top];
        settle();
        return;
      }
    },

    drop(): void {
      if (!drag) return;
      const { boxes, others, copies, free, offset } = drag;
      const words = wordsNow();
      end();
      if (offset[0] === 0 && offset[1] === 0) return;
      const there = new Map([...boxes].map(([id, box]) => [id, movedBy(box, offset)]));
      // A frame may lie over cards: then they are in it.
      const cardsOnly = [...boxes.keys()].every((key) => markOf(key) === null);
      const [awayX, awayY] = free || !cardsOnly ? [0, 0] : clearPlace([...there.values()], others);
      const [dx, dy] = [offset[0] + awayX, offset[1] + awayY];
      if (copies) {
        const { document } = editor.store.getState();
        const { nodes = [], ...marks } = membersOfKeys(boxes.keys());
        const pasted = paste(document, copyNodes(document, nodes, marks), specs, [dx, dy]);
        editor.apply(() => pasted.document, {
          select: { nodes: pasted.ids, notes: pasted.notes, frames: pasted.frames },
        });
        say(ui, words.t('said.pasted', { count: pasted.ids.length }));
        if (pasted.ids[0] !== undefined) focusNode(ui, pasted.ids[0]);
        return;
      }
      const { document } = editor.store.getState();
      const spots = spotsAfter(document, boxes.keys(), [dx, dy]);
      glide(
        session,
        () => editor.apply((now) => dropAll(now, spots)),
        new Map([...there].map(([id, box]) => [id, { x: box.left, y: box.top }])),
      );
    },
  };
}

export function useDragging(session: CanvasSession, words: CanvasWords) {
  const [dragged, show] = useState<ReadonlyMap<string, ScreenPoint> | null>(null);
  const [latest] = useState({ words });
  latest.words = words;
  const dragging = useMemo(() => createDragging(session, () => latest.words, show), [session, latest]);
  return { dragged, dragging };
}
