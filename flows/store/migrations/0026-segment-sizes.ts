/** How large saved segments were, and who is in each, as of the last look: see store/segment-sizes.ts. */
export const sql = `
CREATE TABLE segment_looks (
  segment_id TEXT PRIMARY KEY REFERENCES segments(id) ON DELETE CASCADE,
  rule TEXT NOT NULL,      -- as it was looked at: another rule begins anew
  since INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_people (
  segment_id TEXT NOT NULL REFERENCES segments(id) ON DELETE CASCADE,
  contact_id INTEGER NOT NULL,
  PRIMARY KEY (segment_id, contact_id)
) STRICT, WITHOUT ROWID;

-- Hour by hour for two days, then day by day.
CREATE TABLE segment_sizes (
  segment_id TEXT NOT NULL REFERENCES segments(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  entered INTEGER NOT NULL,  -- since the row before
  gone INTEGER NOT NULL,
  PRIMARY KEY (segment_id, at)
) STRICT, WITHOUT ROWID;
`;
