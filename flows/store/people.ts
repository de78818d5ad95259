/** The people behind a number of the report. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface PersonRow {
  contact_id: number;
  arrived_at: Millis;
  due_at: Millis | null;
  outlet: string | null;
}

export type PeopleStore = ReturnType<typeof peopleStore>;

export function peopleStore(db: Db) {
  const here = db.prepare<[number, string, number, number], PersonRow>(
    `SELECT contact_id, arrived_at, due_at, NULL AS outlet FROM journeys
     WHERE version_id = ? AND node = ? AND exited_at IS NULL ORDER BY arrived_at, id LIMIT ? OFFSET ?`,
  );
  const entered = db.prepare<[number, string, number, number], PersonRow>(
    `SELECT j.contact_id, s.arrived_at, CASE WHEN s.left_at IS NULL THEN j.due_at END AS due_at, coalesce(s.outlet, s.exit_reason) AS outlet
     FROM steps s JOIN journeys j ON j.id = s.journey_id WHERE s.version_id = ? AND s.node = ?
     ORDER BY s.left_at, s.rowid LIMIT ? OFFSET ?`,
  );
  return {
    /** Those who stand at the node now, longest first. */
    here: (version: number, node: string, offset: number, limit: number) => here.all(version, node, limit, offset),
    /** Everybody who ever came to the node: those still there first. */
    entered: (version: number, node: string, offset: number, limit: number) =>
      entered.all(version, node, limit, offset),
  };
}
