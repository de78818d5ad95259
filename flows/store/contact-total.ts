/**
 * How many contacts there are, kept in memory: a table of a million asks at every look, and counting them takes longer than
 * everything else it shows. Who comes is counted from the last number on; whatever deletes, or brings back, has the rest
 * counted anew, and so has what another process wrote.
 */
import type { Db } from './open.ts';

interface Known {
  /** Contacts up to this number. */
  upTo: number;
  living: number;
  /** As of `PRAGMA data_version`: moves when another connection writes. */
  version: number;
}

/** Returns the count of contacts that are not deleted. */
export function contactTotal(db: Db): () => number {
  let known: Known | null = null;
  db.function('kaskad_contacts_changed', { directOnly: false }, () => {
    known = null;
    return null;
  });
  // Of this connection only: nothing of it is in the file.
  db.exec(`
    CREATE TEMP TRIGGER contact_deleted_or_back AFTER UPDATE OF deleted_at ON contacts WHEN old.deleted_at IS NOT new.deleted_at
      BEGIN SELECT kaskad_contacts_changed(); END;
    CREATE TEMP TRIGGER contact_erased AFTER DELETE ON contacts BEGIN SELECT kaskad_contacts_changed(); END;
  `);
  const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
  const last = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM contacts').pluck();
  const livingAfter = db
    .prepare<[number], number>('SELECT count(*) FROM contacts WHERE id > ? AND deleted_at IS NULL')
    .pluck();
  return () => {
    const version = dataVersion.get() ?? 0;
    const from = known?.version === version ? known : { upTo: 0, living: 0 };
    const upTo = last.get() ?? 0;
    const living = upTo > from.upTo ? from.living + (livingAfter.get(from.upTo) ?? 0) : from.living;
    // What a transaction that is still open wrote may be undone.
    known = db.inTransaction ? known : { upTo, living, version };
    return living;
  };
}
