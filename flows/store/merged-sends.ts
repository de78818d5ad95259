/** What a person got through a journey that ended because two profiles became one: the journey that goes on does not send it again. */
import type { Db } from './open.ts';

export type MergedSends = ReturnType<typeof mergedSends>;

export function mergedSends(db: Db) {
  const any = db.prepare<[], 1>('SELECT 1 FROM merged_sends LIMIT 1').pluck();
  const get = db.prepare<[number, string], { visits: number; visit: number | null }>(
    'SELECT visits, visit FROM merged_sends WHERE journey_id = ? AND node = ?',
  );
  const put = db.prepare(
    `INSERT INTO merged_sends (journey_id, node, visits) VALUES (?, ?, ?)
     ON CONFLICT (journey_id, node) DO UPDATE SET visits = merged_sends.visits + excluded.visits`,
  );
  const use = db.prepare(
    'UPDATE merged_sends SET visits = visits - 1, visit = @visit WHERE journey_id = @journey AND node = @node AND visit IS NOT @visit',
  );
  const left = db.prepare<[number, string], { journey_id: number; node: string; key: string }>(
    `SELECT m.journey_id, m.node, m.key FROM messages m JOIN journeys j ON j.id = m.journey_id
     WHERE m.contact_id = ? AND j.flow_id = ? AND (m.handed_at IS NOT NULL OR m.sent_at IS NOT NULL)`,
  );
  // Asked before every send: in most workspaces nothing was ever merged.
  let none = any.get() === undefined;
  return {
    /** Visits of a contact's journeys in a flow that handed a message over: by journey and node, how many. */
    visitsThatSent(contact: number, flow: string): Map<number, Map<string, number>> {
      const seen = new Set<string>();
      const counts = new Map<number, Map<string, number>>();
      for (const { journey_id, node, key } of left.all(contact, flow)) {
        const visit = key.slice(`${journey_id}:${node}:`.length).split(':')[0];
        const name = `${journey_id} ${node} ${visit}`;
        if (seen.has(name)) continue;
        seen.add(name);
        const of = counts.get(journey_id) ?? new Map<string, number>();
        counts.set(journey_id, of.set(node, (of.get(node) ?? 0) + 1));
      }
      return counts;
    },
    /** The next so many visits of the node send nothing. */
    passOver(journey: number, node: string, visits: number): void {
      put.run(journey, node, visits);
      none = false;
    },
    isToPass(journey: number, node: string, visit: number): boolean {
      if (none) return false;
      const row = get.get(journey, node);
      return row !== undefined && (row.visit === visit || row.visits > 0);
    },
    /** Someone rolled back: what is known of the file is read anew. */
    forget(): void {
      none = any.get() === undefined;
    },
    passed: (journey: number, node: string, visit: number) => void use.run({ journey, node, visit }),
  };
}
