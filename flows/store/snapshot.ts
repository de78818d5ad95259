/** A consistent copy of an open workspace in a temporary folder, opened to be worked in and thrown away. */
import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { KaskadError } from '../sdk/problem.ts';
import { openStore, type Store } from './store.ts';

export interface Snapshot {
  store: Store;
  /** Closes the copy and removes it. */
  remove(): void;
}

const prefix = 'kaskad-copy-';
/** Pages copied before other work gets its turn: about 8 MB. */
const pagesPerTurn = 2000;
/** The copy grows while it is worked in. */
const growth = 2.5;
const spare = 64 * 1024 * 1024;

let made = 0;

/**
 * Copies the workspace as it stands now, whoever writes to it meanwhile; between parts other work goes on. Throws
 * `disk-full` when there is no room, and `canceled` when the signal aborts. What a killed process left behind is removed.
 */
export async function takeSnapshot(source: Store, signal?: AbortSignal): Promise<Snapshot> {
  const { sizeBytes } = source.size.get();
  const folder = folderWithRoom(source.file, sizeBytes * growth + spare);
  const file = join(folder, 'copy.kaskad');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    // A reader of its own, inside one transaction: writes that come meanwhile are not seen and do not start it anew.
    const reader = new Database(source.file, { readonly: true, fileMustExist: true, timeout: 5000 });
    try {
      reader.exec('BEGIN');
      reader.prepare('SELECT count(*) FROM sqlite_schema').get();
      await reader.backup(file, {
        progress: () => {
          if (signal?.aborted === true) throw canceled();
          return pagesPerTurn;
        },
      });
    } finally {
      reader.close();
    }
    if (signal?.aborted === true) throw canceled();
    const store = openStore(file, { mode: 'scratch' });
    return {
      store,
      remove() {
        store.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    if (isDiskFull(error)) throw noRoom(folder);
    throw error;
  }
}

/** An empty workspace of its own, for what needs nobody's data. */
export function emptyScratch(): Snapshot {
  const folder = folderWithRoom(tmpdir(), spare);
  const store = openStore(join(folder, 'empty.kaskad'), { mode: 'scratch' });
  return {
    store,
    remove() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const canceled = (): KaskadError => new KaskadError('canceled', 'Stopped, as asked. Nothing was changed.');

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'SQLITE_FULL' || error.code === 'ENOSPC');

const noRoom = (folder: string): KaskadError =>
  new KaskadError(
    'disk-full',
    `There is not enough room in ${dirname(folder)} for a copy of the workspace. Free some space and try again.`,
    { folder: dirname(folder) },
  );

/** The system's folder for temporary files, or the workspace's own when only that has room. */
function folderWithRoom(file: string, bytes: number): string {
  const places = [tmpdir(), dirname(file)];
  for (const place of places) {
    sweepLeftovers(place);
    const { bavail, bsize } = statfsSync(place);
    if (bavail * bsize < bytes) continue;
    const folder = join(place, `${prefix}${process.pid}-${Date.now().toString(36)}-${++made}`);
    try {
      mkdirSync(folder, { mode: 0o700 });
      return folder;
    } catch {
      // A folder that may not be written to: the next place.
    }
  }
  throw noRoom(join(places[0] as string, 'x'));
}

/** Copies hold people's data: those of processes that are gone must not stay. */
function sweepLeftovers(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || pid === process.pid || isAlive(pid)) continue;
    rmSync(join(place, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
