/**
 * The editor's history, kept in the workspace: what undo and redo know is sent along with each save, as the differences to what
 * the workspace has. Steps that were there before stay as they are, so that a save carries a few changes and not a history.
 */
import { type Delta, DeltaMismatch, deltaOf, redo, undo } from '../../flows/document/delta.ts';
import type { FlowEditor, Tracked } from './flow-editor.ts';

export interface KeptStep {
  /** Milliseconds. */
  at: number;
  delta: Delta;
}
export interface HistoryChange {
  forget: number;
  keep: number;
  add: KeptStep[];
  done: number;
}

/** The states before and after the present one. Where a step does not fit, what lies beyond it is left out. */
export function statesOf(
  present: Tracked,
  steps: readonly KeptStep[],
  done: number,
): { past: Tracked[]; future: Tracked[]; times: number[] } {
  const past: Tracked[] = [];
  const future: Tracked[] = [];
  let at: unknown = present;
  try {
    for (const { delta } of steps.slice(0, done).reverse()) {
      at = undo(at, delta);
      past.unshift(at as Tracked);
    }
  } catch (error) {
    if (!(error instanceof DeltaMismatch)) throw error;
  }
  at = present;
  try {
    for (const { delta } of steps.slice(done)) {
      at = redo(at, delta);
      future.push(at as Tracked);
    }
  } catch (error) {
    if (!(error instanceof DeltaMismatch)) throw error;
  }
  const used = steps.slice(done - past.length, done + future.length);
  return { past, future, times: used.map((step) => step.at) };
}

export interface KeptHistory {
  /** What the workspace does not know yet; null: nothing. Call `saved` with it once it is stored. */
  pending: () => Pending;
  saved: (pending: Pending) => void;
  /** The workspace's history is of somebody else's draft: the next save replaces it. */
  replace: () => void;
  /** When the step that led to a state was made, milliseconds; null: not known. */
  timeOf: (state: Tracked) => number | null;
}
export interface Pending {
  change: HistoryChange;
  all: readonly Tracked[];
}

const same = (a: Tracked | undefined, b: Tracked | undefined): boolean =>
  a !== undefined && b !== undefined && a.document === b.document && a.bindings === b.bindings;

/** `times`: of the steps between the states that the editor began with. */
export function keepHistory(editor: FlowEditor, times: readonly number[], now: () => number = Date.now): KeptHistory {
  let known = editor.states().all;
  /** By the document that a step led to: documents are never changed in place. */
  const made = new WeakMap<object, number>();
  for (const [n, at] of times.entries()) {
    const state = known[n + 1];
    if (state !== undefined) made.set(state.document, at);
  }
  editor.store.subscribe((state, before) => {
    if (state.document !== before.document && !made.has(state.document)) made.set(state.document, now());
  });
  return {
    pending() {
      const { all, now: at } = editor.states();
      const first = known.findIndex((state) => same(state, all[0]));
      let common = 0;
      if (first >= 0) while (same(known[first + common], all[common])) common++;
      const keep = Math.max(0, common - 1);
      const add = all.slice(keep + 1).map((state, n) => ({
        at: made.get(state.document) ?? now(),
        delta: deltaOf(all[keep + n], state),
      }));
      return { change: { forget: Math.max(0, first), keep, add, done: at }, all };
    },
    saved({ all }) {
      known = all;
    },
    replace() {
      known = [];
    },
    timeOf: (state) => made.get(state.document) ?? null,
  };
}
