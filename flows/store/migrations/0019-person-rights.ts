/**
 * Answers to people who ask for what is kept about them, or to be erased: see store/person-tables.ts. Of who was erased stay a
 * contact without anything, so that what was counted stays counted, and hashes of the addresses, so that an import that brings
 * them back is told.
 */
export const sql = `
ALTER TABLE contacts ADD COLUMN erased_at INTEGER;
ALTER TABLE consent_log ADD COLUMN kept_hash TEXT;  -- of an entry whose content was erased: what its hash was

CREATE TABLE person_requests (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('export', 'erase')),
  at INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  asked_by TEXT NOT NULL,    -- person, representative, authority or owner
  reference TEXT,            -- the number or date of their letter
  reason TEXT,
  counts TEXT NOT NULL,      -- JSON: how many of each kind
  certificate TEXT,          -- JSON text; holds nothing of the person
  cleaned_at INTEGER,        -- since then the file holds no bytes of it, in free space either
  allowed_at INTEGER         -- since then the addresses may come back
) STRICT;
CREATE INDEX person_requests_contact ON person_requests(contact_id);
CREATE INDEX person_requests_unclean ON person_requests(id) WHERE kind = 'erase' AND cleaned_at IS NULL;

CREATE INDEX contact_merges_either ON contact_merges(merged);

CREATE TABLE erased_addresses (
  hash TEXT NOT NULL,        -- of the workspace's salt, the kind and the value
  request_id INTEGER NOT NULL REFERENCES person_requests(id),
  PRIMARY KEY (hash, request_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_addresses_request ON erased_addresses(request_id);
`;
