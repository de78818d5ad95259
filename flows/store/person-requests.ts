/** What people asked for and was done: exports and erasures; and what is remembered of the addresses of who was erased. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Millis } from '../sdk/time.ts';
import { metaStore } from './meta.ts';
import type { Db } from './open.ts';

export const askers = ['person', 'representative', 'authority', 'owner'] as const;
export type Asker = (typeof askers)[number];

export interface PersonRequest {
  id: number;
  kind: 'export' | 'erase';
  at: Millis;
  contact: number;
  askedBy: Asker;
  reference: string | null;
  reason: string | null;
  counts: Record<string, number>;
  cleanedAt: Millis | null;
  allowedAt: Millis | null;
}

interface Row extends Omit<PersonRequest, 'counts'> {
  counts: string;
}

const saltKey = 'erased.salt';

export type PersonRequestStore = ReturnType<typeof personRequestStore>;

export function personRequestStore(db: Db) {
  const meta = metaStore(db);
  const columns = `id, kind, at, contact_id AS contact, asked_by AS askedBy, reference, reason, counts, cleaned_at AS cleanedAt,
    allowed_at AS allowedAt`;
  const page = db.prepare<[number, number], Row>(
    `SELECT ${columns} FROM person_requests WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const byId = db.prepare<[number], Row>(`SELECT ${columns} FROM person_requests WHERE id = ?`);
  const insert = db.prepare(
    `INSERT INTO person_requests (kind, at, contact_id, asked_by, reference, reason, counts)
     VALUES (@kind, @at, @contact, @askedBy, @reference, @reason, @counts)`,
  );
  const certify = db.prepare('UPDATE person_requests SET certificate = ? WHERE id = ?');
  const certificate = db
    .prepare<[number], string | null>('SELECT certificate FROM person_requests WHERE id = ?')
    .pluck();
  const anyUnclean = db
    .prepare<[], 1>("SELECT 1 FROM person_requests WHERE kind = 'erase' AND cleaned_at IS NULL LIMIT 1")
    .pluck();
  const setClean = db.prepare("UPDATE person_requests SET cleaned_at = ? WHERE kind = 'erase' AND cleaned_at IS NULL");
  const allow = db.prepare('UPDATE person_requests SET allowed_at = ? WHERE id = ? AND allowed_at IS NULL');
  const forget = db.prepare('DELETE FROM erased_addresses WHERE request_id = ?');
  const remember = db.prepare('INSERT INTO erased_addresses (hash, request_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const any = db.prepare<[], 1>('SELECT 1 FROM erased_addresses LIMIT 1').pluck();
  const find = db.prepare<[string], number>('SELECT request_id FROM erased_addresses WHERE hash = ? LIMIT 1').pluck();

  const request = (row: Row): PersonRequest => ({
    ...row,
    counts: JSON.parse(row.counts) as Record<string, number>,
  });
  let salt: string | null = null;
  const hashOf = (kind: string, value: string): string => {
    salt ??= meta.value<string>(saltKey);
    if (salt === null) {
      salt = randomBytes(32).toString('hex');
      meta.setValue(saltKey, salt);
    }
    return createHmac('sha256', salt).update(`${kind} ${value}`).digest('hex');
  };

  return {
    add: (one: Omit<PersonRequest, 'id' | 'cleanedAt' | 'allowedAt'>): number =>
      Number(insert.run({ ...one, counts: JSON.stringify(one.counts) }).lastInsertRowid),
    /** Newest first; `before`: the last of the page before. */
    list: (limit: number, before: number | null): PersonRequest[] =>
      page.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(request),
    get(id: number): PersonRequest | null {
      const row = byId.get(id);
      return row === undefined ? null : request(row);
    },
    certify: (id: number, text: string) => void certify.run(text, id),
    certificate: (id: number): string | null => certificate.get(id) ?? null,

    /** So that they do not come back without being said. */
    remember(id: number, addresses: readonly { kind: string; value: string }[]): void {
      for (const { kind, value } of addresses) remember.run(hashOf(kind, value), id);
    },
    /** The person came back by their own wish. False when that was said before. */
    allowAgain(id: number, at: Millis): boolean {
      forget.run(id);
      return allow.run(at, id).changes > 0;
    },
    /** The request by which the address, or the key, was erased; null: it was not. */
    erasedBy(kind: string, value: string): number | null {
      // Nobody was ever erased: no hash is made for each address of an import.
      if (any.get() === undefined) return null;
      return find.get(hashOf(kind, value)) ?? null;
    },

    /** Does free space of the file still hold bytes of somebody who was erased? */
    isUnclean: (): boolean => anyUnclean.get() !== undefined,
    /**
     * Writes the whole file anew, without what once stood in free space, and empties the log beside it. False when somebody
     * reads the file at this moment: to be tried again.
     */
    rewriteFile(at: Millis): boolean {
      try {
        db.exec('VACUUM');
        const [done] = db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }];
        if (done.busy !== 0) return false;
      } catch (error) {
        // Busy, or no room on the disk for a second copy: it stays to be done.
        if (error instanceof Error && 'code' in error) return false;
        throw error;
      }
      setClean.run(at);
      return true;
    },
  };
}
