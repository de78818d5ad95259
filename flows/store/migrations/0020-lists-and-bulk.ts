/**
 * Segments by hand: their members stand in a table, their rule asks it. And changes of many contacts at once, which go on in
 * portions and can be taken back: see store/lists.ts and store/bulk-actions.ts.
 */
const mark = (name: string, on: string, contact: string) => `
CREATE TRIGGER ${name} AFTER ${on} ON list_members WHEN EXISTS (SELECT 1 FROM watches) BEGIN
  INSERT INTO contact_changes SELECT ${contact} WHERE NOT EXISTS (SELECT 1 FROM contact_changes WHERE contact_id = ${contact});
END;`;

export const sql = `
ALTER TABLE segments ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;

CREATE TABLE list_members (
  list TEXT NOT NULL REFERENCES segments(id) ON DELETE CASCADE,
  contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (list, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_members_contact ON list_members(contact_id, list);
${mark('list_joined', 'INSERT', 'new.contact_id')}
${mark('list_left', 'DELETE', 'old.contact_id')}

CREATE TABLE bulk_actions (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  action TEXT NOT NULL,      -- JSON: what is changed
  target TEXT,               -- JSON: who; gone when it is done
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'canceled', 'undoing', 'undone')),
  position INTEGER NOT NULL DEFAULT 0,  -- the last contact that was looked at
  total INTEGER NOT NULL,    -- of whom it was about when it began
  seen INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  undone INTEGER NOT NULL DEFAULT 0,
  ended_at INTEGER
) STRICT;
CREATE INDEX bulk_actions_open ON bulk_actions(id) WHERE state IN ('running', 'undoing');

-- Whom it changed, and what was before.
CREATE TABLE bulk_before (
  action_id INTEGER NOT NULL REFERENCES bulk_actions(id) ON DELETE CASCADE,
  contact_id INTEGER NOT NULL,
  before TEXT,               -- JSON; null: there was nothing
  PRIMARY KEY (action_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_before_contact ON bulk_before(contact_id);
`;
