/** Where the tour's note stands, and that it goes on by itself when a person does what it says. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { CanvasSession } from '../session.ts';
import { type Box, placeNote } from './place.ts';
import { goToStep, leaveTour, type TourStep, tour, tourSteps } from './tour.ts';

export interface Placed {
  /** What is explained, in pixels of the window; null when nothing of it is in sight. */
  ring: Box | null;
  left: number;
  top: number;
  /** Which words fit what was found. */
  say: string;
}

/** A card or its "+" may be panned out of sight; a panel is always there. */
function inSight(box: DOMRect, pane: DOMRect | undefined, element: Element): boolean {
  if (box.width === 0 || box.height === 0) return false;
  if (pane === undefined || !element.closest('.react-flow')) return true;
  return box.left >= pane.left && box.top >= pane.top && box.right <= pane.right && box.bottom <= pane.bottom;
}

/** What of it is in sight where it stands in something that scrolls. */
function seen(element: Element): Box {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const within = element.closest('.kc-stage-empty')?.getBoundingClientRect();
  const to = Math.min(bottom, within?.bottom ?? bottom);
  const from = Math.max(top, within?.top ?? top);
  return { left, top: from, width: right - left, height: to - from };
}

function find({ at }: TourStep, pane: DOMRect | undefined): { box: Box; say: string } | null {
  for (const { selector, say } of at) {
    for (const element of document.querySelectorAll(selector)) {
      if (inSight(element.getBoundingClientRect(), pane, element)) return { box: seen(element), say: say ?? 'body' };
    }
  }
  return null;
}

/** Frames in which nothing moved; then it is looked at so seldom, milliseconds, until somebody touches something: the tour may stand for hours. */
const stillFrames = 30;
const restingMs = 250;
const touches = ['pointerdown', 'wheel', 'keydown', 'resize'] as const;

/** Looked at once a frame: panels open, the drawing glides, the window is pulled. Nothing is drawn anew while all stands still. */
export function usePlaced(session: CanvasSession, step: TourStep, note: HTMLElement | null): Placed | null {
  const [placed, setPlaced] = useState<Placed | null>(null);
  useEffect(() => {
    if (note === null) return;
    let frame = 0;
    let resting: ReturnType<typeof setTimeout> | undefined;
    let still = 0;
    let last = '';
    const look = () => {
      still += 1;
      if (still < stillFrames) frame = requestAnimationFrame(look);
      else resting = setTimeout(look, restingMs);
      const found = find(step, session.view.pane?.getBoundingClientRect());
      const size = { width: note.offsetWidth, height: note.offsetHeight };
      const view = { width: window.innerWidth, height: window.innerHeight };
      const ring = found?.box ?? null;
      // Nothing in sight: at the foot, in the middle.
      const { left, top } = placeNote(
        ring ?? { left: view.width / 2, top: view.height, width: 0, height: 0 },
        size,
        view,
        ring === null ? ['above'] : step.prefer,
        step.align,
      );
      const next: Placed = { ring, left: Math.round(left), top: Math.round(top), say: found?.say ?? 'body' };
      const text = JSON.stringify(next);
      if (text === last) return;
      last = text;
      still = 0;
      setPlaced(next);
    };
    const stop = () => {
      cancelAnimationFrame(frame);
      clearTimeout(resting);
    };
    const wake = () => {
      stop();
      still = 0;
      frame = requestAnimationFrame(look);
    };
    for (const touch of touches) window.addEventListener(touch, wake, { capture: true, passive: true });
    look();
    return () => {
      stop();
      for (const touch of touches) window.removeEventListener(touch, wake, { capture: true });
    };
  }, [session, step, note]);
  return placed;
}

/** Milliseconds without a change after which a form counts as filled in: nobody is interrupted while typing. */
const restMs = 1200;

/** The step's own deed takes the tour on. */
export function useProgress(session: CanvasSession): void {
  const step = useStore(tour, (state) => state.step);
  useEffect(() => {
    if (step === null) return;
    const on = () => goToStep(step + 1);
    const id = tourSteps[step]?.id;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const stops = [
      session.editor.store.subscribe(({ document: now }, { document: before }) => {
        const more = now.nodes.length > before.nodes.length;
        if ((id === 'blocks' && more) || (id === 'ways' && (more || now.edges.length > before.edges.length))) on();
        if (id === 'settings' && now.nodes !== before.nodes && now.nodes.length === before.nodes.length) {
          if (timer !== null) clearTimeout(timer);
          timer = setTimeout(on, restMs);
        }
      }),
      session.ui.subscribe((now, before) => {
        if (id === 'simulate' && now.simulateOpen && !before.simulateOpen) on();
        if (id === 'start' && now.dialog === 'preflight' && before.dialog !== 'preflight') on();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [session, step]);
}

/** Esc puts it away from anywhere, but for fields and whatever else stands open: they have their own use for it. */
export function useLeaveByEscape(note: HTMLElement | null): void {
  useEffect(() => {
    if (note === null) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !(event.target instanceof Element)) return;
      const own = note.contains(event.target);
      if (!own && event.target.closest('[role="dialog"],[role="menu"],[role="listbox"],input,textarea,select')) return;
      leaveTour();
      if (own) document.getElementById('content')?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [note]);
}
