/** The files that a message carries: pictures that its HTML shows, and what is attached. */
import type { OutgoingFile } from '../sdk/connector.ts';
import { type FileRef, picturesIn } from '../sdk/files.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { FileStore, StoredFile } from '../store/files.ts';

/** Bytes of the files read last: one letter to a thousand people carries the same. */
const keptBytes = 30_000_000;

const kept = new WeakMap<FileStore, Map<string, StoredFile>>();

function read(files: FileStore, hash: string): StoredFile | null {
  const known = kept.get(files) ?? new Map<string, StoredFile>();
  kept.set(files, known);
  const found = known.get(hash) ?? files.get(hash);
  if (found === null) return null;
  known.delete(hash);
  known.set(hash, found);
  let total = [...known.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  for (const [oldest, { bytes }] of known) {
    if (total <= keptBytes || oldest === hash) break;
    known.delete(oldest);
    total -= bytes.length;
  }
  return found;
}

const endings: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' };

/** Throws `file-missing`: without what it names, a message does not leave. */
export function filesOf(
  files: FileStore,
  parts: Readonly<Record<string, string>>,
  attachments: readonly FileRef[],
): OutgoingFile[] {
  const need = (hash: string, name: string): StoredFile => {
    const found = read(files, hash);
    if (found !== null) return found;
    throw new KaskadError('file-missing', `The file ${name} is not in this workspace. Add it to the message again.`, {
      name,
    });
  };
  const pictures = picturesIn(parts.html ?? '').map((hash, index): OutgoingFile => {
    const { type, bytes } = need(hash, hash.slice(0, 8));
    const name = `picture-${index + 1}.${endings[type] ?? 'bin'}`;
    return { name, type, shownAs: hash, bytes: () => bytes };
  });
  const attached = attachments.map(({ file, name, type }): OutgoingFile => {
    const { bytes } = need(file, name);
    return { name, type, shownAs: null, bytes: () => bytes };
  });
  return [...pictures, ...attached];
}
