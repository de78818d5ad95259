/** How SQLite would answer what a store prepares: a test looks for scans in it. */
import type { Db } from '../../flows/store/open.ts';

/** The plan of every statement that is prepared while `use` runs. */
export function plansOf(db: Db, use: (watched: Db) => void): string[] {
  const plans: string[] = [];
  use(
    new Proxy(db, {
      get: (of, key) =>
        key === 'prepare'
          ? (sql: string) => {
              const names = [...new Set([...sql.matchAll(/@(\w+)/g)].map(([, name]) => name ?? ''))];
              const values = Object.fromEntries(names.map((name) => [name, name === 'versions' ? '[]' : 1]));
              for (const { detail } of db
                .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
                .all(values))
                plans.push(detail);
              return of.prepare(sql);
            }
          : Reflect.get(of, key),
    }),
  );
  return plans;
}

/** Those that read a whole table, or sort what they read. */
export const scansIn = (plans: readonly string[]): string[] =>
  plans.filter((detail) => /^SCAN (?!json_each|\(subquery)|USE TEMP B-TREE FOR ORDER/.test(detail));
