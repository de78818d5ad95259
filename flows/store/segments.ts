/** Saved rules. */
import { randomUUID } from 'node:crypto';
import { type RuleGroup, ruleGroupSchema } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import { metaStore } from './meta.ts';
import type { Db } from './open.ts';
import type { SegmentIndexes } from './segment-indexes.ts';

export interface Segment {
  id: string;
  name: string;
  rule: RuleGroup;
  updatedAt: Millis;
}

interface SegmentRow {
  id: string;
  name: string;
  rule: string;
  updated_at: number;
}

const view = (row: SegmentRow): Segment => ({
  id: row.id,
  name: row.name,
  rule: ruleGroupSchema.parse(JSON.parse(row.rule)),
  updatedAt: row.updated_at,
});

export type SegmentStore = ReturnType<typeof segmentStore>;

export function segmentStore(db: Db, indexes: SegmentIndexes) {
  const meta = metaStore(db);
  const all = db.prepare<[], SegmentRow>('SELECT id, name, rule, updated_at FROM segments ORDER BY name, id');
  const one = db.prepare<[string], SegmentRow>('SELECT id, name, rule, updated_at FROM segments WHERE id = ?');
  const write = db.prepare(
    `INSERT INTO segments (id, name, rule, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, rule = excluded.rule, updated_at = excluded.updated_at`,
  );
  const drop = db.prepare('DELETE FROM segments WHERE id = ?');
  const keepIndexes = () =>
    indexes.keep(
      all.all().map((row) => view(row).rule),
      meta.get().timezone,
    );
  const changing = db.transaction((change: () => boolean): boolean => {
    const changed = change();
    keepIndexes();
    return changed;
  });
  return {
    list: (): Segment[] => all.all().map(view),
    get(id: string): Segment | null {
      const row = one.get(id);
      return row === undefined ? null : view(row);
    },
    /** Writes a segment, and the index that answers it; without an id a new one is made. Returns the id. */
    save(segment: { id?: string | undefined; name: string; rule: RuleGroup }, at: Millis): string {
      const id = segment.id ?? randomUUID();
      changing(() => write.run(id, segment.name, JSON.stringify(segment.rule), at).changes > 0);
      return id;
    },
    /** After the workspace's zone changed, and when it is opened by another version of the app. */
    keepIndexes: db.transaction(keepIndexes),
    remove: (id: string): boolean => changing(() => drop.run(id).changes > 0),
  };
}
