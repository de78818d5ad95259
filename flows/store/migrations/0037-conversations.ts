/**
 * What people write to us, by contact: who waits for an answer, who was handed to a person, what is done. Kept by the file itself in the
 * transaction that receives or sends; store/conversations.ts makes the same rows anew from the log. What came before is not said to
 * wait: nobody knows any more what was answered elsewhere.
 */
const came = (row: string): string =>
  `${row}.type = 'message.received' AND substr(${row}.key, 1, length(${row}.source) + 1) = ${row}.source || ':'`;
const prop = (row: string, name: string): string => `json_extract(${row}.props, '$.${name}')`;
/** The latest message of ours that left. */
const left = (contact: string): string => `(SELECT max(sent_at) FROM messages WHERE contact_id = ${contact})`;
const paused = (contact: string): string => `(SELECT until FROM contact_pauses WHERE contact_id = ${contact})`;

export const sql = `
-- The event that a message of ours is the answer to.
ALTER TABLE messages ADD COLUMN answers INTEGER;
CREATE INDEX messages_answers ON messages(contact_id, answers) WHERE answers IS NOT NULL;

CREATE TABLE conversations (
  contact_id INTEGER PRIMARY KEY REFERENCES contacts(id) ON DELETE CASCADE,
  in_event INTEGER NOT NULL, -- the last that came
  in_at INTEGER NOT NULL,
  channel TEXT NOT NULL,
  account_id TEXT,
  out_at INTEGER,            -- when the last of ours left, whoever wrote it
  asks INTEGER,              -- the last event that nobody has answered; null: nothing waits
  state TEXT NOT NULL,       -- open, done
  paused_until INTEGER       -- as contact_pauses: a person has taken over
) STRICT;
CREATE INDEX conversations_recent ON conversations(state, in_at, contact_id);
CREATE INDEX conversations_channel ON conversations(state, channel, in_at, contact_id);
CREATE INDEX conversations_waiting ON conversations(in_at, contact_id) WHERE asks IS NOT NULL;
CREATE INDEX conversations_paused ON conversations(in_at, contact_id) WHERE paused_until IS NOT NULL;

-- What a person has begun to write.
CREATE TABLE conversation_drafts (
  contact_id INTEGER PRIMARY KEY REFERENCES contacts(id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  text TEXT NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT;

INSERT INTO conversations (contact_id, in_event, in_at, channel, account_id, out_at, state, paused_until)
  SELECT e.contact_id, max(e.id), e.at, coalesce(${prop('e', 'channel')}, ''), ${prop('e', 'account')}, ${left('e.contact_id')},
    'open', ${paused('e.contact_id')}
  FROM events e WHERE ${came('e')} GROUP BY e.contact_id;

CREATE TRIGGER conversations_in AFTER INSERT ON events WHEN ${came('new')} BEGIN
  INSERT INTO conversations (contact_id, in_event, in_at, channel, state, out_at, paused_until)
    SELECT new.contact_id, new.id, new.at, '', 'open', ${left('new.contact_id')}, ${paused('new.contact_id')}
    WHERE NOT EXISTS (SELECT 1 FROM conversations WHERE contact_id = new.contact_id);
  UPDATE conversations SET in_event = new.id, in_at = new.at, channel = coalesce(${prop('new', 'channel')}, ''),
    account_id = ${prop('new', 'account')}, state = 'open', asks = iif(${prop('new', 'handled')} = 0, new.id, asks)
    WHERE contact_id = new.contact_id;
END;
CREATE TRIGGER conversations_done AFTER INSERT ON events WHEN new.type IN ('conversation.done', 'conversation.opened') BEGIN
  UPDATE conversations SET state = iif(new.type = 'conversation.done', 'done', 'open'), asks = NULL
    WHERE contact_id = new.contact_id;
END;
CREATE TRIGGER conversations_out AFTER UPDATE OF sent_at ON messages
  WHEN old.sent_at IS NULL AND new.sent_at IS NOT NULL AND EXISTS (SELECT 1 FROM conversations WHERE contact_id = new.contact_id)
BEGIN
  -- A flow that the unanswered message let in has answered it.
  UPDATE messages SET answers = (SELECT j.event_id FROM journeys j JOIN conversations c ON c.contact_id = new.contact_id
      WHERE j.id = new.journey_id AND j.event_id = c.asks)
    WHERE id = new.id AND answers IS NULL;
  UPDATE conversations SET out_at = max(coalesce(out_at, new.sent_at), new.sent_at),
      asks = iif(asks <= (SELECT answers FROM messages WHERE id = new.id), NULL, asks)
    WHERE contact_id = new.contact_id;
END;
CREATE TRIGGER conversations_pause AFTER INSERT ON contact_pauses BEGIN
  UPDATE conversations SET paused_until = new.until WHERE contact_id = new.contact_id;
END;
CREATE TRIGGER conversations_repause AFTER UPDATE ON contact_pauses BEGIN
  UPDATE conversations SET paused_until = new.until WHERE contact_id = new.contact_id;
END;
CREATE TRIGGER conversations_unpause AFTER DELETE ON contact_pauses BEGIN
  UPDATE conversations SET paused_until = NULL WHERE contact_id = old.contact_id;
END;
`;
