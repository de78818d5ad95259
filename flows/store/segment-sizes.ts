/**
 * How large saved segments were, and who came and went. A look compares the rule with those who were in the segment at the last one,
 * a stretch of contacts at a time so that others have their turn; the difference is who entered and who left, which is an event
 * of each of them (`segment.entered`, `segment.left`). The first look of a rule only takes down who is in it.
 */

import { atTimeOfDay, type Millis } from '../sdk/time.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import type { EventStore } from './events.ts';
import { keptStatements } from './kept-statements.ts';
import type { Db } from './open.ts';
import type { SegmentIndexes } from './segment-indexes.ts';
import type { Segment } from './segments.ts';

export interface SizePoint {
  at: Millis;
  size: number;
  /** Since the point before. */
  entered: number;
  left: number;
}

export interface SegmentLook {
  /** When the first look of this rule was. */
  since: Millis;
  at: Millis;
}

const stretch = 20_000;
/** Where more than so many cross at once (an import, say), they are counted, and no timeline tells of it. */
export const crossingsTold = 10_000;
const hourlyFor: Millis = 48 * 3_600_000;

export type SegmentSizes = ReturnType<typeof segmentSizes>;

export function segmentSizes(db: Db, events: EventStore, indexes: SegmentIndexes) {
  const prepare = keptStatements(db);
  const lookOf = db.prepare<[string], SegmentLook & { rule: string }>(
    'SELECT rule, since, at FROM segment_looks WHERE segment_id = ?',
  );
  const putLook = db.prepare(
    `INSERT INTO segment_looks (segment_id, rule, since, at) VALUES (@id, @rule, @at, @at)
     ON CONFLICT (segment_id) DO UPDATE SET rule = excluded.rule, since = excluded.since, at = excluded.at`,
  );
  const seenAt = db.prepare('UPDATE segment_looks SET at = ? WHERE segment_id = ?');
  const forget = [
    db.prepare('DELETE FROM segment_people WHERE segment_id = ?'),
    db.prepare('DELETE FROM segment_sizes WHERE segment_id = ?'),
    db.prepare('DELETE FROM segment_looks WHERE segment_id = ?'),
  ];
  const join = db.prepare('INSERT OR IGNORE INTO segment_people (segment_id, contact_id) VALUES (?, ?)');
  const leave = db.prepare('DELETE FROM segment_people WHERE segment_id = ? AND contact_id = ?');
  // Of contacts that are not even a row any more.
  const dropErased = db.prepare(
    `DELETE FROM segment_people WHERE segment_id = ? AND contact_id > ? AND contact_id <= ?
     AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.id = segment_people.contact_id)`,
  );
  const size = db.prepare<[string], number>('SELECT count(*) FROM segment_people WHERE segment_id = ?').pluck();
  const last = db
    .prepare<[string], number>(
      `SELECT max((SELECT coalesce(max(id), 0) FROM contacts),
         (SELECT coalesce(max(contact_id), 0) FROM segment_people WHERE segment_id = ?))`,
    )
    .pluck();
  const put = db.prepare(
    `INSERT INTO segment_sizes (segment_id, at, size, entered, gone) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (segment_id, at) DO UPDATE SET size = excluded.size, entered = entered + excluded.entered, gone = gone + excluded.gone`,
  );
  const points = db.prepare<[string, number, number], SizePoint>(
    `SELECT at, size, entered, gone AS "left" FROM segment_sizes WHERE segment_id = ? AND at >= ? AND at < ? ORDER BY at`,
  );
  const drop = db.prepare('DELETE FROM segment_sizes WHERE segment_id = ? AND at = ?');

  /** Of hours that are some days old one point a day stays, with all who came and went that day. */
  function thin(id: string, { ms, zone }: RuleContext['now']): void {
    let day: (SizePoint & { start: Millis }) | null = null;
    for (const point of points.all(id, 0, ms - hourlyFor)) {
      const start = atTimeOfDay({ ms: point.at, zone }, '00:00').ms;
      const before: typeof day = day;
      day = { ...point, start };
      if (before === null || before.start !== start) continue;
      day.entered += before.entered;
      day.left += before.left;
      drop.run(id, before.at);
      drop.run(id, point.at);
      put.run(id, day.at, day.size, day.entered, day.left);
    }
  }

  return {
    /** Null: nobody has looked yet. */
    lookOf(id: string): SegmentLook | null {
      const row = lookOf.get(id);
      return row === undefined ? null : { since: row.since, at: row.at };
    },
    /** Oldest first. */
    points: (id: string, from: Millis): SizePoint[] => points.all(id, from, Number.MAX_SAFE_INTEGER),

    /** Looks at who is in the segment now. One look of a segment at a time. */
    *look({ id, name, rule }: Segment, context: RuleContext): Generator<undefined, void> {
      const { ms: at } = context.now;
      // Segments that the rule names are a part of it.
      const parts: unknown[] = [rule];
      const segments = (slot: string) => {
        const other = context.segments(slot);
        parts.push(slot, other);
        return other;
      };
      const inside = ruleToSql(rule, { ...context, segments, single: indexes.single });
      const text = JSON.stringify(parts);
      const first = lookOf.get(id)?.rule !== text;
      if (first) {
        db.transaction(() => {
          for (const statement of forget) statement.run(id);
        }).immediate();
      }
      const crossed = prepare(
        `SELECT c.id AS contact, m.contact_id IS NOT NULL AS was, c.deleted_at IS NULL AS alive
         FROM contacts c NOT INDEXED LEFT JOIN segment_people m ON m.segment_id = ? AND m.contact_id = c.id
         WHERE c.id > ? AND c.id <= ? AND ((c.deleted_at IS NULL AND ${inside.where}) IS TRUE) <> (m.contact_id IS NOT NULL)
         ORDER BY c.id`,
      );
      let [entered, left] = [0, 0];
      const told: { contact: number; type: string }[] = [];
      const upTo = last.get(id) ?? 0;
      for (let after = 0; after < upTo; after += stretch) {
        db.transaction(() => {
          const rows = crossed.all(id, after, after + stretch, ...inside.params) as {
            contact: number;
            was: number;
            alive: number;
          }[];
          for (const { contact, was, alive } of rows) {
            if (was === 1) leave.run(id, contact);
            else join.run(id, contact);
            if (was === 1) left++;
            else entered++;
            if (alive === 1 && told.length <= crossingsTold) {
              told.push({ contact, type: was === 1 ? 'segment.left' : 'segment.entered' });
            }
          }
          left += dropErased.run(id, after, after + stretch).changes;
        }).immediate();
        yield;
      }
      db.transaction(() => {
        const people = size.get(id) ?? 0;
        if (first) {
          putLook.run({ id, rule: text, at });
          put.run(id, at, people, 0, 0);
          return;
        }
        seenAt.run(at, id);
        put.run(id, at, people, entered, left);
        thin(id, context.now);
        if (told.length > crossingsTold) return;
        for (const type of ['segment.entered', 'segment.left']) {
          const these = told.filter((one) => one.type === type);
          // Flows that start by a segment watch it themselves, at once: these are for timelines and rules.
          events.insertAll(
            these.map(({ contact }) => ({
              contactId: contact,
              type,
              at,
              props: { segment: id, name },
              source: 'segment',
              pending: false,
            })),
          );
        }
      }).immediate();
    },
  };
}
