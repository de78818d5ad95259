/** Who followed the links of messages: people, and machines apart from them. See store/link-clicks.ts. */
export const sql = `
CREATE TABLE link_clicks (
  message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
  link INTEGER NOT NULL,      -- its place in the list that is kept with the message
  machine INTEGER NOT NULL,
  sign TEXT,                  -- of a machine: what gave it away
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  times INTEGER NOT NULL,
  due_at INTEGER,             -- until then it may turn out to be a machine's; NULL: decided
  PRIMARY KEY (message_id, link, machine)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_clicks_due ON link_clicks(due_at) WHERE due_at IS NOT NULL;
`;
