/**
 * What the engine watches of contacts: who is in a segment, whose date comes when. Whatever changes a contact writes its
 * number down while anything is watched; the engine looks at those, and at nobody else.
 */
const mark = (name: string, on: string, contact: string) => `
CREATE TRIGGER ${name} AFTER ${on} WHEN EXISTS (SELECT 1 FROM watches) BEGIN
  INSERT INTO contact_changes SELECT ${contact} WHERE NOT EXISTS (SELECT 1 FROM contact_changes WHERE contact_id = ${contact});
END;`;

export const sql = `
CREATE TABLE watches (
  id INTEGER PRIMARY KEY,
  flow_id TEXT NOT NULL,
  node TEXT NOT NULL,      -- a trigger; '' for the flow's exit rules
  what TEXT NOT NULL,      -- JSON of what is watched: when it changes, the watch begins anew
  filled INTEGER NOT NULL DEFAULT 0,  -- dates: everybody was looked at once
  UNIQUE (flow_id, node)
) STRICT;

-- Who was in the segment when it was last looked at.
CREATE TABLE segment_members (
  watch_id INTEGER NOT NULL REFERENCES watches(id) ON DELETE CASCADE,
  contact_id INTEGER NOT NULL,
  initial INTEGER NOT NULL DEFAULT 0,  -- was in it at the start and is still to be let in
  PRIMARY KEY (watch_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_members_initial ON segment_members(watch_id, contact_id) WHERE initial = 1;

-- When each contact's date comes next.
CREATE TABLE date_timers (
  watch_id INTEGER NOT NULL REFERENCES watches(id) ON DELETE CASCADE,
  contact_id INTEGER NOT NULL,
  due_at INTEGER,          -- null when it does not come again
  day TEXT,                -- the date that is then due
  last TEXT,               -- the last date that let the contact in
  PRIMARY KEY (watch_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX date_timers_due ON date_timers(watch_id, due_at, contact_id) WHERE due_at IS NOT NULL;

CREATE TABLE contact_changes (contact_id INTEGER PRIMARY KEY) STRICT;
${mark('contacts_added', 'INSERT ON contacts', 'new.id')}
${mark('contacts_changed', 'UPDATE ON contacts', 'new.id')}
${mark('tags_added', 'INSERT ON contact_tags', 'new.contact_id')}
${mark('tags_removed', 'DELETE ON contact_tags', 'old.contact_id')}
${mark('consents_added', 'INSERT ON consents', 'new.contact_id')}
${mark('consents_changed', 'UPDATE ON consents', 'new.contact_id')}
${mark('addresses_added', 'INSERT ON addresses', 'new.contact_id')}
${mark('addresses_changed', 'UPDATE ON addresses', 'new.contact_id')}
${mark('addresses_removed', 'DELETE ON addresses', 'old.contact_id')}
`;
