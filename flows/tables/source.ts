/** A file on disk or bytes in memory, read again as often as needed. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { KaskadError } from '../sdk/problem.ts';

export type Source = { path: string; name?: string | undefined } | { bytes: Uint8Array; name: string };

export const nameOf = (source: Source): string => source.name ?? ('path' in source ? basename(source.path) : '');

/** Small enough that the engine answers the screen between two pieces. */
const pieceSize = 256 * 1024;

/** A stream of Buffers. Throws `file-missing` when the file cannot be read. */
export function openBytes(source: Source): Readable {
  if ('path' in source) return createReadStream(source.path, { highWaterMark: pieceSize });
  const { bytes } = source;
  return Readable.from(
    (function* () {
      for (let i = 0; i < bytes.length; i += pieceSize) yield Buffer.from(bytes.subarray(i, i + pieceSize));
    })(),
  );
}

/** The first bytes. Throws `file-missing`. */
export function headOf(source: Source, length = 128 * 1024): Buffer {
  if (!('path' in source)) return Buffer.from(source.bytes.subarray(0, length));
  let file: number;
  try {
    file = openSync(source.path, 'r');
  } catch (error) {
    throw new KaskadError(
      'file-missing',
      `The file ${source.path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      { path: source.path },
    );
  }
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(file, head, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
