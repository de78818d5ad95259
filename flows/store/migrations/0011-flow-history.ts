/**
 * The steps of undo of each draft, so that they outlive the window and the app; and moments of a draft that a person gave a
 * name. Published versions are kept apart: what was tried on the way to one is nobody's journey.
 */
export const sql = `
CREATE TABLE flow_steps (
  flow_id TEXT NOT NULL REFERENCES flows(id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  delta TEXT NOT NULL,     -- JSON, over { document, bindings }: see document/delta.ts
  PRIMARY KEY (flow_id, seq)
) STRICT, WITHOUT ROWID;
-- Steps up to and with this one are done, later ones were undone.
ALTER TABLE flows ADD COLUMN step_done INTEGER NOT NULL DEFAULT 0;

CREATE TABLE flow_checkpoints (
  id INTEGER PRIMARY KEY,
  flow_id TEXT NOT NULL REFERENCES flows(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  document TEXT NOT NULL,
  bindings TEXT NOT NULL
) STRICT;
CREATE INDEX flow_checkpoints_flow ON flow_checkpoints(flow_id, at);
`;
