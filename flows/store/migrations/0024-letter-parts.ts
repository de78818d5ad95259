/** Parts of letters that are kept to be put into others. See store/letter-parts.ts. */
export const sql = `
CREATE TABLE letter_parts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  blocks TEXT NOT NULL,        -- JSON: letterSchema
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX letter_parts_by_name ON letter_parts(name, id);
`;
