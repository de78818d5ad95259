/** Offers, what they were before, the codes put in for people to be given, and who was given which. See store/offers.ts. */
export const sql = `
CREATE TABLE offers (
  id TEXT PRIMARY KEY,
  content TEXT NOT NULL,       -- JSON: offerSchema
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- As it was from then on: explanations tell what held at the time.
CREATE TABLE offer_history (
  offer_id TEXT NOT NULL REFERENCES offers(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (offer_id, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_codes (
  id INTEGER PRIMARY KEY,      -- given in this order
  offer_id TEXT NOT NULL REFERENCES offers(id) ON DELETE CASCADE,
  code TEXT NOT NULL COLLATE NOCASE,
  added_at INTEGER NOT NULL,
  added_mark INTEGER NOT NULL,   -- marks as in contact_history
  issued_at INTEGER,
  issued_mark INTEGER,
  UNIQUE (offer_id, code)
) STRICT;
CREATE INDEX offer_codes_left ON offer_codes(offer_id, id) WHERE issued_at IS NULL;

-- Who was given what. A merged profile may hold two codes of one offer: the first counts.
CREATE TABLE offer_issues (
  id INTEGER PRIMARY KEY,
  offer_id TEXT NOT NULL REFERENCES offers(id) ON DELETE CASCADE,
  contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  code TEXT NOT NULL COLLATE NOCASE,
  issued_at INTEGER,           -- null: used without having been given, as a friend's
  issued_mark INTEGER,
  redeemed_at INTEGER,
  redeemed_mark INTEGER,
  redeemed_how TEXT            -- event, flow or hand
) STRICT;
CREATE INDEX offer_issues_contact ON offer_issues(contact_id, offer_id, id);
CREATE INDEX offer_issues_code ON offer_issues(offer_id, code);
CREATE INDEX offer_issues_redeemed ON offer_issues(offer_id, redeemed_at) WHERE redeemed_at IS NOT NULL;
`;
