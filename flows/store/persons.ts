/** All that a workspace holds about one person: read, counted, taken out. Which tables, and how: person-tables.ts. */
import { entryHash } from '../contacts/consent-chain.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import { sha256 } from './hash.ts';
import type { Db } from './open.ts';
import { mentioningTables, type PersonColumn, people, personTables, rowsOf } from './person-tables.ts';

/** Rows of each table, as an export shows them. */
export type PersonRows = Record<string, Record<string, unknown>[]>;
/** How many rows of each table. */
export type PersonCounts = Record<string, number>;

export interface Erased {
  /** Gone as a whole. */
  gone: PersonCounts;
  /** Still counted, without a person. */
  blanked: PersonCounts;
}

interface LogRow {
  id: number;
  contact: number;
  channel: string;
  topic: string;
  granted: number | null;
  at: number;
  source: string;
  proof: string | null;
}

const selected = (name: string, { shown }: PersonColumn): string =>
  shown === 'jsonb' ? `json("${name}") AS "${name}"` : `"${name}"`;

export type PersonStore = ReturnType<typeof personStore>;

export function personStore(db: Db) {
  const names = db
    .prepare<[number], number>(
      `WITH RECURSIVE names (id) AS (
         VALUES (?) UNION
         SELECT m.merged FROM contact_merges m JOIN names n ON m.survivor = n.id WHERE m.undone_at IS NULL
       ) SELECT id FROM names ORDER BY id`,
    )
    .pluck();
  const tables = personTables.map((table) => {
    const where = rowsOf(table);
    const shown = Object.entries(table.columns).filter(([, column]) => column.shown !== 'link');
    const becomes = Object.entries(table.columns).flatMap(([name, column]) =>
      column.becomes === undefined ? [] : [`"${name}" = ${column.becomes}`],
    );
    return {
      ...table,
      shown,
      where,
      rows:
        shown.length === 0
          ? null
          : db.prepare<[object], Record<string, unknown>>(
              `SELECT ${shown.map(([name, column]) => selected(name, column)).join(', ')}
               FROM ${table.table} WHERE ${where} ORDER BY ${table.order}`,
            ),
      count: db.prepare<[object], { gone: number; stays: number }>(
        `SELECT coalesce(sum(${table.goes}), 0) AS gone, coalesce(sum(NOT (${table.goes})), 0) AS stays
         FROM ${table.table} WHERE ${where}`,
      ),
      drop: table.goes === '0' ? null : db.prepare(`DELETE FROM ${table.table} WHERE ${where} AND (${table.goes})`),
      blank: becomes.length === 0 ? null : db.prepare(`UPDATE ${table.table} SET ${becomes.join(', ')} WHERE ${where}`),
      takesMoment: becomes.some((set) => set.includes('@at')),
    };
  });
  const values = db.prepare<[object], { kind: string; value: string }>(
    `SELECT kind, value FROM addresses WHERE contact_id IN ${people}
     UNION SELECT 'key', key FROM contacts WHERE id IN ${people} AND key IS NOT NULL`,
  );
  const crmRecords = db.prepare<[object], { kind: string; value: string }>(
    `SELECT 'crm:' || account_id AS kind, record AS value FROM sync_records WHERE contact_id IN ${people} AND kind = 'contact'`,
  );
  // What addresses were before stands in the history: it may be named in texts as well.
  const pastAddresses = db.prepare<[object], { kind: string; value: string }>(
    `SELECT DISTINCT json_extract(a.value, '$.kind') AS kind, json_extract(a.value, '$.value') AS value
       FROM contact_history h, json_each(h.old) a
       WHERE h.contact_id IN ${people} AND h.field = 'addresses'`,
  );
  const mentions = Object.entries(mentioningTables).map(([table, { text, typed }]) =>
    db.prepare(`DELETE FROM ${table} WHERE instr(${text}, ${typed === true ? '@typed' : '@value'}) > 0`),
  );
  const early = db.prepare(
    `DELETE FROM early_receipts WHERE (account_id, vendor_id) IN
       (SELECT account_id, vendor_id FROM messages WHERE contact_id IN ${people} AND vendor_id IS NOT NULL)`,
  );
  const sharedNoMore = db.prepare(
    `DELETE FROM shared_addresses WHERE kind = @kind AND value = @value
     AND NOT EXISTS (SELECT 1 FROM addresses a WHERE a.kind = @kind AND a.value = @value)`,
  );
  const log = db.prepare<[object], LogRow>(
    `SELECT id, contact_id AS contact, channel, topic, granted, at, source, proof FROM consent_log
     WHERE contact_id IN ${people} AND kept_hash IS NULL ORDER BY id`,
  );
  const keepHash = db.prepare('UPDATE consent_log SET kept_hash = ? WHERE id = ?');
  const inFlight = db
    .prepare<[object], 1>(
      `SELECT 1 FROM messages WHERE contact_id IN ${people} AND state = 'sending'
       UNION ALL SELECT 1 FROM operations WHERE contact_id IN ${people} AND state = 'running' LIMIT 1`,
    )
    .pluck();
  const queued = db.prepare<[object], { key: string }>(
    `SELECT key FROM messages WHERE contact_id IN ${people} AND state = 'queued' ORDER BY id`,
  );
  const queuedOperations = db.prepare<[object], { key: string }>(
    `SELECT key FROM operations WHERE contact_id IN ${people} AND state = 'queued' ORDER BY id`,
  );
  const texts = db.prepare<[object], { kind: 'flow' | 'segment'; id: string; name: string }>(
    `SELECT 'flow' AS kind, id, name FROM flows WHERE instr(draft, @value) > 0
     UNION ALL SELECT 'segment', id, name FROM segments WHERE instr(rule, @value) > 0`,
  );
  const requestTexts = db.prepare<[object], { id: number; reference: string | null; reason: string | null }>(
    `SELECT id, reference, reason FROM person_requests WHERE contact_id IN ${people}`,
  );
  const blankRequest = db.prepare('UPDATE person_requests SET reference = ?, reason = ? WHERE id = ?');

  // Two profiles that were one for a while and are two again: what was written down meanwhile is of both.
  const apart = db.prepare<[object], { other: number; from: number; to: number }>(
    `SELECT CASE WHEN survivor IN ${people} THEN merged ELSE survivor END AS other, at AS "from", undone_at AS "to"
     FROM contact_merges WHERE (survivor IN ${people} OR merged IN ${people}) AND undone_at IS NOT NULL`,
  );
  const dropShared = db.prepare('DELETE FROM contact_history WHERE contact_id = @other AND at >= @from AND at <= @to');
  const notTheirs = `NOT EXISTS (SELECT 1 FROM addresses a WHERE a.contact_id = @other AND a.value = @value)`;
  const blankTheirs = [
    `UPDATE messages SET recipient = NULL, content = NULL, vendor_id = NULL
     WHERE contact_id = @other AND recipient = @value AND ${notTheirs}`,
    `UPDATE operations SET input = '{}', result = NULL
     WHERE contact_id = @other AND instr(input, @value) > 0 AND ${notTheirs}`,
  ].map((sql) => db.prepare(sql));

  const asIds = (ids: readonly number[]) => ({ ids: JSON.stringify(ids) });

  const shownAs = (value: unknown, { shown }: PersonColumn, zone: string): unknown => {
    if (value === null) return null;
    if (shown === 'time') return formatInstant(Number(value), zone);
    if (shown === 'yes') return value === 1;
    return shown === 'json' || shown === 'jsonb' ? (JSON.parse(String(value)) as unknown) : value;
  };

  /** Addresses and keys of the person, today's and those of before. */
  function addressesOf(ids: readonly number[]): { kind: string; value: string }[] {
    const found = new Map<string, { kind: string; value: string }>();
    for (const one of [...values.all(asIds(ids)), ...pastAddresses.all(asIds(ids))])
      found.set(`${one.kind} ${one.value}`, one);
    return [...found.values()];
  }

  return {
    /** The person's own number and those of profiles that were merged into it. */
    names: (contact: number): number[] => names.all(contact),
    addressesOf,
    /** Records at CRMs that are theirs, as addresses `crm:<account>`. */
    crmRecordsOf: (ids: readonly number[]): { kind: string; value: string }[] => crmRecords.all(asIds(ids)),
    /** Everything, table by table; times in the zone. Tables without a row of the person are left out. */
    read(ids: readonly number[], zone: string): PersonRows {
      const found: PersonRows = {};
      for (const { table, rows, shown } of tables) {
        const list = rows?.all(asIds(ids)) ?? [];
        if (list.length === 0) continue;
        found[table] = list.map((row) =>
          Object.fromEntries(shown.map(([name, column]) => [name, shownAs(row[name], column, zone)])),
        );
      }
      return found;
    },
    /** What erasing would do. */
    foresee(ids: readonly number[]): Erased {
      const found: Erased = { gone: {}, blanked: {} };
      for (const { table, count, blank } of tables) {
        const { gone, stays } = count.get(asIds(ids)) ?? { gone: 0, stays: 0 };
        if (gone > 0) found.gone[table] = gone;
        if (stays > 0 && blank !== null) found.blanked[table] = stays;
      }
      return found;
    },
    /** Is a vendor being told something of them at this moment? */
    isInFlight: (ids: readonly number[]): boolean => inFlight.get(asIds(ids)) !== undefined,
    queuedMessages: (ids: readonly number[]): string[] => queued.all(asIds(ids)).map(({ key }) => key),
    queuedOperations: (ids: readonly number[]): string[] => queuedOperations.all(asIds(ids)).map(({ key }) => key),
    /** Flows and segments whose texts name an address of the person: those are the owner's to change. */
    namedIn(ids: readonly number[]): { kind: 'flow' | 'segment'; id: string; name: string }[] {
      const found = new Map<string, { kind: 'flow' | 'segment'; id: string; name: string }>();
      for (const { value } of addressesOf(ids).filter(isTelling)) {
        for (const one of texts.all({ value })) found.set(`${one.kind} ${one.id}`, one);
      }
      return [...found.values()];
    },
    /**
     * Takes the person out. Part of a transaction; journeys must have ended. What the file still holds in free space goes
     * with `rewriteFile`.
     */
    erase(ids: readonly number[], at: Millis): Erased {
      const params = asIds(ids);
      const known = addressesOf(ids);
      const erased: Erased = { gone: {}, blanked: {} };
      early.run(params);
      for (const { kind, value } of known.filter(isTelling)) {
        // However somebody writes a number, its last digits are the same.
        const typed = kind === 'phone' ? value.slice(-9) : value.toLowerCase();
        for (const mention of mentions) mention.run({ value, typed });
      }
      for (const { id, reference, reason } of requestTexts.all(params)) {
        const kept = (text: string | null) => (text === null || namesAny(text, known) ? null : text);
        blankRequest.run(kept(reference), kept(reason), id);
      }
      db.pragma('secure_delete = ON');
      for (const { other, from, to } of apart.all(params)) {
        dropShared.run({ other, from, to });
        for (const { value } of known) for (const blank of blankTheirs) blank.run({ other, value });
      }
      for (const { table, drop, blank, count, takesMoment } of tables) {
        if (table === 'consent_log') {
          for (const row of log.all(params)) {
            const granted = row.granted === null ? null : row.granted === 1;
            keepHash.run(entryHash(sha256, { ...row, granted }), row.id);
          }
        }
        const { stays } = count.get(params) ?? { stays: 0 };
        const gone = drop?.run(params).changes ?? 0;
        if (gone > 0) erased.gone[table] = gone;
        if (blank === null || stays === 0) continue;
        blank.run(takesMoment ? { ...params, at } : params);
        erased.blanked[table] = stays;
      }
      for (const one of known) sharedNoMore.run(one);
      db.pragma('secure_delete = OFF');
      return erased;
    },
  };
}

/** A short key, such as 17, stands in many texts by chance. */
const isTelling = ({ value }: { value: string }): boolean => value.length >= 6;

/** Does a text that somebody typed name the person? */
export const namesAny = (text: string, known: readonly { value: string }[]): boolean =>
  known.some((one) => isTelling(one) && text.toLowerCase().includes(one.value.toLowerCase()));
