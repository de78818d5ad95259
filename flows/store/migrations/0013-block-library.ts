/** Reusable blocks that any flow of the workspace may take. Flows hold blocks of their own: a newer one here changes none of them. */
export const sql = `
CREATE TABLE block_library (
  id TEXT PRIMARY KEY,
  newest INTEGER NOT NULL
) STRICT;
CREATE TABLE block_revisions (
  block_id TEXT NOT NULL REFERENCES block_library(id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  content TEXT NOT NULL,   -- JSON: see document/block-package.ts
  at INTEGER NOT NULL,
  PRIMARY KEY (block_id, revision)
) STRICT, WITHOUT ROWID;
`;
