/** The outline takes the drawing's seat: keys, focus and places on the screen that the rest of the canvas asks for. */

import { type RefObject, useEffect, useLayoutEffect, useMemo } from 'react';
import { focusSoon } from '../focus-soon.ts';
import { type CanvasSession, focusNode, type ScreenPoint, useUiState } from '../session.ts';
import type { CanvasWords } from '../words.ts';
import { type openRow, outlineKeys } from './keys.ts';
import type { OutlineModel } from './model.ts';
import { rowName } from './outline-row.tsx';
import { targetAt } from './places.ts';
import { blockKey, type Row } from './rows.ts';

interface Parts {
  session: CanvasSession;
  words: CanvasWords;
  model: OutlineModel;
  tree: RefObject<HTMLDivElement | null>;
}

export interface OutlineSeating {
  /** Gives the keyboard to the current row. */
  focus: () => void;
  openSettings: () => void;
  context: Parameters<typeof openRow>[0];
}

const covered = (session: CanvasSession): boolean => {
  const { dialog, adding, connecting, moving, menu } = session.ui.getState();
  return dialog !== null || adding !== null || connecting !== null || moving !== null || menu !== null;
};

export function useOutlineSeat({ session, words, model, tree }: Parts): OutlineSeating {
  const seating = useMemo(() => {
    const elementOf = (key: string): HTMLElement | null =>
      tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null;
    const pointOf = (row: Row): ScreenPoint => {
      const box = (elementOf(row.key) ?? tree.current?.parentElement)?.getBoundingClientRect();
      return box ? { x: Math.min(box.left + 220, box.right - 20), y: box.bottom } : { x: 0, y: 0 };
    };
    const context = {
      session,
      words,
      model,
      pointOf,
      nameOf: (row: Row) =>
        rowName(words, row, (id) => session.editor.store.getState().document.nodes.find((node) => node.id === id)),
    };
    return {
      context,
      elementOf,
      pointOf,
      focus: () => {
        const row = model.current();
        if (row) elementOf(row.key)?.focus({ preventScroll: true });
      },
      openSettings: () => {
        session.ui.setState({ inspectorOpen: true, inspectorTab: 'setup' });
        focusSoon('[data-inspector-first]');
      },
    };
  }, [session, words, model, tree]);

  useLayoutEffect(() => {
    const pane = tree.current?.parentElement;
    if (!pane) return;
    session.view.outline = {
      pane,
      pointOf: (id) => {
        const row = model.current();
        const asks = row && row.kind !== 'block' && row.kind !== 'loose' && row.from === id ? row : undefined;
        const found = asks ?? model.rows().find(({ key }) => key === blockKey(id));
        return found ? seating.pointOf(found) : null;
      },
      rowOf: (key) => model.rows().find((row) => row.key === key),
      target: () => {
        const row = model.current();
        return row ? targetAt(session.editor.store.getState().document, row) : { kind: 'free' };
      },
      onKey: outlineKeys(seating.context),
    };
    return () => {
      session.view.outline = null;
    };
  }, [session, model, seating, tree]);

  // Whoever comes from the drawing by a key finds the keyboard on the same block, and back.
  useLayoutEffect(() => {
    const box = tree.current;
    const [chosen] = session.editor.store.getState().selection.nodes;
    const row = chosen === undefined ? model.current() : model.reveal(chosen);
    if (row) model.store.setState({ at: row.key });
    // On the title, where opening a screen puts it, the keyboard has nothing to do either.
    if (document.activeElement === document.body || document.activeElement?.matches('h1, main')) model.go(row, 'keep');
    return () => {
      const { active } = session.editor.store.getState();
      if (box?.contains(document.activeElement) && active !== null) focusNode(session.ui, active);
    };
  }, [session, model, tree]);

  // Something asks for a block: its row takes the keyboard. On a way of that block it stays where it is.
  const focus = useUiState((state) => state.focus);
  useEffect(() => {
    if (!focus) return;
    const row = model.current();
    const { selection } = session.editor.store.getState();
    const onItsWay = row && row.kind !== 'block' && row.kind !== 'loose' && row.from === focus.node;
    model.go(onItsWay && selection.nodes.length === 0 ? row : model.reveal(focus.node), 'keep');
    session.ui.setState({ focus: null });
  }, [focus, model, session]);

  // What stood over the outline is closed, or the row with the keyboard is gone: nobody is left without a place.
  useEffect(() => {
    let owned = false;
    const take = () => {
      if (owned && !covered(session) && document.activeElement === document.body) model.go(model.current(), 'keep');
    };
    const later = () => requestAnimationFrame(take);
    const onFocus = (event: FocusEvent) => {
      if (tree.current?.contains(event.target as Node)) owned = true;
      else if (!covered(session)) owned = false;
    };
    document.addEventListener('focusin', onFocus);
    const stops = [session.ui.subscribe(later), session.editor.store.subscribe(later)];
    return () => {
      document.removeEventListener('focusin', onFocus);
      for (const stop of stops) stop();
    };
  }, [session, model, tree]);

  return seating;
}
