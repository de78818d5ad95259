/** Files that messages carry. They are never changed, and stay: journeys under way and messages sent name them. */
import { createHash } from 'node:crypto';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface StoredFile {
  type: string;
  bytes: Uint8Array;
}

export type FileStore = ReturnType<typeof fileStore>;

export function fileStore(db: Db) {
  const write = db.prepare(
    'INSERT INTO files (hash, type, size, added_at, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING',
  );
  const read = db.prepare<[string], StoredFile>('SELECT type, bytes FROM files WHERE hash = ?');
  const known = db.prepare<[string], { size: number }>('SELECT size FROM files WHERE hash = ?');
  return {
    /** Gives the hash by which it is named. What is there already is not written again. */
    put(bytes: Uint8Array, type: string, at: Millis): string {
      const hash = createHash('sha256').update(bytes).digest('hex');
      write.run(hash, type, bytes.length, at, Buffer.from(bytes));
      return hash;
    },
    get: (hash: string): StoredFile | null => read.get(hash) ?? null,
    has: (hash: string): boolean => known.get(hash) !== undefined,
  };
}
