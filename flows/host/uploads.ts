/** Files on their way in: kept in a folder of this process, removed after a day or when the process ends. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KaskadError } from '../sdk/problem.ts';
import type { Store } from '../store/store.ts';

export interface Upload {
  id: string;
  path: string;
  fileName: string;
  bytes: number;
}

export interface Uploads {
  begin(fileName: string): Upload;
  /** Adds a piece; answers the size so far. Throws `upload-missing` or `upload-too-large`. */
  append(id: string, piece: Buffer): number;
  get(id: string): Upload;
  remove(id: string): void;
  close(): void;
}

const day = 24 * 3_600_000;
const megabyte = 1024 * 1024;

export interface UploadLimits {
  fileBytes: number;
  files: number;
}
export const uploadLimits: UploadLimits = { fileBytes: 1024 * megabyte, files: 20 };

export function openUploads(now: () => number = Date.now, limits: UploadLimits = uploadLimits): Uploads {
  const held = new Map<string, Upload & { at: number }>();
  let folder: string | null = null;
  const close = () => {
    held.clear();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    folder = null;
    process.off('exit', close);
  };
  const remove = (id: string) => {
    const upload = held.get(id);
    if (upload === undefined) return;
    held.delete(id);
    rmSync(upload.path, { force: true });
  };
  const need = (id: string) => {
    const upload = held.get(id);
    if (upload !== undefined) return upload;
    throw new KaskadError('upload-missing', 'This file is no longer here. Choose it again.', { upload: id });
  };
  return {
    begin(fileName) {
      for (const upload of held.values()) if (now() - upload.at > day) remove(upload.id);
      // Files that were left half-way make room for new ones, the oldest first.
      for (const upload of held.values()) if (held.size >= limits.files) remove(upload.id);
      if (folder === null) {
        folder = mkdtempSync(join(tmpdir(), 'kaskad-import-'));
        process.once('exit', close);
      }
      const id = randomUUID();
      const upload = { id, path: join(folder, id), fileName, bytes: 0, at: now() };
      writeFileSync(upload.path, '', { mode: 0o600 });
      held.set(id, upload);
      return upload;
    },
    append(id, piece) {
      const upload = need(id);
      if (upload.bytes + piece.length > limits.fileBytes) {
        remove(id);
        throw new KaskadError(
          'upload-too-large',
          `${upload.fileName} is larger than ${Math.round(limits.fileBytes / megabyte)} MB. Split it, or import it with the command: kaskad contacts import.`,
          { fileName: upload.fileName, limitMb: Math.round(limits.fileBytes / megabyte) },
        );
      }
      appendFileSync(upload.path, piece);
      upload.bytes += piece.length;
      return upload.bytes;
    },
    get: need,
    remove,
    close,
  };
}

const byStore = new WeakMap<Store, Uploads>();

/** The uploads of one open workspace. */
export function uploadsOf(store: Store, now: () => number): Uploads {
  let uploads = byStore.get(store);
  if (uploads === undefined) {
    uploads = openUploads(now);
    byStore.set(store, uploads);
  }
  return uploads;
}

/** Call it when the workspace closes: half-imported files are customer data. */
export function closeUploads(store: Store): void {
  byStore.get(store)?.close();
  byStore.delete(store);
}
