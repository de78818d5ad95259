/**
 * Every consent that was ever given, changed or taken back, in order, written by triggers: whoever changes `consents` cannot
 * leave it out. Seals chain it, so that a later change of what stands here is seen: see store/consent-ledger.ts.
 */
const entry = (row: string, granted: string): string =>
  `INSERT INTO consent_log (contact_id, channel, topic, granted, at, source, proof)
   VALUES (${row}.contact_id, ${row}.channel, ${row}.topic, ${granted}, ${row}.at, ${row}.source, ${row}.proof);`;

export const sql = `
ALTER TABLE consents ADD COLUMN proof TEXT;  -- JSON: what was shown, where, to whom

CREATE TABLE consent_log (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL,  -- stays when the contact is erased
  channel TEXT NOT NULL,
  topic TEXT NOT NULL,
  granted INTEGER CHECK (granted IN (0, 1)),  -- null: no answer is on record any more
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  proof TEXT
) STRICT;
CREATE INDEX consent_log_contact ON consent_log(contact_id, id);
INSERT INTO consent_log (contact_id, channel, topic, granted, at, source)
  SELECT contact_id, channel, topic, granted, at, source FROM consents ORDER BY at, contact_id, channel, topic;

CREATE TRIGGER consents_logged AFTER INSERT ON consents BEGIN ${entry('new', 'new.granted')} END;
CREATE TRIGGER consents_change_logged AFTER UPDATE ON consents
  WHEN old.granted IS NOT new.granted OR old.at IS NOT new.at OR old.source IS NOT new.source OR old.proof IS NOT new.proof
  BEGIN ${entry('new', 'new.granted')} END;
CREATE TRIGGER consents_end_logged AFTER DELETE ON consents BEGIN ${entry('old', 'NULL')} END;

-- Each covers the entries after the one before it, up to and with its own.
CREATE TABLE consent_seals (
  up_to INTEGER PRIMARY KEY,
  root TEXT NOT NULL,      -- SHA-256 over the hashes of its entries
  hash TEXT NOT NULL       -- SHA-256 over the seal before and the root
) STRICT, WITHOUT ROWID;
`;
