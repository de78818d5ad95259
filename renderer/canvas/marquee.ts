/**
 * Selecting by a drag over the empty drawing: a rectangle, or a line drawn by hand. What is touched is chosen, with Shift
 * in addition to what was. The drawing goes along when the pointer comes to its border.
 */
import { type MouseEvent as ReactMouseEvent, type PointerEvent as ReactPointerEvent, useMemo, useState } from 'react';
import type { Point } from '../../flows/document/edits.ts';
import { framesIn } from '../../flows/document/frames.ts';
import { preferences } from '../state/preferences.ts';
import { keysOf, membersOfKeys, noteKey } from './annotations/marks.ts';
import { boxesOf, boxesOfKeys } from './boxes.ts';
import { graphOf } from './graph.ts';
import { rectangle, touched } from './lasso.ts';
import { type CanvasSession, say } from './session.ts';
import { sizeIn } from './view.ts';
import type { CanvasWords } from './words.ts';

/** Less than this is a click, pixels. */
const clickWithin = 4;
/** Points of a line drawn by hand are at least this far apart, pixels. */
const apart = 3;
/** So near the border the drawing moves, and so fast at most, pixels and pixels a frame. */
const border = 40;
const fastest = 14;

const pull = (at: number, from: number, to: number): number =>
  at < from + border
    ? Math.min(1, (from + border - at) / border) * fastest
    : at > to - border
      ? -Math.min(1, (at - to + border) / border) * fastest
      : 0;

function createMarquee(session: CanvasSession, wordsNow: () => CanvasWords) {
  const { editor, ui, view } = session;
  let space = false;
  const onSpace = (event: KeyboardEvent) => {
    if (event.code === 'Space') space = event.type === 'keydown';
  };

  const onBlur = () => {
    space = false;
  };

  const starts = (event: ReactPointerEvent): boolean => {
    if (event.button !== 0 || !event.isPrimary || space || ui.getState().linking !== null) return false;
    if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return false;
    if (ui.getState().lasso || event.shiftKey) return true;
    return event.pointerType !== 'touch' && preferences.getState().pointer === 'trackpad';
  };

  const begin = (event: ReactPointerEvent): void => {
    const { instance, pane } = view;
    if (!instance || !pane) return;
    const freehand = ui.getState().lasso;
    const placeOf = (x: number, y: number): Point => {
      const place = instance.screenToFlowPosition({ x, y }, { snapToGrid: false });
      return [place.x, place.y];
    };
    const { document, selection } = editor.store.getState();
    const kept = event.shiftKey ? keysOf(selection) : [];
    const { notes, folds } = framesIn(document);
    // A frame is not chosen by what lies in it: only what can be touched is.
    const noteKeys = notes.filter(({ id }) => !folds.notes.has(id)).map(({ id }) => noteKey(id));
    const boxes = new Map([...boxesOf(document, sizeIn(session)), ...boxesOfKeys(document, sizeIn(session), noteKeys)]);
    const start = placeOf(event.clientX, event.clientY);
    const from = { x: event.clientX, y: event.clientY };
    let at = from;
    let line: Point[] = [start];
    let moved = false;
    let frame = 0;

    const look = () => {
      const box = pane.getBoundingClientRect();
      const [dx, dy] = [pull(at.x, box.left, box.right), pull(at.y, box.top, box.bottom)];
      if (dx !== 0 || dy !== 0) {
        const { x, y, zoom } = instance.getViewport();
        void instance.setViewport({ x: x + dx, y: y + dy, zoom });
      }
      const here = placeOf(at.x, at.y);
      if (freehand) line = [...line, here];
      const shape = freehand ? line : rectangle(start, here);
      const found = touched(shape, boxes);
      ui.setState({ gesture: { kind: 'select', shape } });
      editor.select(membersOfKeys(new Set([...kept, ...found])));
      // At rest in the middle there is nothing to do until the pointer moves.
      frame = dx === 0 && dy === 0 ? 0 : requestAnimationFrame(look);
    };
    const onMove = (now: PointerEvent) => {
      if (now.pointerId !== event.pointerId) return;
      const here = { x: now.clientX, y: now.clientY };
      if (!moved && Math.hypot(here.x - from.x, here.y - from.y) < clickWithin) return;
      if (!moved) (window.document.activeElement as HTMLElement | null)?.blur();
      if (moved && freehand && Math.hypot(here.x - at.x, here.y - at.y) < apart) return;
      moved = true;
      at = here;
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    const stop = () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', onMove, true);
      window.removeEventListener('pointerup', onUp, true);
      window.removeEventListener('pointercancel', onCancel, true);
      window.removeEventListener('keydown', onKey, true);
      ui.setState({ gesture: null, lasso: false });
    };
    const onUp = (now: PointerEvent) => {
      if (now.pointerId !== event.pointerId) return;
      if (!moved) {
        stop();
        return;
      }
      at = { x: now.clientX, y: now.clientY };
      cancelAnimationFrame(frame);
      look();
      stop();
      // The click that ends the drag must not clear what the drag has chosen.
      const swallow = (click: MouseEvent) => click.stopPropagation();
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, true), 0);
      const { nodes } = editor.store.getState().selection;
      const chosen = new Set(nodes);
      const first = graphOf(document).order.find((id) => chosen.has(id));
      if (first !== undefined) editor.activate(first);
      say(ui, wordsNow().t('chosen', { count: nodes.length }));
    };
    const onCancel = () => {
      editor.select(selection);
      stop();
    };
    const onKey = (now: KeyboardEvent) => {
      if (now.code !== 'Escape') return;
      now.stopImmediatePropagation();
      onCancel();
    };
    window.addEventListener('pointermove', onMove, true);
    window.addEventListener('pointerup', onUp, true);
    window.addEventListener('pointercancel', onCancel, true);
    window.addEventListener('keydown', onKey, true);
    ui.setState({ gesture: { kind: 'select', shape: [] } });
  };

  return {
    /** For as long as the drawing is shown. */
    watchSpace: () => {
      window.addEventListener('keydown', onSpace, true);
      window.addEventListener('keyup', onSpace, true);
      window.addEventListener('blur', onBlur);
      return () => {
        window.removeEventListener('blur', onBlur);
        window.removeEventListener('keydown', onSpace, true);
        window.removeEventListener('keyup', onSpace, true);
      };
    },
    handlers: {
      onPointerDownCapture: (event: ReactPointerEvent) => {
        if (starts(event)) begin(event);
      },
      onMouseDownCapture: (event: ReactMouseEvent) => {
        if (ui.getState().gesture?.kind !== 'select') return;
        // Else the library would pan as well, and the browser select text.
        event.stopPropagation();
        event.preventDefault();
      },
    },
  };
}

export function useMarquee(session: CanvasSession, words: CanvasWords) {
  const [latest] = useState({ words });
  latest.words = words;
  return useMemo(() => createMarquee(session, () => latest.words), [session, latest]);
}
