/**
 * The journal is written once a visit, when the journey leaves the node: where it stands is in the journey's own row. So a
 * step is one insert instead of an insert and an update, for one contact and for a million. Timers are indexed by version,
 * so that one flow's backlog does not hide another's; two indexes that others cover are gone.
 */
export const sql = `
DELETE FROM steps WHERE left_at IS NULL;
ALTER TABLE journeys DROP COLUMN step_id;
ALTER TABLE journeys ADD COLUMN memory TEXT;                      -- JSON: what the node remembers of this visit
ALTER TABLE journeys ADD COLUMN sends INTEGER NOT NULL DEFAULT 0; -- messages of this visit so far

DROP INDEX journeys_due;
DROP INDEX journeys_active;
DROP INDEX journeys_inside;
DROP INDEX journeys_flow;
CREATE INDEX journeys_due ON journeys(version_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX journeys_contact ON journeys(contact_id, exited_at, flow_id);

-- How many a limit block has let through since its window began.
CREATE TABLE throttles (
  flow_id TEXT NOT NULL,
  node TEXT NOT NULL,
  window_at INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  PRIMARY KEY (flow_id, node)
) STRICT, WITHOUT ROWID;
`;
