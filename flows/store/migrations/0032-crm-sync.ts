/**
 * What comes in from CRMs and shops. `syncs`: what an account is to bring, by kind of record, and how far it is. `sync_records`: each record
 * that was seen, with the contact it belongs to; neither its texts nor addresses are kept, but what it wrote into the profile, so that
 * later changes of the record may replace that and nothing else.
 */
export const sql = `
CREATE TABLE syncs (
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,            -- on, paused
  since INTEGER,                  -- nothing that changed last before; null: everything
  mapping TEXT NOT NULL,          -- JSON; see contacts/sync/mapping.ts
  cursor TEXT,                    -- JSON of the connector; null: from the beginning
  begun_at INTEGER,               -- when the first page was asked for
  caught_up_at INTEGER,           -- when there was nothing more for the first time: events from then on set things off
  looked_at INTEGER,
  due_at INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  error TEXT,                     -- in words, without a secret
  error_class TEXT,
  read INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  events INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,  -- of who was erased or deleted here
  PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_records (
  id INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,           -- the vendor's id
  contact_id INTEGER,
  updated_at INTEGER NOT NULL,    -- by the vendor's clock
  hash TEXT NOT NULL,             -- of its content and of the mapping; empty: written by us and not seen since
  stage TEXT,
  outcome TEXT,
  wrote TEXT,                     -- JSON: field of ours to the value that the record put there
  deleted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX sync_records_record ON sync_records(account_id, kind, record);
CREATE INDEX sync_records_contact ON sync_records(contact_id, account_id, kind) WHERE contact_id IS NOT NULL;
`;
