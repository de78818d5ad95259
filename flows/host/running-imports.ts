/** Imports that are under way: how far each is, and how to stop it. By the upload they read. */
import type { Progress } from '../contacts/import-run.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Store } from '../store/store.ts';

interface Running {
  progress: Progress;
  stop: AbortController;
}

const byStore = new WeakMap<Store, Map<string, Running>>();

const of = (store: Store): Map<string, Running> => {
  let running = byStore.get(store);
  if (running === undefined) {
    running = new Map();
    byStore.set(store, running);
  }
  return running;
};

export const progressOf = (store: Store, upload: string): Progress | null => of(store).get(upload)?.progress ?? null;

export const stopImport = (store: Store, upload: string): void => of(store).get(upload)?.stop.abort();

/** Runs one, so that it can be asked after and stopped. Throws `import-running` when the file is being read already. */
export async function runStoppable<T>(
  store: Store,
  upload: string,
  run: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const running = of(store);
  if (running.has(upload)) {
    throw new KaskadError('import-running', 'This import is still under way. Stop it first, or wait.', { upload });
  }
  const one: Running = { progress: { rows: 0, total: 0 }, stop: new AbortController() };
  running.set(upload, one);
  try {
    return await run(one.stop.signal, (progress) => {
      one.progress = progress;
    });
  } finally {
    running.delete(upload);
  }
}
