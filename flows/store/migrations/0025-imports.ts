/**
 * What was imported, so that it is remembered and can be taken back: each import, which rows of the workspace are its work (whole
 * ranges of numbers, as its transactions wrote them), what of the file was refused, and how files with the same columns are read.
 */
export const sql = `
CREATE TABLE imports (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('contacts', 'events')),
  file TEXT NOT NULL,
  origin TEXT NOT NULL,    -- screen or command
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'canceled', 'undone')),
  columns TEXT NOT NULL,   -- JSON list, as in the file
  read INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,  -- values and rows
  undone_at INTEGER,
  undo TEXT                -- JSON: what taking it back did
) STRICT;

-- Rows that an import wrote, by number: a row is the work of one import at most.
CREATE TABLE import_parts (
  what TEXT NOT NULL,      -- contacts, contact_history, consent_log, events
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  import_id INTEGER NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
  PRIMARY KEY (what, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_parts_import ON import_parts(import_id, what, first);

-- Rows of the file of which something was not taken, to be mended and imported again.
CREATE TABLE import_refused (
  import_id INTEGER NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  cells TEXT NOT NULL,     -- JSON list
  reasons TEXT NOT NULL,   -- JSON list of { column, reason }
  PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_mappings (
  kind TEXT NOT NULL,
  signature TEXT NOT NULL, -- hash of the names of the columns, in any order
  how TEXT NOT NULL,       -- JSON
  used_at INTEGER NOT NULL,
  PRIMARY KEY (kind, signature)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_mappings_used ON import_mappings(used_at);
`;
