/** Parts of letters that are kept to be put into others. */
import { type LetterBlock, letterSchema } from '../sdk/letter.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface LetterPart {
  id: number;
  name: string;
  /** ISO code of the language it is written in. */
  language: string;
  blocks: LetterBlock[];
  updatedAt: Millis;
}

interface Row {
  id: number;
  name: string;
  language: string;
  blocks: string;
  updated_at: number;
}

const view = ({ blocks, updated_at, ...row }: Row): LetterPart => ({
  ...row,
  blocks: letterSchema.parse(JSON.parse(blocks)),
  updatedAt: updated_at,
});

export function letterParts(db: Db) {
  const all = db.prepare<[number], Row>(
    'SELECT id, name, language, blocks, updated_at FROM letter_parts ORDER BY name, id LIMIT ?',
  );
  const add = db.prepare('INSERT INTO letter_parts (name, language, blocks, updated_at) VALUES (?, ?, ?, ?)');
  const again = db.prepare('INSERT INTO letter_parts (id, name, language, blocks, updated_at) VALUES (?, ?, ?, ?, ?)');
  const rename = db.prepare('UPDATE letter_parts SET name = ?, updated_at = ? WHERE id = ?');
  const drop = db.prepare('DELETE FROM letter_parts WHERE id = ?');
  return {
    /** By name. */
    list: (limit = 500): LetterPart[] => all.all(limit).map(view),
    keep: (part: Pick<LetterPart, 'name' | 'language' | 'blocks'>, at: Millis): number =>
      Number(add.run(part.name, part.language, JSON.stringify(part.blocks), at).lastInsertRowid),
    /** As it was before it was removed. */
    restore(part: LetterPart): void {
      again.run(part.id, part.name, part.language, JSON.stringify(part.blocks), part.updatedAt);
    },
    rename: (id: number, name: string, at: Millis): boolean => rename.run(name, at, id).changes > 0,
    remove: (id: number): boolean => drop.run(id).changes > 0,
  };
}
