/** How much a workspace holds. */
import type { Db } from './open.ts';

export type SizeStore = ReturnType<typeof sizeStore>;

export function sizeStore(db: Db) {
  const contacts = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM contacts WHERE deleted_at IS NULL');
  const events = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM events');
  const bytes = db.prepare<[], { n: number }>(
    'SELECT page_count * page_size AS n FROM pragma_page_count(), pragma_page_size()',
  );
  return {
    bytes: (): number => bytes.get()?.n ?? 0,
    /** Contacts who were not deleted or merged away, events, and bytes of the file. */
    get: () => ({ contacts: contacts.get()?.n ?? 0, events: events.get()?.n ?? 0, sizeBytes: bytes.get()?.n ?? 0 }),
  };
}
