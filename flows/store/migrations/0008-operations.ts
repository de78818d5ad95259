/**
 * The outbox of operations: what blocks have done at a vendor beside sending. The sandbox of a workspace made before plays
 * them too, so that such blocks work before anything is connected.
 */
export const sql = `
CREATE TABLE operations (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,  -- journey:node:visit, then :n
  flow_id TEXT NOT NULL,
  version_id INTEGER NOT NULL,
  journey_id INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  node TEXT NOT NULL,
  account_id TEXT,
  operation TEXT NOT NULL,
  input TEXT NOT NULL,       -- JSON
  state TEXT NOT NULL,       -- queued, running, done, failed, unknown, canceled
  reason TEXT,
  state_at INTEGER NOT NULL,
  due_at INTEGER,            -- queued: not before this; null when it is not to be done
  held_due_at INTEGER,       -- the same, while the flow is paused
  expires_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  max_attempts INTEGER,
  handed_at INTEGER,         -- running: from here on the vendor may have acted
  queued_at INTEGER NOT NULL,
  result TEXT                -- JSON: what is kept of the answer
) STRICT;
CREATE INDEX operations_due ON operations(account_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX operations_running ON operations(account_id) WHERE state = 'running';
CREATE INDEX operations_queued ON operations(flow_id) WHERE state = 'queued';
CREATE INDEX operations_contact ON operations(contact_id, id);

UPDATE accounts SET capabilities = json_insert(capabilities, '$[#]', 'operations.http.request') WHERE type = 'sandbox';
INSERT OR IGNORE INTO account_defaults (capability, account_id)
  SELECT 'operations.http.request', id FROM accounts WHERE type = 'sandbox' ORDER BY created_at LIMIT 1;
`;
