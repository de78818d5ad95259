/** Contacts that have an address in common, and addresses that are known to be shared by different people. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface DuplicateGroup {
  kind: string;
  value: string;
  /** Numbers of the contacts who have it, ascending; at most fifty. */
  contacts: number[];
}

/** Where a reading of the groups stands. */
export interface AfterGroup {
  kind: string;
  value: string;
}

export function duplicateStore(db: Db) {
  const repeated = db.prepare<[{ kind: string; value: string; kinds: string; limit: number }], AfterGroup>(
    // One walk along the index of addresses, from where the last page ended.
    `SELECT kind, value FROM addresses INDEXED BY addresses_value
     WHERE (kind, value) > (@kind, @value) AND kind IN (SELECT value FROM json_each(@kinds))
     GROUP BY kind, value HAVING count(*) > 1 ORDER BY kind, value LIMIT @limit`,
  );
  const kinds = db.prepare<[], string>('SELECT DISTINCT kind FROM addresses ORDER BY kind').pluck();
  const living = db
    .prepare<[string, string], number>(
      `SELECT a.contact_id FROM addresses a JOIN contacts c ON c.id = a.contact_id
       WHERE a.kind = ? AND a.value = ? AND c.deleted_at IS NULL ORDER BY a.contact_id LIMIT 50`,
    )
    .pluck();
  const shared = db.prepare<[string, string], 1>('SELECT 1 FROM shared_addresses WHERE kind = ? AND value = ?').pluck();
  const share = db.prepare('INSERT INTO shared_addresses (kind, value, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const unshare = db.prepare('DELETE FROM shared_addresses WHERE kind = ? AND value = ?');

  const group = ({ kind, value }: AfterGroup): DuplicateGroup | null => {
    if (shared.get(kind, value) !== undefined) return null;
    const contacts = living.all(kind, value);
    return contacts.length > 1 ? { kind, value, contacts } : null;
  };

  return {
    /** In order of kind and value, from behind `after` on. Of these kinds, of at most so many contacts each; absent: all. */
    groups(
      limit: number,
      after: AfterGroup | null,
      only: { kinds?: readonly string[]; most?: number } = {},
    ): DuplicateGroup[] {
      const found: DuplicateGroup[] = [];
      const wanted = JSON.stringify(only.kinds ?? kinds.all());
      const most = only.most ?? Number.POSITIVE_INFINITY;
      let from = after ?? { kind: '', value: '' };
      while (found.length < limit) {
        const page = repeated.all({ ...from, kinds: wanted, limit: 200 });
        for (const one of page) {
          const made = group(one);
          if (made !== null && made.contacts.length <= most && found.length < limit) found.push(made);
        }
        const last = page.at(-1);
        if (last === undefined || page.length < 200) break;
        from = last;
      }
      return found;
    },
    /** Who has the address today, ascending. */
    holders: (kind: string, value: string): number[] => living.all(kind, value),
    /** Different people have this address: it is no reason to merge. */
    keepApart: (kind: string, value: string, at: Millis) => void share.run(kind, value, at),
    /** That was wrong. */
    allow: (kind: string, value: string) => void unshare.run(kind, value),
  };
}
