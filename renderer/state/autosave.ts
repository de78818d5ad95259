/**
 * Keeps the draft in the workspace without being asked. One save at a time, the newest state wins, a failure is retried,
 * and what could not be saved is kept on this device until it can be. Nothing is lost silently.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { Edit, FlowEditor } from './flow-editor.ts';

export interface Draft {
  readonly document: FlowDocument;
  readonly bindings: Readonly<Record<string, string>>;
}

export interface Saved<Problem> {
  revision: number;
  problems: readonly Problem[];
  changed: boolean;
}

export type SavingStatus =
  /** All is in the workspace. */
  | 'saved'
  /** Changed; the save starts in a moment. */
  | 'unsaved'
  | 'saving'
  /** The last try failed; it will be tried again by itself. */
  | 'failed'
  /** Somebody else (another window, the command line) saved a newer draft: a person must choose. */
  | 'stale';

export interface SavingState<Problem> {
  readonly status: SavingStatus;
  readonly error: unknown;
  readonly revision: number;
  /** As the engine sees the last saved draft. */
  readonly problems: readonly Problem[];
  /** The draft differs from what runs. */
  readonly changed: boolean;
}

export interface AutosaveOptions<Problem> {
  editor: FlowEditor;
  initial: Saved<Problem>;
  save: (draft: Draft & { revision: number }) => Promise<Saved<Problem>>;
  /** The draft as it stands in the workspace. */
  load: () => Promise<Draft & Saved<Problem>>;
  isStale: (error: unknown) => boolean;
  /** Where an unsaved draft survives a crash or a closed window. */
  keep: { put: (draft: Draft & { revision: number }) => void; clear: () => void };
  /** Milliseconds of quiet before a save. */
  quietMs?: number;
  /** A save is never later than this after the first unsaved change, milliseconds. */
  atMostMs?: number;
  /** The first pause before trying again; doubles up to 30 seconds. */
  retryMs?: number;
}

export interface Autosave<Problem> {
  readonly state: StoreApi<SavingState<Problem>>;
  /** Saves what is unsaved now. Resolves when all is saved, or when a try failed: true if all is saved. */
  flush: () => Promise<boolean>;
  /** After `stale`: keep what is on the screen, or take what is in the workspace (as a step that can be undone). */
  resolve: (choice: 'mine' | 'theirs') => Promise<void>;
  /** Completes the document (see the editor) without counting that as a change to save. */
  complete: (edit: Edit) => void;
  /** Puts an unsaved draft aside without waiting, for when the window closes. */
  putAside: () => boolean;
  dispose: () => void;
}

const longestRetryMs = 30_000;

export function createAutosave<Problem>(options: AutosaveOptions<Problem>): Autosave<Problem> {
  const { editor, quietMs = 600, atMostMs = 3_000, retryMs = 1_500 } = options;
  const state = createStore<SavingState<Problem>>(() => ({ status: 'saved', error: null, ...options.initial }));

  const draftOf = (): Draft => {
    const { document, bindings } = editor.store.getState();
    return { document, bindings };
  };
  let stored = draftOf();
  let running: Promise<boolean> | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let firstUnsavedAt: number | null = null;
  let retry = retryMs;
  let disposed = false;
  let completing = false;

  const isDirty = (): boolean => {
    const draft = draftOf();
    return draft.document !== stored.document || draft.bindings !== stored.bindings;
  };
  const cancelTimer = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const schedule = (ms: number) => {
    cancelTimer();
    timer = setTimeout(() => void run(), ms);
  };

  const saveOnce = async (): Promise<boolean> => {
    const draft = draftOf();
    state.setState({ status: 'saving', error: null });
    try {
      const saved = await options.save({ ...draft, revision: state.getState().revision });
      stored = draft;
      retry = retryMs;
      state.setState({ ...saved, status: isDirty() ? 'unsaved' : 'saved', error: null });
      if (!isDirty()) options.keep.clear();
      return true;
    } catch (error) {
      options.keep.put({ ...draft, revision: state.getState().revision });
      if (options.isStale(error)) {
        state.setState({ status: 'stale', error });
        return false;
      }
      state.setState({ status: 'failed', error });
      if (!disposed) schedule(retry);
      retry = Math.min(retry * 2, longestRetryMs);
      return false;
    }
  };

  function run(): Promise<boolean> {
    cancelTimer();
    if (running) return running;
    running = (async () => {
      firstUnsavedAt = null;
      while (isDirty()) {
        if (state.getState().status === 'stale') return false;
        if (!(await saveOnce())) return false;
      }
      // A try may have failed while its change was undone: then nothing is left to save.
      const { status } = state.getState();
      if (status === 'failed') options.keep.clear();
      if (status === 'unsaved' || status === 'failed') state.setState({ status: 'saved', error: null });
      return true;
    })().finally(() => {
      running = null;
    });
    return running;
  }

  const unsubscribe = editor.store.subscribe((next, previous) => {
    if (next.document === previous.document && next.bindings === previous.bindings) return;
    const { status } = state.getState();
    if (status === 'stale' || running || completing) return;
    if (!isDirty()) {
      cancelTimer();
      firstUnsavedAt = null;
      state.setState({ status: 'saved', error: null });
      return;
    }
    const at = Date.now();
    firstUnsavedAt ??= at;
    if (status !== 'failed') state.setState({ status: 'unsaved' });
    schedule(Math.max(0, Math.min(quietMs, firstUnsavedAt + atMostMs - at)));
  });

  return {
    state,
    flush: async () => {
      // A save that was already under way may have started before the last change: look again after it.
      if (running) await running;
      return isDirty() ? run() : state.getState().status !== 'stale';
    },
    resolve: async (choice) => {
      const theirs = await options.load();
      if (choice === 'theirs') {
        stored = { document: theirs.document, bindings: theirs.bindings };
        editor.apply(() => stored.document, { bindings: stored.bindings });
        state.setState({
          status: 'saved',
          error: null,
          revision: theirs.revision,
          problems: theirs.problems,
          changed: theirs.changed,
        });
        options.keep.clear();
        return;
      }
      state.setState({ status: 'unsaved', error: null, revision: theirs.revision });
      await run();
    },
    complete: (edit) => {
      const clean = !isDirty();
      const before = stored;
      completing = true;
      editor.complete(edit);
      completing = false;
      stored = clean ? draftOf() : before;
    },
    putAside: () => {
      if (!isDirty()) return false;
      options.keep.put({ ...draftOf(), revision: state.getState().revision });
      return true;
    },
    dispose: () => {
      disposed = true;
      unsubscribe();
      cancelTimer();
    },
  };
}
