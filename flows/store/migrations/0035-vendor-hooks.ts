/** The address by which a vendor reaches an account, and what came there. See store/vendor-hooks.ts. */
export const sql = `
CREATE TABLE vendor_hooks (
  account_id TEXT PRIMARY KEY,
  path TEXT NOT NULL,         -- 128 random bits
  digest TEXT NOT NULL UNIQUE, -- of the path: how long a look-up takes says nothing about the paths there are
  made_at INTEGER NOT NULL,
  known_at INTEGER,           -- since when the vendor knows the address: it was told by us, asked, or delivered
  last_at INTEGER,
  taken INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  refused_at INTEGER,
  refused_for TEXT
) STRICT, WITHOUT ROWID;
`;
