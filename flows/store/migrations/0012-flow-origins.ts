/** What a flow was made from: the file or the ready flow as it was then, so that a newer one can be merged into what became of it. */
export const sql = `
CREATE TABLE flow_origins (
  id INTEGER PRIMARY KEY,
  flow_id TEXT NOT NULL REFERENCES flows(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('template', 'file')),
  name TEXT NOT NULL,        -- of the template or of the file
  language TEXT,             -- in which a template was taken
  at INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX flow_origins_flow ON flow_origins(flow_id, id);
`;
