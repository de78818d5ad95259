/** Reusable blocks of the workspace, with all their revisions. */
import { randomUUID } from 'node:crypto';
import { type BlockPackage, packageSchema } from '../document/block-package.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface LibraryBlock {
  id: string;
  revision: number;
  at: Millis;
  content: BlockPackage;
}

interface Row {
  id: string;
  revision: number;
  at: number;
  content: string;
}

const view = ({ content, ...row }: Row): LibraryBlock => ({
  ...row,
  content: packageSchema.parse(JSON.parse(content)),
});

export function blockLibrary(db: Db) {
  const all = db.prepare<[], Row>(
    `SELECT l.id, r.revision, r.at, r.content FROM block_library l
     JOIN block_revisions r ON r.block_id = l.id AND r.revision = l.newest ORDER BY l.id`,
  );
  const newest = db.prepare<[string], { newest: number }>('SELECT newest FROM block_library WHERE id = ?');
  const write = db.prepare(
    'INSERT INTO block_library (id, newest) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET newest = excluded.newest',
  );
  const addRevision = db.prepare('INSERT INTO block_revisions (block_id, revision, content, at) VALUES (?, ?, ?, ?)');
  const drop = db.prepare('DELETE FROM block_library WHERE id = ?');
  return {
    /** Each in its newest revision. */
    list: (): LibraryBlock[] => all.all().map(view),
    /**
     * Keeps a new block, or the next revision of one. Throws `stale-block` when `after` is not the newest revision: somebody else
     * kept one meanwhile.
     */
    keep: db.transaction((content: BlockPackage, at: Millis, after?: { id: string; revision: number }) => {
      const id = after?.id ?? randomUUID();
      const known = newest.get(id)?.newest ?? 0;
      if (known !== (after?.revision ?? 0)) {
        throw new KaskadError(
          'stale-block',
          `The library has revision ${known} of this block, and yours is made of revision ${after?.revision ?? 0}. See what differs, take the newer one, then keep yours.`,
          { block: id, newest: known },
        );
      }
      write.run(id, known + 1);
      addRevision.run(id, known + 1, JSON.stringify(content), at);
      return { id, revision: known + 1 };
    }),
    remove: (id: string): boolean => drop.run(id).changes > 0,
  };
}
