/** What the person should look at: messages of unknown fate, paused accounts. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface Notice {
  id: number;
  at: Millis;
  code: string;
  params: Record<string, unknown>;
  seen: boolean;
}

export type NoticeStore = ReturnType<typeof noticeStore>;

export function noticeStore(db: Db) {
  const add = db.prepare('INSERT INTO notices (at, code, params) VALUES (?, ?, ?)');
  const list = db.prepare<[number], { id: number; at: number; code: string; params: string; seen: number }>(
    'SELECT id, at, code, params, seen FROM notices ORDER BY id DESC LIMIT ?',
  );
  const seen = db.prepare('UPDATE notices SET seen = 1 WHERE id <= ? AND seen = 0');
  return {
    add: (at: Millis, code: string, params: Record<string, unknown>) => void add.run(at, code, JSON.stringify(params)),
    list: (limit: number): Notice[] =>
      list
        .all(limit)
        .map((row) => ({ ...row, params: JSON.parse(row.params) as Record<string, unknown>, seen: row.seen === 1 })),
    markSeen: (upTo: number) => void seen.run(upTo),
  };
}
