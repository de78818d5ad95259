/** Keys, copy, cut and paste of the whole screen, in one place. */
import { useEffect } from 'react';
import { specs } from '../../registry/editors.ts';
import { edgeKey } from '../state/flow-editor.ts';
import { actionFor, perform } from './actions/table.ts';
import type { FlowHost } from './flow-host.ts';
import { nudge, situationOf } from './gestures.ts';
import { graphOf, neighbour, outletsOf, type Step } from './graph.ts';
import { type CanvasSession, focusNode } from './session.ts';
import { bringIntoView } from './view.ts';
import type { CanvasWords } from './words.ts';

const steps: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
const nudges: Readonly<Record<Step, readonly [number, number]>> = {
  up: [0, -1],
  down: [0, 1],
  left: [-1, 0],
  right: [1, 0],
};
/** A nudge moves by one step of the grid, with Shift ten times as far; pixels. */
const nudgeBy = 4;

const isTyping = (element: Element | null): boolean =>
  element instanceof HTMLElement &&
  (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.role === 'combobox');

/** Something stands over the canvas, or goes on in it, and has the keyboard for itself. */
const isCovered = (session: CanvasSession, target: EventTarget | null): boolean => {
  const ui = session.ui.getState();
  // A drag has Escape and Alt for itself.
  if (ui.gesture !== null) return true;
  if (ui.dialog !== null || ui.adding !== null || ui.connecting !== null || ui.menu !== null) return true;
  return (
    target instanceof Element &&
    target.closest('[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]') !== null
  );
};

function whereOf(session: CanvasSession, target: EventTarget | null) {
  const element = target instanceof Element ? target : document.activeElement;
  const inCanvas =
    element === null ||
    element === document.body ||
    session.view.pane?.contains(element) === true ||
    element.id === 'content';
  return { inCanvas, typing: isTyping(element), element };
}

function walk(session: CanvasSession, step: Step, extend: boolean): void {
  const { document, active, selection } = session.editor.store.getState();
  const graph = graphOf(document);
  const from = active ?? graph.order[0];
  if (from === undefined) return;
  const standing = selection.nodes.length === 0 && selection.edges.length === 0;
  const line =
    selection.edges.length === 1 ? document.edges.find((edge) => edgeKey(edge) === selection.edges[0]) : null;
  const to = standing
    ? from
    : line && step === 'down'
      ? line.to
      : line && step === 'up'
        ? line.from
        : neighbour(
            graph,
            from,
            step,
            (id) => document.layout?.nodes?.[id]?.[0] ?? 0,
            (id) => {
              const node = graph.nodes.get(id);
              return node ? outletsOf(node, specs, graph) : [];
            },
          );
  if (to === null) return;
  session.editor.activate(to);
  session.editor.select({ nodes: extend ? [...new Set([...selection.nodes, to])] : [to] });
  bringIntoView(session, to);
  focusNode(session.ui, to);
}

export function useKeyboard(session: CanvasSession, words: CanvasWords, host: FlowHost): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isCovered(session, event.target)) return;
      const { inCanvas, typing, element } = whereOf(session, event.target);
      const step = steps[event.code];
      if (step && inCanvas && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        if (event.altKey) {
          const far = event.shiftKey ? 10 : 1;
          const [dx, dy] = nudges[step];
          nudge(session, dx * nudgeBy * far, dy * nudgeBy * far);
        } else walk(session, step, event.shiftKey);
        return;
      }
      if (event.code === 'Escape' && inCanvas && !typing) {
        const { lasso } = session.ui.getState();
        session.ui.setState({ linking: null, refusal: null, lasso: false });
        // What is chosen stays when only the tool was put away.
        if (lasso) return;
        session.editor.select({ nodes: [], edges: [] });
        return;
      }
      const action = actionFor(event, { inCanvas, typing });
      if (!action || action.byEvent) return;
      // A button on the canvas keeps its own Enter.
      if (action.id === 'open' && element?.closest('button')) return;
      const now = situationOf(session, host);
      if (!action.enabled(now)) {
        // Ours all the same: the browser must not, say, bookmark the page when nothing is chosen.
        if (action.keys.some((keys) => keys.mod)) event.preventDefault();
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (action.id === 'add' && now.nodes + now.edges === 0) {
        const search = document.querySelector<HTMLInputElement>('[data-palette-search]');
        if (search) {
          search.focus();
          return;
        }
      }
      perform(action.id, { session, words, host });
    };
    const onClipboard = (event: ClipboardEvent) => {
      if (event.defaultPrevented || isCovered(session, event.target)) return;
      const { inCanvas, typing } = whereOf(session, event.target);
      const id = event.type === 'copy' ? 'copy' : event.type === 'cut' ? 'cut' : 'paste';
      // A flow that was just made has no block for the keyboard to stand on: pasting needs none.
      if (typing || (id !== 'paste' && !inCanvas)) return;
      const chosen = session.editor.store.getState().selection.nodes.length > 0;
      if (id !== 'paste' && (!chosen || (window.getSelection()?.toString() ?? '') !== '')) return;
      event.preventDefault();
      perform(id, { session, words, host, clipboard: event.clipboardData });
    };
    // Capture: these come before the library's and the shell's own keys.
    window.addEventListener('keydown', onKeyDown, true);
    document.addEventListener('copy', onClipboard);
    document.addEventListener('cut', onClipboard);
    document.addEventListener('paste', onClipboard);
    return () => {
      window.removeEventListener('keydown', onKeyDown, true);
      document.removeEventListener('copy', onClipboard);
      document.removeEventListener('cut', onClipboard);
      document.removeEventListener('paste', onClipboard);
    };
  }, [session, words, host]);
}
