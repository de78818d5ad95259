/** Which profiles became one, so that it can be undone; what must not be sent twice because of it; who only shares an address. */
export const sql = `
CREATE TABLE contact_merges (
  id INTEGER PRIMARY KEY,
  survivor INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  merged INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,    -- manual, or the kind of address that both had
  batch INTEGER,           -- merges made together have the number of the first
  undone_at INTEGER,
  mark INTEGER NOT NULL,   -- the last step in the journal at that moment
  before TEXT NOT NULL,    -- JSON: the profile that stays, before
  after TEXT NOT NULL,     -- JSON: the same, after; with what is not its own
  moved TEXT NOT NULL      -- JSON: numbers of the events, messages, journeys, tasks and operations that it took over
) STRICT;
CREATE INDEX contact_merges_survivor ON contact_merges(survivor, id);
CREATE UNIQUE INDEX contact_merges_merged ON contact_merges(merged) WHERE undone_at IS NULL;
CREATE INDEX contact_merges_batch ON contact_merges(batch, id) WHERE batch IS NOT NULL;

-- Visits of a node whose messages the person has got already, through a journey of the other profile.
CREATE TABLE merged_sends (
  journey_id INTEGER NOT NULL REFERENCES journeys(id) ON DELETE CASCADE,
  node TEXT NOT NULL,
  visits INTEGER NOT NULL, -- so many are still to be passed over
  visit INTEGER,           -- the one that is being passed over
  PRIMARY KEY (journey_id, node)
) STRICT, WITHOUT ROWID;

-- An address that different people share, such as a family's phone.
CREATE TABLE shared_addresses (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
`;
