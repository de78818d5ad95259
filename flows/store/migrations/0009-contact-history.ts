/**
 * What a contact was before each change, so that a past step can be explained with the values it saw. Nothing is written when a
 * contact is created. See store/contact-history.ts for the names of fields and for changes of many at once.
 */
export const sql = `
CREATE TABLE contact_history (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  field TEXT NOT NULL,
  old TEXT,                -- JSON of the value before; null: there was none
  mark INTEGER NOT NULL    -- the last step in the journal at that moment: later steps saw the change, this and earlier ones did not
) STRICT;
CREATE INDEX contact_history_contact ON contact_history(contact_id, id);
`;
