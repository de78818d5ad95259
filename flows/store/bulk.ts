/**
 * Writing many rows that can be brought again, such as an import. Each batch is a transaction that does not wait for the
 * disk: after a power failure the last batches may be missing, never half done, and the same file completes them. Whatever
 * else commits in between (a send's intent) waits for the disk as always, and for everything before it.
 */
import type { Db } from './open.ts';

/** Pages of 4 KB in the write-ahead log before they are moved into the file: 64 MB instead of 4. */
const bulkCheckpoint = 16_384;

export async function inBulk<T>(db: Db, work: (batch: (run: () => void) => void) => Promise<T>): Promise<T> {
  const usual = db.pragma('wal_autocheckpoint', { simple: true }) as number;
  db.pragma(`wal_autocheckpoint = ${bulkCheckpoint}`);
  try {
    return await work((run) => {
      db.pragma('synchronous = NORMAL');
      try {
        db.transaction(run).immediate();
      } finally {
        db.pragma('synchronous = FULL');
      }
    });
  } finally {
    db.pragma(`wal_autocheckpoint = ${usual}`);
    db.pragma('wal_checkpoint(PASSIVE)');
  }
}
