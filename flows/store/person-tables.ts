/**
 * Where a person stands in a workspace: every table, every column. What is kept is exported by it, and erased by it; a test
 * walks the real schema and fails on a table or column that is not listed here, so that a later one is not forgotten.
 *
 * A new table that holds something about a contact goes into `personTables`, another one into `otherTables` with its columns.
 */

/** How a value is shown in an export. `link`: only a number of this file, which says nothing by itself. */
type Shown = 'text' | 'time' | 'json' | 'jsonb' | 'yes' | 'link';

export interface PersonColumn {
  shown: Shown;
  /** SQL of what it becomes where its row outlives the person; absent: it says nothing about whom it is. */
  becomes?: string;
}

export interface PersonTable {
  table: string;
  /**
   * Whose the row is: the column with a contact's number, or a journey's; `either` side of a merge; `watched`, `looked`:
   * behind the number of a watch or a segment; `message_id`: of whoever got the message.
   */
  by: 'id' | 'contact_id' | 'journey_id' | 'message_id' | 'watched' | 'looked' | 'either';
  /** SQL: rows that go as a whole; the others stay without a person. */
  goes: string;
  order: string;
  columns: Readonly<Record<string, PersonColumn>>;
}

const text: PersonColumn = { shown: 'text' };
const time: PersonColumn = { shown: 'time' };
const json: PersonColumn = { shown: 'json' };
const yes: PersonColumn = { shown: 'yes' };
const link: PersonColumn = { shown: 'link' };
const blank = (column: PersonColumn, becomes = 'NULL'): PersonColumn => ({ ...column, becomes });

/** A code of ours stays, because reports count by it; a vendor's own sentence may name somebody. */
const codeOf = (column: string): string =>
  `CASE WHEN ${column} NOT GLOB '*[^a-z0-9:-]*' AND ${column} NOT GLOB '*[0-9][0-9][0-9][0-9][0-9]*' THEN ${column} END`;

const all = '1';
const none = '0';

export const personTables: readonly PersonTable[] = [
  {
    table: 'contacts',
    by: 'id',
    goes: none,
    order: 'id',
    columns: {
      id: text,
      key: blank(text),
      email: blank(text),
      phone: blank(text),
      first_name: blank(text),
      last_name: blank(text),
      language: blank(text),
      country: blank(text),
      timezone: blank(text),
      attributes: blank({ shown: 'jsonb' }, "jsonb('{}')"),
      rfm: blank(text),
      reach: blank(link, '0'),
      created_at: blank(time, '@at'),
      updated_at: blank(time, '@at'),
      deleted_at: blank(time, '@at'),
      merged_into: blank(text),
      erased_at: blank(link, '@at'),
    },
  },
  {
    table: 'addresses',
    by: 'contact_id',
    goes: all,
    order: 'id',
    columns: { id: link, contact_id: link, kind: text, value: text, state: text, state_at: time, reason: text },
  },
  {
    table: 'consents',
    by: 'contact_id',
    goes: all,
    order: 'contact_id, channel, topic',
    columns: { contact_id: link, channel: text, topic: text, granted: yes, at: time, source: text, proof: json },
  },
  {
    // The chain holds: an entry keeps the hash that it had, and is marked so. See consent-ledger.ts.
    table: 'consent_log',
    by: 'contact_id',
    goes: none,
    order: 'id',
    columns: {
      id: text,
      contact_id: text,
      channel: blank(text, "''"),
      topic: blank(text, "''"),
      granted: blank(yes),
      at: blank(time, '0'),
      source: blank(text, "''"),
      proof: blank(json),
      kept_hash: link,
    },
  },
  {
    table: 'contact_tags',
    by: 'contact_id',
    goes: all,
    order: 'contact_id, tag',
    columns: { contact_id: link, tag: text },
  },
  {
    table: 'list_members',
    by: 'contact_id',
    goes: all,
    order: 'contact_id, list',
    columns: { list: text, contact_id: link, added_at: time },
  },
  {
    table: 'contact_history',
    by: 'contact_id',
    goes: all,
    order: 'id',
    columns: { id: link, contact_id: link, at: time, field: text, old: json, mark: link },
  },
  {
    // A merge that holds is of one person with themselves; of one that was undone, the other goes on.
    table: 'contact_merges',
    by: 'either',
    goes: 'undone_at IS NULL',
    order: 'id',
    columns: {
      id: link,
      survivor: text,
      merged: text,
      at: time,
      source: text,
      batch: link,
      undone_at: time,
      mark: link,
      // Both profiles side by side; what was each one's own stands in its history.
      before: blank(link, "'{}'"),
      after: blank(link, "'{}'"),
      moved: blank(link, "'{}'"),
    },
  },
  {
    table: 'contact_pauses',
    by: 'contact_id',
    goes: all,
    order: 'contact_id',
    columns: { contact_id: link, until: time },
  },
  {
    table: 'conversations',
    by: 'contact_id',
    goes: all,
    order: 'contact_id',
    columns: {
      contact_id: link,
      in_event: link,
      in_at: time,
      channel: text,
      account_id: text,
      out_at: time,
      asks: link,
      state: text,
      paused_until: time,
    },
  },
  {
    table: 'conversation_drafts',
    by: 'contact_id',
    goes: all,
    order: 'contact_id',
    columns: { contact_id: link, channel: text, text: text, saved_at: time },
  },
  {
    table: 'events',
    by: 'contact_id',
    goes: all,
    order: 'at, id',
    columns: {
      id: link,
      contact_id: link,
      type: text,
      at: time,
      key: text,
      props: { shown: 'jsonb' },
      source: text,
      pending: link,
    },
  },
  {
    table: 'journeys',
    by: 'contact_id',
    goes: none,
    order: 'id',
    columns: {
      id: text,
      flow_id: text,
      version_id: link,
      contact_id: link,
      key: blank(text, "''"),
      trigger: text,
      event_id: blank(link),
      entered_at: time,
      node: text,
      visit: link,
      arrived_at: time,
      arrived_event: blank(link, '0'),
      due_at: blank(time),
      held_due_at: blank(time),
      goal_at: time,
      goal_value: text,
      exited_at: time,
      exit_reason: text,
      memory: blank(json),
      sends: link,
    },
  },
  {
    table: 'steps',
    by: 'journey_id',
    goes: none,
    order: 'id',
    columns: {
      id: link,
      journey_id: text,
      version_id: link,
      node: text,
      visit: link,
      arrived_at: time,
      left_at: time,
      outlet: text,
      exit_reason: text,
      why: blank(json),
    },
  },
  {
    table: 'messages',
    by: 'contact_id',
    goes: none,
    order: 'id',
    columns: {
      id: text,
      key: link,
      flow_id: text,
      version_id: link,
      journey_id: text,
      contact_id: link,
      node: text,
      channel: text,
      topic: text,
      account_id: text,
      recipient: blank(text),
      state: text,
      reason: blank(text, codeOf('reason')),
      state_at: time,
      due_at: blank(time),
      held_due_at: blank(time),
      expires_at: link,
      attempts: link,
      handed_at: link,
      vendor_id: blank(text),
      queued_at: time,
      sent_at: time,
      delivered_at: time,
      read_at: time,
      clicked_at: time,
      replied_at: time,
      failed_at: time,
      content: blank(json),
      cost: text,
      priority: link,
      capped_at: link,
      reserved: link,
      print_job: link,
      closed_at: time,
      answers: link,
    },
  },
  {
    // That somebody clicked stays counted; where the link led goes with the content of the message.
    table: 'link_clicks',
    by: 'message_id',
    goes: none,
    order: 'message_id, link, machine',
    columns: {
      message_id: text,
      link: text,
      machine: yes,
      sign: text,
      first_at: time,
      last_at: time,
      times: text,
      due_at: link,
    },
  },
  {
    table: 'operations',
    by: 'contact_id',
    goes: none,
    order: 'id',
    columns: {
      id: link,
      key: link,
      flow_id: text,
      version_id: link,
      journey_id: text,
      contact_id: link,
      node: text,
      account_id: text,
      operation: text,
      input: blank(json, "'{}'"),
      state: text,
      reason: blank(text, codeOf('reason')),
      state_at: time,
      due_at: blank(time),
      held_due_at: blank(time),
      expires_at: link,
      attempts: link,
      max_attempts: link,
      handed_at: link,
      queued_at: time,
      result: blank(json),
    },
  },
  {
    table: 'tasks',
    by: 'contact_id',
    goes: all,
    order: 'id',
    columns: {
      id: link,
      key: link,
      flow_id: text,
      version_id: link,
      journey_id: text,
      contact_id: link,
      node: text,
      kind: text,
      title: text,
      script: text,
      outcomes: json,
      created_at: time,
      due_at: time,
      sort_at: link,
      state: text,
      ended_at: time,
      outcome: text,
      note: text,
    },
  },
  {
    // The code is the shop's: that it was given away and used stays counted.
    table: 'offer_issues',
    by: 'contact_id',
    goes: none,
    order: 'id',
    columns: {
      id: link,
      offer_id: text,
      contact_id: link,
      code: text,
      issued_at: time,
      issued_mark: link,
      redeemed_at: time,
      redeemed_mark: link,
      redeemed_how: text,
    },
  },
  {
    // Which records of a CRM are theirs, and what those put into the profile.
    table: 'sync_records',
    by: 'contact_id',
    goes: all,
    order: 'id',
    columns: {
      id: link,
      account_id: text,
      kind: text,
      record: text,
      contact_id: link,
      updated_at: time,
      hash: link,
      stage: text,
      outcome: text,
      wrote: json,
      deleted: yes,
    },
  },
  {
    table: 'date_timers',
    by: 'watched',
    goes: all,
    order: 'watch_id, contact_id',
    columns: { watch_id: link, contact_id: link, due_at: time, day: text, last: text },
  },
  {
    table: 'segment_members',
    by: 'watched',
    goes: all,
    order: 'watch_id, contact_id',
    columns: { watch_id: link, contact_id: link, initial: link },
  },
  {
    table: 'segment_people',
    by: 'looked',
    goes: all,
    order: 'segment_id, contact_id',
    columns: { segment_id: text, contact_id: link },
  },
  {
    table: 'signals',
    by: 'contact_id',
    goes: all,
    order: 'journey_id, ordinal, event',
    columns: {
      contact_id: link,
      event: text,
      journey_id: text,
      ordinal: link,
      outcome: text,
      rule: json,
      node: text,
    },
  },
  {
    table: 'held_signals',
    by: 'journey_id',
    goes: all,
    order: 'journey_id',
    columns: { journey_id: text, outcome: text, event: json, pull_to: text },
  },
  {
    table: 'merged_sends',
    by: 'journey_id',
    goes: all,
    order: 'journey_id, node',
    columns: { journey_id: text, node: text, visits: link, visit: link },
  },
  {
    table: 'contact_changes',
    by: 'contact_id',
    goes: all,
    order: 'contact_id',
    columns: { contact_id: link },
  },
  {
    table: 'bulk_before',
    by: 'contact_id',
    goes: all,
    order: 'action_id',
    columns: { action_id: text, contact_id: link, before: json },
  },
  {
    table: 'person_requests',
    by: 'contact_id',
    goes: none,
    order: 'id',
    columns: {
      id: text,
      kind: text,
      at: time,
      contact_id: link,
      asked_by: text,
      reference: text,
      reason: text,
      counts: json,
      certificate: link,
      cleaned_at: link,
      allowed_at: link,
    },
  },
];

/** Texts in which somebody may be named, without a number of theirs: rows that name an address of the person go. */
export const mentioningTables: Readonly<Record<string, { text: string; typed?: true; columns: string }>> = {
  early_receipts: { text: 'receipt', columns: 'account_id vendor_id id received_at receipt' },
  notices: { text: 'params', columns: 'id at code params seen' },
  // As somebody typed it into a file: a phone with spaces and brackets.
  import_refused: {
    text: "lower(replace(replace(replace(replace(cells, ' ', ''), '-', ''), '(', ''), ')', ''))",
    typed: true,
    columns: 'import_id line cells reasons',
  },
};

/** The other tables, with all of their columns: nothing in them is about one contact. */
export const otherTables: Readonly<Record<string, string>> = {
  migrations: 'number name hash',
  meta: 'key value',
  // Rules and documents are the owner's texts; where one names an address of the person, the owner is told.
  segments: 'id name rule updated_at by_hand',
  flows: 'id name status draft revision bindings version started_at created_at updated_at paused_at step_done',
  versions: 'id flow_id number document plan plan_hash published_at',
  flow_steps: 'flow_id seq at delta',
  flow_checkpoints: 'id flow_id name at document bindings',
  flow_origins: 'id flow_id kind name language at document',
  block_library: 'id newest',
  block_revisions: 'block_id revision content at',
  accounts:
    'id type name config capabilities created_at paused_until paused_reason checked_at check_result cursor polled_at prices sign_in sign_in_needed',
  account_defaults: 'capability account_id',
  syncs:
    'account_id kind state since mapping cursor begun_at caught_up_at looked_at due_at failures error error_class read created updated events skipped',
  // Counts of a vendor's deliveries; nothing of what stood in them.
  vendor_hooks: 'account_id path digest made_at known_at last_at taken refused refused_at refused_for',
  trigger_timers: 'version_id node due_at last_contact',
  watches: 'id flow_id node what filled',
  throttles: 'flow_id node window_at taken',
  counters: 'version_id node what n',
  flow_costs: 'flow_id spent reserved',
  forecasts: 'flow_id version made_at from_at seed result',
  // Numbers by vendors, so that nothing is taken twice.
  received: 'account_id id at',
  // Goes with the last contact who has the address.
  shared_addresses: 'kind value at',
  consent_seals: 'up_to root hash',
  offers: 'id content updated_at',
  offer_history: 'offer_id at content',
  offer_codes: 'id offer_id code added_at added_mark issued_at issued_mark',
  // By what is in them: pictures of letters, attachments, the logo.
  files: 'hash type size added_at bytes',
  letter_parts: 'id name language blocks updated_at',
  forms: 'id content updated_at submissions last_at removed_at',
  imports: 'id kind file origin at state columns read created updated unchanged refused undone_at undo',
  import_parts: 'what first last import_id',
  import_mappings: 'kind signature how used_at',
  segment_looks: 'segment_id rule since at',
  segment_sizes: 'segment_id at size entered gone',
  print_jobs: 'id format skip pieces what made_at printed_at told_at',
  // What is being changed for whom is forgotten when it is done.
  bulk_actions: 'id at action target state position total seen changed undone ended_at',
  // Hashes only: what tells an import that somebody wished to be erased.
  erased_addresses: 'hash request_id',
};

/** The contacts by whose numbers a person goes, as SQL over `@ids`. */
export const people = '(SELECT value FROM json_each(@ids))';

/** Which rows of the table are theirs. */
export function rowsOf({ by }: PersonTable): string {
  switch (by) {
    case 'journey_id':
      return `journey_id IN (SELECT id FROM journeys WHERE contact_id IN ${people})`;
    case 'message_id':
      return `message_id IN (SELECT id FROM messages WHERE contact_id IN ${people})`;
    case 'either':
      return `(survivor IN ${people} OR merged IN ${people})`;
    case 'watched':
      return `watch_id IN (SELECT id FROM watches) AND contact_id IN ${people}`;
    case 'looked':
      return `segment_id IN (SELECT id FROM segments) AND contact_id IN ${people}`;
    default:
      return `${by} IN ${people}`;
  }
}
