/** What was foreseen for a version when it was started, kept beside what then happened. */
export const sql = `
CREATE TABLE forecasts (
  flow_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  from_at INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  result TEXT NOT NULL,    -- JSON: the simulation's timeline, cost and assumptions
  PRIMARY KEY (flow_id, version)
) STRICT, WITHOUT ROWID;
`;
