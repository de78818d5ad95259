/**
 * What sending needs: queues by priority and flow, so that nobody's million hides another's message; what counts towards
 * caps; what a flow has spent and holds reserved; receipts that came before the answer to their call; price lists.
 */
export const sql = `
ALTER TABLE messages ADD COLUMN priority INTEGER NOT NULL DEFAULT 1;  -- 0 high, 1 normal, 2 low
ALTER TABLE messages ADD COLUMN capped_at INTEGER;  -- counts towards the contact's caps from then on; null: it does not
ALTER TABLE messages ADD COLUMN reserved REAL;      -- expected price while nobody knows whether it left
UPDATE messages SET capped_at = sent_at WHERE sent_at IS NOT NULL AND topic <> 'service';

DROP INDEX messages_due;
CREATE INDEX messages_due ON messages(account_id, priority, flow_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX messages_expiring ON messages(account_id, expires_at) WHERE due_at IS NOT NULL AND expires_at IS NOT NULL;
CREATE INDEX messages_capped ON messages(contact_id, capped_at, channel) WHERE capped_at IS NOT NULL;

-- What a flow's messages cost so far, and what those in flight may cost.
CREATE TABLE flow_costs (
  flow_id TEXT PRIMARY KEY,
  spent REAL NOT NULL,
  reserved REAL NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO flow_costs (flow_id, spent, reserved)
  SELECT flow_id, sum(cost), 0 FROM messages WHERE cost IS NOT NULL GROUP BY flow_id;

-- Receipts of messages whose vendor id is not known yet.
CREATE TABLE early_receipts (
  account_id TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  id TEXT NOT NULL,        -- the notice's own
  received_at INTEGER NOT NULL,
  receipt TEXT NOT NULL,   -- JSON of the notice
  PRIMARY KEY (account_id, vendor_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX early_receipts_age ON early_receipts(received_at);

ALTER TABLE accounts ADD COLUMN prices TEXT NOT NULL DEFAULT '{}';  -- JSON { "<channel>": { amount, currency } }, per part
`;
