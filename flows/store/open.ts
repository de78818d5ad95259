/** Opens a workspace file: one writer at a time, migrations applied and checked, settings that keep what was promised. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { KaskadError } from '../sdk/problem.ts';
import { registerFunctions } from './functions.ts';
import { type Migration, migrations as released } from './migrations/index.ts';

export type Db = Database.Database;

/** Written into the file's header: "KSKD". Another program's SQLite file is refused. */
const applicationId = 0x4b534b44;

export interface OpenOptions {
  /**
   * `create` refuses an existing file; `write` and `read` refuse a missing one. `read` works beside a writer. `scratch` is
   * for a copy that will be thrown away: made when missing, not locked, and nothing of it survives a crash.
   */
  mode: 'create' | 'write' | 'read' | 'scratch';
  /** For tests of migrations. */
  migrations?: readonly Migration[];
}

export interface OpenedFile {
  db: Db;
  file: string;
  readOnly: boolean;
  close(): void;
}

/**
 * Opens the file. Throws a KaskadError with code `workspace-exists`, `workspace-missing`, `workspace-in-use`,
 * `workspace-newer`, `workspace-damaged`, `not-a-workspace` or `workspace-read-only`.
 */
export function openFile(path: string, options: OpenOptions): OpenedFile {
  const file = resolve(path);
  const exists = existsSync(file);
  if (options.mode === 'create' && exists) {
    throw new KaskadError('workspace-exists', `${file} already exists. Choose another name, or open it.`, { file });
  }
  const makes = options.mode === 'create' || (options.mode === 'scratch' && !exists);
  if (!makes && !exists) {
    throw new KaskadError('workspace-missing', `There is no workspace at ${file}. Make one with: kaskad init ${path}`, {
      file,
    });
  }
  const lock = options.mode === 'read' || options.mode === 'scratch' ? null : takeLock(file);
  let db: Db | null = null;
  try {
    db = new Database(file, {
      readonly: options.mode === 'read',
      fileMustExist: !makes,
      timeout: 5000,
    });
    if (makes) db.pragma(`application_id = ${applicationId}`);
    else if (db.pragma('application_id', { simple: true }) !== applicationId) {
      throw new KaskadError('not-a-workspace', `${file} is not a Kaskad workspace.`, { file });
    }
    if (options.mode === 'scratch') {
      db.pragma('locking_mode = EXCLUSIVE');
      db.pragma('journal_mode = MEMORY');
      db.pragma('synchronous = OFF');
    } else if (options.mode !== 'read') {
      db.pragma('journal_mode = WAL');
      // better-sqlite3 is compiled to NORMAL in WAL, which may roll back a send's intent at power loss and so send twice.
      db.pragma('synchronous = FULL');
      db.pragma('fullfsync = 1');
    }
    db.pragma('foreign_keys = ON');
    db.pragma('cache_size = -65536');
    db.pragma('temp_store = MEMORY');
    // An index of a saved segment may use them: before anything is written.
    registerFunctions(db);
    migrate(db, file, options.mode === 'read', options.migrations ?? released);
    const opened = db;
    return {
      db: opened,
      file,
      readOnly: options.mode === 'read',
      /** Closing what is closed does nothing. */
      close() {
        if (!opened.open) return;
        opened.close();
        lock?.release();
      },
    };
  } catch (error) {
    db?.close();
    lock?.release();
    throw inWords(error, file);
  }
}

/**
 * The one writer: an exclusive transaction on a file beside the workspace, held as long as it is open. The operating
 * system drops it when the process dies, however it dies.
 */
function takeLock(file: string): { release(): void } {
  const path = `${file}-lock`;
  let lock: Db | null = null;
  try {
    lock = new Database(path, { timeout: 0 });
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new KaskadError(
        'workspace-in-use',
        `${file} is open in another Kaskad window or command. Close it there first; reading commands work meanwhile.`,
        { file },
      );
    }
    throw inWords(error, file);
  }
  const held = lock;
  return {
    release() {
      // The file stays: removing it would let two openers lock two different files of the same name.
      held.exec('ROLLBACK');
      held.close();
    },
  };
}

const hashOf = (migration: Migration): string =>
  createHash('sha256').update(`${migration.number}:${migration.name}:${migration.sql}`).digest('hex');

function migrate(db: Db, file: string, readOnly: boolean, list: readonly Migration[]): void {
  const hasLedger =
    db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").get() !== undefined;
  if (!hasLedger && !readOnly) {
    db.exec('CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL) STRICT');
  }
  const applied =
    hasLedger || !readOnly
      ? (db.prepare('SELECT number, name, hash FROM migrations ORDER BY number').all() as {
          number: number;
          name: string;
          hash: string;
        }[])
      : [];
  for (const [index, row] of applied.entries()) {
    const known = list[index];
    if (known === undefined) {
      throw new KaskadError(
        'workspace-newer',
        `${file} was made by a newer Kaskad. Update this app to open it; nothing was changed.`,
        { file },
      );
    }
    if (known.number !== row.number || hashOf(known) !== row.hash) {
      throw new KaskadError(
        'workspace-damaged',
        `${file} has a history this app does not know (step ${row.number}, ${row.name}). Restore a backup; nothing was changed.`,
        { file },
      );
    }
  }
  const missing = list.slice(applied.length);
  if (missing.length > 0 && readOnly) {
    throw new KaskadError(
      'workspace-older',
      `${file} is of an older Kaskad. Open it once for writing, which brings it up to date.`,
      { file },
    );
  }
  const insert = missing.length > 0 ? db.prepare('INSERT INTO migrations (number, name, hash) VALUES (?, ?, ?)') : null;
  for (const migration of missing) {
    db.transaction(() => {
      db.exec(migration.sql);
      insert?.run(migration.number, migration.name, hashOf(migration));
    }).immediate();
  }
}

/** What SQLite says of a file or its disk, as a person can act on it; any other error as it is. */
export function inWords(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === 'SQLITE_NOTADB')
    return new KaskadError('not-a-workspace', `${file} is not a Kaskad workspace.`, { file });
  if (error.code.startsWith('SQLITE_CORRUPT')) {
    return new KaskadError('workspace-damaged', `${file} is damaged. Restore a backup; nothing was changed.`, { file });
  }
  if (
    error.code.startsWith('SQLITE_READONLY') ||
    error.code.startsWith('SQLITE_CANTOPEN') ||
    error.code === 'SQLITE_PERM'
  ) {
    return new KaskadError(
      'workspace-read-only',
      `${file} cannot be opened for writing. Check that its folder exists and may be written to.`,
      { file },
    );
  }
  if (error.code === 'SQLITE_FULL') {
    return new KaskadError('disk-full', `The disk that holds ${file} is full. Free some space and try again.`, {
      file,
    });
  }
  return error;
}
