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
  /** Its members were chosen one by one: they stand in a list, which its rule asks. See lists.ts. */
  byHand: boolean;
}

interface SegmentRow {
  id: string;
  name: string;
  rule: string;
  updated_at: number;
  by_hand: number;
}

const view = (row: SegmentRow): Segment => ({
  id: row.id,
  name: row.name,
  rule: ruleGroupSchema.parse(JSON.parse(row.rule)),
  updatedAt: row.updated_at,
  byHand: row.by_hand === 1,
});

/** The rule of a segment by hand. */
const membersOf = (id: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field: 'list', operator: '=', value: id }],
});

export type SegmentStore = ReturnType<typeof segmentStore>;

export function segmentStore(db: Db, indexes: SegmentIndexes) {
  const meta = metaStore(db);
  const all = db.prepare<[], SegmentRow>('SELECT id, name, rule, updated_at, by_hand FROM segments ORDER BY name, id');
  const one = db.prepare<[string], SegmentRow>('SELECT id, name, rule, updated_at, by_hand FROM segments WHERE id = ?');
  const write = db.prepare(
    `INSERT INTO segments (id, name, rule, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, rule = excluded.rule, updated_at = excluded.updated_at`,
  );
  const writeList = db.prepare(
    `INSERT INTO segments (id, name, rule, updated_at, by_hand) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at`,
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
    /** A segment by hand; with an id it gets another name. Returns the id. */
    saveList(list: { id?: string | undefined; name: string }, at: Millis): string {
      const id = list.id ?? randomUUID();
      writeList.run(id, list.name, JSON.stringify(membersOf(id)), at);
      return id;
    },
    /** After the workspace's zone changed, and when it is opened by another version of the app. */
    keepIndexes: db.transaction(keepIndexes),
    remove: (id: string): boolean => changing(() => drop.run(id).changes > 0),
  };
}
