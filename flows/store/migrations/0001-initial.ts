/** The first workspace: contacts, events, flows, journeys with their journal, messages, accounts. Times are milliseconds. */
export const sql = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  key TEXT UNIQUE,
  email TEXT,              -- value of the first e-mail address; kept by the store together with addresses
  phone TEXT,              -- value of the first phone
  first_name TEXT,
  last_name TEXT,
  language TEXT,
  country TEXT,            -- ISO 3166-1 alpha-2
  timezone TEXT,           -- IANA, as the profile says; null when unknown
  attributes BLOB NOT NULL DEFAULT (jsonb('{}')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  merged_into INTEGER REFERENCES contacts(id)
) STRICT;
CREATE INDEX contacts_email ON contacts(email) WHERE email IS NOT NULL;
CREATE INDEX contacts_phone ON contacts(phone) WHERE phone IS NOT NULL;
CREATE INDEX contacts_created ON contacts(created_at);
CREATE INDEX contacts_name ON contacts(last_name, first_name);

CREATE TABLE addresses (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,      -- email, phone, telegram, viber, crm:hubspot ...
  value TEXT NOT NULL,     -- normalised: e-mail in lower case, phone in E.164
  state TEXT NOT NULL DEFAULT 'valid' CHECK (state IN ('valid','bounced','blocked','unconfirmed')),
  state_at INTEGER,
  reason TEXT,
  UNIQUE (contact_id, kind, value)
) STRICT;
CREATE INDEX addresses_value ON addresses(kind, value, contact_id);

CREATE TABLE consents (
  contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  topic TEXT NOT NULL DEFAULT '',  -- empty: the channel as a whole
  granted INTEGER NOT NULL CHECK (granted IN (0, 1)),
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (contact_id, channel, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX consents_channel ON consents(channel, topic, granted, contact_id);

CREATE TABLE contact_tags (
  contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (contact_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_tags_tag ON contact_tags(tag, contact_id);

CREATE TABLE events (
  id INTEGER PRIMARY KEY,  -- order of arrival; events of one instant keep it
  contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  key TEXT,                -- makes the event unique within its type
  props BLOB NOT NULL DEFAULT (jsonb('{}')),
  source TEXT NOT NULL,
  pending INTEGER NOT NULL DEFAULT 1  -- 1 until the engine has given it to journeys and triggers
) STRICT;
CREATE INDEX events_contact ON events(contact_id, type, at, id);
CREATE INDEX events_type ON events(type, at);
CREATE UNIQUE INDEX events_key ON events(type, key) WHERE key IS NOT NULL;
CREATE INDEX events_pending ON events(at, id) WHERE pending = 1;

CREATE TABLE segments (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  rule TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  config TEXT NOT NULL,    -- JSON; a secret field holds { "secret": "<reference into the host's vault>" }
  capabilities TEXT NOT NULL,  -- JSON list
  created_at INTEGER NOT NULL,
  paused_until INTEGER,    -- by the breaker, or a vendor's Retry-After
  paused_reason TEXT,
  checked_at INTEGER,
  check_result TEXT,       -- JSON { ok, detail }
  cursor TEXT,             -- JSON, opaque to us
  polled_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE account_defaults (capability TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts(id)) STRICT, WITHOUT ROWID;

CREATE TABLE flows (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft','running','paused','stopped')),
  draft TEXT NOT NULL,     -- the flow document
  revision INTEGER NOT NULL DEFAULT 1,
  bindings TEXT NOT NULL DEFAULT '{}',  -- JSON { "<slot>": "<account or segment id>" }
  version INTEGER,         -- the number that new entries get
  started_at INTEGER,      -- events before this do not enter
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  paused_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE versions (
  id INTEGER PRIMARY KEY,
  flow_id TEXT NOT NULL REFERENCES flows(id),
  number INTEGER NOT NULL,
  document TEXT NOT NULL,
  plan TEXT NOT NULL,
  plan_hash TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  UNIQUE (flow_id, number)
) STRICT;

-- Audience and schedule triggers: when each is next due.
CREATE TABLE trigger_timers (
  version_id INTEGER NOT NULL REFERENCES versions(id),
  node TEXT NOT NULL,
  due_at INTEGER,
  last_contact INTEGER NOT NULL DEFAULT 0,  -- how far a large audience has been let in
  PRIMARY KEY (version_id, node)
) STRICT, WITHOUT ROWID;
CREATE INDEX trigger_timers_due ON trigger_timers(due_at) WHERE due_at IS NOT NULL;

CREATE TABLE journeys (
  id INTEGER PRIMARY KEY,
  flow_id TEXT NOT NULL,
  version_id INTEGER NOT NULL REFERENCES versions(id),
  contact_id INTEGER NOT NULL REFERENCES contacts(id),
  key TEXT NOT NULL,       -- value of entry.key
  trigger TEXT NOT NULL,   -- node id
  event_id INTEGER,        -- the event that made it enter
  entered_at INTEGER NOT NULL,
  node TEXT,               -- where it stands; null when it has ended
  step_id INTEGER,         -- the open step
  visit INTEGER NOT NULL DEFAULT 0,
  arrived_at INTEGER NOT NULL,
  arrived_event INTEGER NOT NULL DEFAULT 0,  -- last event given before it arrived: later ones of the same instant are signals
  due_at INTEGER,          -- next timer
  held_due_at INTEGER,     -- the same, while the flow is paused
  goal_at INTEGER,
  goal_value REAL,
  exited_at INTEGER,
  exit_reason TEXT
) STRICT;
CREATE INDEX journeys_due ON journeys(due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX journeys_active ON journeys(contact_id, flow_id) WHERE exited_at IS NULL;
CREATE INDEX journeys_inside ON journeys(flow_id, id) WHERE exited_at IS NULL;
CREATE INDEX journeys_here ON journeys(version_id, node, arrived_at) WHERE exited_at IS NULL;
CREATE INDEX journeys_flow ON journeys(flow_id, contact_id, entered_at);
CREATE UNIQUE INDEX journeys_event ON journeys(flow_id, event_id, trigger) WHERE event_id IS NOT NULL;

-- What a waiting journey waits for.
CREATE TABLE signals (
  contact_id INTEGER NOT NULL,
  event TEXT NOT NULL,
  journey_id INTEGER NOT NULL REFERENCES journeys(id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  rule TEXT,               -- JSON rule over the event
  node TEXT,               -- for message events
  PRIMARY KEY (contact_id, event, journey_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX signals_journey ON signals(journey_id);

-- A signal that came while the flow was paused; given on resume. The first one counts.
CREATE TABLE held_signals (
  journey_id INTEGER PRIMARY KEY REFERENCES journeys(id) ON DELETE CASCADE,
  outcome TEXT NOT NULL,
  event TEXT NOT NULL      -- JSON of the event
) STRICT;

-- The journal: one row a visit of a node.
CREATE TABLE steps (
  id INTEGER PRIMARY KEY,
  journey_id INTEGER NOT NULL REFERENCES journeys(id),
  version_id INTEGER NOT NULL,
  node TEXT NOT NULL,
  visit INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  left_at INTEGER,
  outlet TEXT,             -- left by
  exit_reason TEXT,        -- or ended here
  why TEXT                 -- JSON
) STRICT;
CREATE INDEX steps_journey ON steps(journey_id, id);
CREATE INDEX steps_node ON steps(version_id, node, left_at);

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,  -- journey:node:visit
  flow_id TEXT NOT NULL,
  version_id INTEGER NOT NULL,
  journey_id INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  node TEXT NOT NULL,
  channel TEXT NOT NULL,
  topic TEXT NOT NULL,
  account_id TEXT,
  recipient TEXT,          -- the address it went to
  state TEXT NOT NULL,
  reason TEXT,
  state_at INTEGER NOT NULL,
  due_at INTEGER,          -- queued: not before this; null when it is not to be sent
  held_due_at INTEGER,     -- the same, while the flow is paused
  expires_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  handed_at INTEGER,       -- sending: from here on the vendor may have acted
  vendor_id TEXT,
  queued_at INTEGER NOT NULL,
  sent_at INTEGER,
  delivered_at INTEGER,
  read_at INTEGER,
  clicked_at INTEGER,
  replied_at INTEGER,
  failed_at INTEGER,
  content TEXT,            -- JSON of the rendered parts, once rendered
  cost REAL
) STRICT;
CREATE INDEX messages_due ON messages(account_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX messages_sending ON messages(account_id) WHERE state = 'sending';
CREATE INDEX messages_vendor ON messages(account_id, vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX messages_contact ON messages(contact_id, channel, queued_at);
CREATE INDEX messages_version ON messages(version_id, node, state);
CREATE INDEX messages_flow ON messages(flow_id, id);
CREATE INDEX messages_thread ON messages(account_id, contact_id, channel, sent_at) WHERE sent_at IS NOT NULL;  -- the mailbox

-- Vendor notices already applied.
CREATE TABLE received (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- The funnel, kept in the transaction that moves the journey. 'what' is entered | left:<outlet> | exit:<reason> | ended:<arm> | goal:<arm> |
-- message:<state> | suppressed:<reason> | goal | goal-value | cost.
CREATE TABLE counters (
  version_id INTEGER NOT NULL,
  node TEXT NOT NULL,      -- '' for the version as a whole
  what TEXT NOT NULL,
  n REAL NOT NULL,
  PRIMARY KEY (version_id, node, what)
) STRICT, WITHOUT ROWID;

-- Notices for the person: unknown messages, paused accounts, wake reports.
CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  params TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0
) STRICT;
`;
