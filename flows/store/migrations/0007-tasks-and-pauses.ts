/** Tasks that flows give to people, and contacts to whom nothing is sent automatically for a while. */
export const sql = `
CREATE TABLE tasks (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,  -- journey:node:visit, as of messages
  flow_id TEXT NOT NULL,
  version_id INTEGER NOT NULL,
  journey_id INTEGER NOT NULL,
  contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  node TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,       -- rendered
  script TEXT NOT NULL,
  outcomes TEXT NOT NULL,    -- JSON list of { id, name }
  created_at INTEGER NOT NULL,
  due_at INTEGER,
  sort_at INTEGER NOT NULL,  -- due_at, else created_at: the order of the list
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open','done','canceled')),
  ended_at INTEGER,
  outcome TEXT,
  note TEXT
) STRICT;
CREATE INDEX tasks_open ON tasks(sort_at, id) WHERE state = 'open';
CREATE INDEX tasks_ended ON tasks(state, ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX tasks_contact ON tasks(contact_id, id);

CREATE TABLE contact_pauses (
  contact_id INTEGER PRIMARY KEY REFERENCES contacts(id) ON DELETE CASCADE,
  until INTEGER NOT NULL
) STRICT;
`;
