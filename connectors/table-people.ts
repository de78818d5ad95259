/**
 * A table of people (a sheet, files in a folder) as contact records, for connectors whose vendor cannot say what changed. Rows are told from
 * one another by a digest of what they say: one that is new or says something else comes in, wherever it stands by now.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ConnectorError } from '../flows/sdk/connector.ts';
import type { AttributeValue } from '../flows/sdk/contact.ts';
import type { SyncClient, SyncField, SyncPerson, SyncRecord } from '../flows/sdk/sync.ts';
import type { Millis } from '../flows/sdk/time.ts';
import { keyColumn, mapByName } from '../flows/tables/map-columns.ts';
import { bool, clean, date, number } from '../flows/tables/normalise.ts';
import { type ColumnType, type Scanned, scanTable } from '../flows/tables/scan.ts';
import type { Table } from '../flows/tables/table.ts';

/** The position holds a digest of each row: more of them belong into an import, or a database. */
export const mostRows = 50_000;
const pageSize = 1000;
const digestSize = 5;

/** Which column is what. */
export interface Columns {
  names: readonly string[];
  /** Null: nobody said and none looks like it. */
  id: number | null;
  emails: readonly number[];
  phones: readonly number[];
  firstName: number | null;
  lastName: number | null;
}

export interface TablePerson {
  id: string;
  person: SyncPerson;
  values: Readonly<Record<string, AttributeValue>>;
  digest: number;
}

const kinds: Readonly<Record<ColumnType, SyncField['type']>> = {
  number: 'number',
  date: 'date',
  boolean: 'boolean',
  text: 'text',
};
/** What a field of a contact may be filled with by a mapping. */
const mappable = /^(?:language|country|timezone|tags|attributes\.[\p{L}\p{N}_][\p{L}\p{N}_ -]{0,99})$/u;

/** `idColumn`: the person's own choice. Throws `bad-request` where there is no such column. */
export function columnsOf(names: readonly string[], idColumn: string | undefined): Columns {
  const fields = mapByName(names);
  const all = (field: string): number[] => names.flatMap((name, index) => (fields[name] === field ? [index] : []));
  const wanted = idColumn?.trim() ?? keyColumn(names);
  const id = wanted === null ? -1 : names.findIndex((name) => name.trim() === wanted.trim());
  if (idColumn !== undefined && id < 0)
    throw new ConnectorError('bad-request', `There is no column "${idColumn}". There are: ${names.join(', ')}.`);
  return {
    names,
    id: id < 0 ? null : id,
    emails: all('email').filter((index) => index !== id),
    phones: all('phone').filter((index) => index !== id),
    firstName: all('first_name')[0] ?? null,
    lastName: all('last_name')[0] ?? null,
  };
}

/** What a row is known by: its own number or code, else the e-mail, else the phone. Empty: by nothing. */
export function idOf({ id, emails, phones }: Columns, cells: readonly string[]): string {
  const at = (index: number | null | undefined): string => (index == null ? '' : clean(cells[index] ?? ''));
  const first = (list: readonly number[]): string => list.map(at).find((text) => text !== '') ?? '';
  return (at(id) || first(emails).toLowerCase() || first(phones).replace(/[^\d+]/g, '')).slice(0, 200);
}

/** Columns that are not the person itself: what a mapping can bring in. */
export function fieldsOf(columns: Columns, scanned: Scanned, writable: boolean): SyncField[] {
  const { names, emails, phones, firstName, lastName } = columns;
  const person = new Set([...emails, ...phones, firstName, lastName]);
  const targets = mapByName(names);
  const taken = new Set<string>();
  return names.flatMap((name, index): SyncField[] => {
    if (person.has(index) || name.trim() === '') return [];
    // As an import would have it: what is nothing else is an attribute of its own name.
    const target = targets[name] ?? '';
    const offered = index !== columns.id && mappable.test(target) && !taken.has(target);
    if (offered) taken.add(target);
    const suggested = offered ? { suggested: target } : {};
    return [
      {
        name,
        label: name,
        // A customer's number is a name, whatever it looks like.
        type: index === columns.id ? 'text' : kinds[scanned.column(name).type],
        writable: writable && index !== columns.id,
        ...suggested,
      },
    ];
  });
}

/** Everybody in a table; of two rows with the same id the first. Rows that are known by nothing are left out. */
export async function readPeople(table: Table, idColumn: string | undefined, writable: boolean) {
  const columns = columnsOf(table.columns, idColumn);
  const scanned = await scanTable(table, undefined, 'en');
  const fields = fieldsOf(columns, scanned, writable);
  const places = fields.map((field) => ({ field, index: columns.names.indexOf(field.name) }));
  const people = new Map<string, TablePerson>();
  await table.rows((rows) => {
    for (const { cells, broken } of rows) {
      const id = broken === true ? '' : idOf(columns, cells);
      if (id === '' || people.has(id)) continue;
      const values: Record<string, AttributeValue> = {};
      for (const { field, index } of places) {
        const value = readValue(clean(cells[index] ?? ''), field.type, scanned.column(field.name).dates);
        if (value !== null) values[field.name] = value;
      }
      const texts = (list: readonly number[]): string[] =>
        list.map((index) => clean(cells[index] ?? '')).filter((text) => text !== '');
      const name = (index: number | null): string | null => (index === null ? null : clean(cells[index] ?? '') || null);
      const person = {
        firstName: name(columns.firstName),
        lastName: name(columns.lastName),
        emails: texts(columns.emails),
        phones: texts(columns.phones),
      };
      people.set(id, { id, person, values, digest: digestOf([id, person, values]) });
      if (people.size > mostRows)
        throw new ConnectorError(
          'bad-request',
          `There are more than ${mostRows} people in it. Bring so many in by an import, and keep the latest in the table.`,
        );
    }
  });
  return { columns, fields, people };
}

function readValue(text: string, type: SyncField['type'], dates: Scanned['dates']): AttributeValue {
  if (text === '') return null;
  // A cell that is not what its column is stays what it says.
  if (type === 'number') return number(text) ?? text;
  if (type === 'boolean') return bool(text) ?? text;
  // Where a cell names a zone it is told by Greenwich: the table's own is not known.
  if (type === 'date') return date(text, dates, 'UTC') ?? text;
  return text;
}

const digestOf = (what: unknown): number =>
  createHash('sha256').update(JSON.stringify(what)).digest().readUIntBE(0, digestSize);

export interface Snapshot {
  /** When it was read, by the clock of whoever has it. */
  at: Millis;
  people: readonly TablePerson[];
  fields: readonly SyncField[];
  /** Names the state of the source, where that can be told without reading it. */
  stamp: string | null;
}

const cursorSchema = z.object({
  /** Digests of all rows at the end of the last look, five bytes each. */
  known: z.base64(),
  stamp: z.string().nullable(),
  /** What was being read, and how much of what changed in it came in. Null: nothing is under way. */
  source: z.string().nullable(),
  done: z.number(),
});
type Cursor = z.output<typeof cursorSchema>;

/** `read` all of it; `stamp`, where there is a cheap one, says whether that is needed. */
export function tableSync({
  read,
  stamp,
}: {
  read(context: { signal: AbortSignal; since: Millis | null; now: Millis }): Promise<Snapshot>;
  stamp?(context: { since: Millis | null }): Promise<string>;
}): SyncClient {
  /** What a look is in the midst of: pages of the same look are of the same state. */
  let kept: { source: string; snapshot: Snapshot } | null = null;
  const only = (kind: string): void => {
    if (kind !== 'contact') throw new ConnectorError('bad-request', 'A table has people only.');
  };
  const plain = async (signal: AbortSignal): Promise<Snapshot> => read({ signal, since: null, now: Date.now() });

  return {
    async pull(kind, given, { signal, now, since }) {
      only(kind);
      const cursor: Cursor = cursorSchema.safeParse(given).data ?? { known: '', stamp: null, source: null, done: 0 };
      if (cursor.source === null && cursor.stamp !== null && cursor.stamp === (await stamp?.({ since })))
        return { records: [], cursor, more: false };
      if (kept === null || kept.source !== cursor.source) {
        const snapshot = await read({ signal, since, now });
        kept = { snapshot, source: String(digestOf(snapshot.people.map(({ digest }) => digest))) };
      }
      const { source, snapshot } = kept;
      const known = asSet(cursor.known);
      const changed = snapshot.people.filter(({ digest }) => !known.has(digest));
      // What was read before is gone, with the process or with a change: it begins again.
      const from = cursor.source === source ? cursor.done : 0;
      const records = changed.slice(from, from + pageSize).map((one) => recordOf(one, snapshot.at));
      const done = from + records.length;
      if (done < changed.length) return { records, cursor: { ...cursor, source, done } satisfies Cursor, more: true };
      kept = null;
      const next: Cursor = { known: asBase64(snapshot.people), stamp: snapshot.stamp, source: null, done: 0 };
      return { records, cursor: next, more: false };
    },
    async get(kind, ids, { signal }) {
      only(kind);
      const wanted = new Set(ids);
      const { at, people } = await plain(signal);
      return people.filter(({ id }) => wanted.has(id)).map((one) => recordOf(one, at));
    },
    async newest(kind, limit, { signal }) {
      only(kind);
      const { at, people } = await plain(signal);
      return people
        .slice(-limit)
        .reverse()
        .map((one) => recordOf(one, at));
    },
    async fields(kind, { signal }) {
      only(kind);
      return [...(await plain(signal)).fields];
    },
    pipelines: () => Promise.resolve([]),
  };
}

function recordOf({ id, person, values }: TablePerson, at: Millis): SyncRecord {
  return {
    kind: 'contact',
    id,
    updatedAt: at,
    createdAt: null,
    deleted: false,
    title: null,
    person,
    contacts: [],
    stage: null,
    outcome: null,
    amount: null,
    values,
  };
}

function asSet(text: string): Set<number> {
  const bytes = Buffer.from(text, 'base64');
  const found = new Set<number>();
  for (let at = 0; at + digestSize <= bytes.length; at += digestSize) found.add(bytes.readUIntBE(at, digestSize));
  return found;
}

function asBase64(people: readonly TablePerson[]): string {
  const bytes = Buffer.alloc(people.length * digestSize);
  for (const [index, { digest }] of people.entries()) bytes.writeUIntBE(digest, index * digestSize, digestSize);
  return bytes.toString('base64');
}
