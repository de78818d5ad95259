/** Dragging cards of a list by their handles. The same is done by Alt and an arrow key; see block-list.tsx. */
import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';

export interface Dragging {
  from: number;
  /** The gap it would fall into: before the card of this number, or behind the last. */
  gap: number;
}

/** The gap nearest to a height, of cards whose middles are given. */
export const gapAt = (middles: readonly number[], y: number): number => {
  const before = middles.findIndex((middle) => y < middle);
  return before < 0 ? middles.length : before;
};

export function useReorder(list: RefObject<HTMLElement | null>, move: (from: number, to: number) => void) {
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const live = useRef<Dragging | null>(null);
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);
  const start = useCallback(
    (event: PointerEvent, from: number) => {
      if (event.button !== 0) return;
      event.preventDefault();
      const set = (next: Dragging | null) => {
        live.current = next;
        setDragging(next);
      };
      const onMove = ({ clientY }: globalThis.PointerEvent) => {
        const cards = [...(list.current?.children ?? [])].filter((one) => one.hasAttribute('data-card'));
        const middles = cards.map((card) => {
          const { top, height } = card.getBoundingClientRect();
          return top + height / 2;
        });
        set({ from, gap: gapAt(middles, clientY) });
      };
      const end = (done: boolean) => {
        stop.current?.();
        const last = live.current;
        set(null);
        if (!done || last === null) return;
        const to = last.gap > from ? last.gap - 1 : last.gap;
        if (to !== from) move(from, to);
      };
      const onUp = () => end(true);
      const onCancel = () => end(false);
      const onKey = (key: KeyboardEvent) => {
        if (key.key !== 'Escape') return;
        key.stopPropagation();
        end(false);
      };
      stop.current = () => {
        window.removeEventListener('pointermove', onMove);
        window.removeEventListener('pointerup', onUp);
        window.removeEventListener('pointercancel', onCancel);
        window.removeEventListener('keydown', onKey, true);
        stop.current = null;
      };
      window.addEventListener('pointermove', onMove);
      window.addEventListener('pointerup', onUp);
      window.addEventListener('pointercancel', onCancel);
      window.addEventListener('keydown', onKey, true);
      set({ from, gap: from });
    },
    [list, move],
  );
  return { dragging, start };
}

/** The list with one of its items somewhere else. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}
