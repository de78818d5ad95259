/** PDFs in the making, in a folder of this process: removed when they were read, with the workspace, or by a later one. */
import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePdf, type PrintText } from '../print/make-pdf.ts';
import { type PrintFormat, printFormats } from '../sdk/print/paper.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { PrintJob } from '../store/print-jobs.ts';
import type { Store } from '../store/store.ts';

interface PrintFile {
  path: string;
  fileName: string;
  pieces: number;
  done: number;
  bytes: number | null;
  failed: boolean;
  stop: AbortController;
}

interface Files {
  folder: string;
  held: Map<string, PrintFile>;
}

/** Files that are kept at once; who makes another loses the oldest. */
const kept = 4;
/** Pieces asked of the workspace at once. */
const window = 100;
const readBytes = 1024 * 1024;
const open = new WeakMap<Store, Files>();

export const formatOf = (format: string | null): PrintFormat =>
  printFormats.find((one) => one === format) ?? 'letter-a4';

function filesOf(store: Store): Files {
  const known = open.get(store);
  if (known !== undefined) return known;
  const files = { folder: mkdtempSync(join(tmpdir(), 'kaskad-print-')), held: new Map<string, PrintFile>() };
  open.set(store, files);
  return files;
}

/** The texts of a job, a window after the other; pictures lie in the versions of the flows. */
function* textsOf(store: Store, job: number): Generator<PrintText[]> {
  const pictures = new Map<string, string | null>();
  const pictureOf = (version: number, node: string): string | null => {
    const key = `${version}:${node}`;
    const known = pictures.get(key);
    if (known !== undefined) return known;
    const picture = store.flows.planOf(version)?.nodes[node]?.config.picture;
    const found = typeof picture === 'string' ? picture : null;
    pictures.set(key, found);
    return found;
  };
  for (let after = 0; ; ) {
    const rows = store.print.pieces(job, after, window);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield rows.map(({ version, node, content }) => ({
      parts: (JSON.parse(content) as { parts?: Record<string, string> }).parts ?? {},
      picture: pictureOf(version, node),
    }));
  }
}

/** Begins to make it and returns at once. */
export function beginFile(store: Store, job: PrintJob, title: string): string {
  const { folder, held } = filesOf(store);
  for (const id of held.keys()) if (held.size >= kept) endFile(store, id);
  const id = randomUUID();
  const file: PrintFile = {
    path: join(folder, `${id}.pdf`),
    fileName: `${title} ${new Date(job.madeAt).toISOString().slice(0, 10)} ${job.id}.pdf`.replaceAll(
      /[\\/:*?"<>|]+/g,
      '-',
    ),
    pieces: job.pieces,
    done: 0,
    bytes: null,
    failed: false,
    stop: new AbortController(),
  };
  held.set(id, file);
  makePdf(
    file.path,
    { format: formatOf(job.format), skip: job.skip, title, author: store.meta.get().name, at: job.madeAt },
    textsOf(store, job.id),
    {
      signal: file.stop.signal,
      progress: (done) => {
        file.done = done;
      },
    },
  ).then(
    () => {
      file.bytes = statSync(file.path).size;
    },
    () => {
      file.failed = true;
      rmSync(file.path, { force: true });
    },
  );
  return id;
}

/** Throws `print-file-missing` or `print-failed`. */
export function fileState(
  store: Store,
  id: string,
): Pick<PrintFile, 'done' | 'pieces' | 'bytes' | 'fileName' | 'path'> {
  const file = open.get(store)?.held.get(id);
  if (file === undefined) {
    throw new KaskadError('print-file-missing', 'This PDF is no longer here. Make it once more from the list.', {
      file: id,
    });
  }
  if (file.failed) {
    throw new KaskadError('print-failed', 'The PDF could not be made. Look whether the disk is full, then try again.', {
      file: id,
    });
  }
  return file;
}

export function readFile(store: Store, id: string, offset: number): Buffer {
  const { path, bytes } = fileState(store, id);
  if (bytes === null || offset >= bytes) return Buffer.alloc(0);
  const buffer = Buffer.alloc(Math.min(readBytes, bytes - offset));
  const handle = openSync(path, 'r');
  try {
    return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, offset));
  } finally {
    closeSync(handle);
  }
}

export function endFile(store: Store, id: string): void {
  const held = open.get(store)?.held;
  const file = held?.get(id);
  if (file === undefined) return;
  held?.delete(id);
  file.stop.abort(new Error('The PDF is not wanted any more.'));
  rmSync(file.path, { force: true });
}

/** Call it when the workspace closes: what is printed is customer data. */
export function closePrintFiles(store: Store): void {
  const files = open.get(store);
  if (files === undefined) return;
  for (const id of [...files.held.keys()]) endFile(store, id);
  rmSync(files.folder, { recursive: true, force: true });
  open.delete(store);
}
