/** Statements whose text depends on a rule. Rules are few and repeat (live counts): what was prepared is kept. */
import type Database from 'better-sqlite3';
import type { Db } from './open.ts';

const most = 200;

export function keptStatements(db: Db): (text: string) => Database.Statement<unknown[]> {
  const statements = new Map<string, Database.Statement<unknown[]>>();
  return (text) => {
    const kept = statements.get(text);
    if (kept !== undefined) return kept;
    if (statements.size >= most) statements.clear();
    const made = db.prepare<unknown[]>(text);
    statements.set(text, made);
    return made;
  };
}
