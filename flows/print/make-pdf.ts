/** Makes a PDF in a thread of its own, a window of texts after the other. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { PdfJob } from './pdf.ts';

export interface PrintText {
  /** Rendered parts of the message. */
  parts: Readonly<Record<string, string>>;
  picture: string | null;
}

/** Beside this module in the sources; in bundles a file of its own beside the engine. */
function workerFile(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [join(here, 'worker.ts'), join(here, 'print-worker.mjs'), join(here, '..', 'print-worker.mjs')].find(
    (file) => existsSync(file),
  );
  if (found === undefined) throw new Error('The part of the app that makes PDFs is missing.');
  return found;
}

/**
 * Resolves to the number of sheets. `windows` is asked for the next texts only when those before are drawn. Throws the
 * signal's reason when it aborts.
 */
export function makePdf(
  path: string,
  job: PdfJob,
  windows: Iterator<readonly PrintText[]>,
  options: { signal: AbortSignal; progress: (pieces: number) => void },
): Promise<number> {
  const { signal, progress } = options;
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), { workerData: { path, job } });
    let given = 0;
    let over = false;
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      signal.removeEventListener('abort', stop);
      void worker.terminate().then(settle);
    };
    const stop = (): void => end(() => reject(signal.reason as Error));
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    worker.on('message', (message: { kind: 'more' } | { kind: 'done'; sheets: number }) => {
      if (message.kind === 'done') return end(() => resolve(message.sheets));
      progress(given);
      try {
        const next = windows.next();
        const texts = next.done === true ? [] : next.value;
        given += texts.length;
        worker.postMessage(texts);
      } catch (error) {
        end(() => reject(error as Error));
      }
    });
    worker.on('error', (error) => end(() => reject(error)));
    worker.on('exit', (code) => {
      if (code !== 0) end(() => reject(new Error(`The thread that makes PDFs ended with ${code}.`)));
    });
  });
}
