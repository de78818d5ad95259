/** Web forms: what is asked and agreed to. A removed one keeps its row, so that its address never becomes another form's. */
export const sql = `
CREATE TABLE forms (
  id TEXT PRIMARY KEY,
  content TEXT NOT NULL,       -- JSON: formSchema
  updated_at INTEGER NOT NULL,
  submissions INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER,
  removed_at INTEGER
) STRICT, WITHOUT ROWID;
`;
