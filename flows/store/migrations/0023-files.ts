/** Files that messages carry, each once, by what is in it: pictures of letters, attachments, the logo. See store/files.ts. */
export const sql = `
CREATE TABLE files (
  hash TEXT PRIMARY KEY,       -- SHA-256 of the bytes, in hexadecimal
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
`;
