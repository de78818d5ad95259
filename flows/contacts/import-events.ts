/** What happened to contacts, from a file. Each row is one event; its other columns are the event's properties. */
import { KaskadError } from '../sdk/problem.ts';
import type { Store } from '../store/store.ts';
import { requireColumn } from '../tables/map-columns.ts';
import { countryOfZone, email, instant, phone } from '../tables/normalise.ts';
import type { Source } from '../tables/source.ts';
import {
  cellOf,
  type Imported,
  maxValueShown,
  openForImport,
  type Progress,
  runRows,
  type TableOptions,
  typedCell,
} from './import-run.ts';

export interface EventImportOptions extends TableOptions {
  /** Such as `order.created`. */
  type: string;
  /** The column with the contact's key or address. */
  contact: string;
  /** The column with the time. */
  at: string;
  /** Column to property; an empty name or `-` leaves the column out. */
  map?: Readonly<Record<string, string>> | undefined;
  /** The column that makes an event unique: the same key twice is one event. It is a property too. */
  key?: string | null | undefined;
}

/**
 * Events of contacts known by key or address; of others the row is refused. Events of one instant keep the file's order.
 * Throws `unknown-column`, `bad-event-type` and the errors of openTable before anything is stored.
 */
export async function importEvents(
  store: Store,
  source: Source,
  options: EventImportOptions,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Imported> {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.:-]{0,99}$/u.test(options.type)) {
    throw new KaskadError('bad-event-type', `"${options.type}" cannot name events. Use words such as order.created.`, {
      type: options.type,
    });
  }
  const opened = await openForImport(store, source, options);
  const { table, scanned, zone } = opened;
  const index = (column: string) => table.columns.indexOf(requireColumn(column, table.columns));
  const contactColumn = index(options.contact);
  const atColumn = index(options.at);
  const keyColumn = options.key === undefined || options.key === null ? -1 : index(options.key);
  const names = new Map(table.columns.map((name) => [name, name]));
  for (const [column, prop] of Object.entries(options.map ?? {})) {
    const name = table.columns[index(column)] as string;
    if (prop === '' || prop === '-') names.delete(name);
    else names.set(name, prop);
  }
  const props = table.columns
    .map((column, at) => ({ column, at, name: names.get(column), ...scanned.column(column) }))
    .filter((one) => one.name !== undefined && one.at !== contactColumn && one.at !== atColumn)
    // A key is a name: it is never read as a number.
    .map((one) => (one.at === keyColumn ? { ...one, type: 'text' as const } : one));
  const atName = table.columns[atColumn] as string;
  const contactName = table.columns[contactColumn] as string;
  const order = scanned.column(atName).dates;
  const find = contactFinder(store, countryOfZone(zone));

  const done = await runRows(
    store,
    opened,
    { ...options, kind: 'events' },
    {
      read(row, reject) {
        const who = cellOf(row, contactColumn);
        const contactId = who === '' ? null : find(who);
        if (contactId === null) {
          reject({
            column: contactName,
            value: who.slice(0, maxValueShown),
            reason: who === '' ? 'no-contact' : 'unknown-contact',
          });
          return null;
        }
        const when = cellOf(row, atColumn);
        const at = instant(when, order, zone);
        if (at === null) {
          reject({ column: atName, value: when.slice(0, maxValueShown), reason: 'bad-date' });
          return null;
        }
        const values: Record<string, unknown> = {};
        for (const prop of props) {
          const text = cellOf(row, prop.at);
          if (text === '') continue;
          const cell = typedCell(text, prop.type, prop.dates, zone);
          if ('reason' in cell)
            reject({ column: prop.column, value: text.slice(0, maxValueShown), reason: cell.reason });
          else values[prop.name as string] = cell.value;
        }
        const key = keyColumn < 0 ? '' : cellOf(row, keyColumn);
        return {
          contactId,
          type: options.type,
          at,
          key: key === '' ? null : key,
          props: values,
          source: 'import',
        };
      },
      store: (events) =>
        store.events.insertAll(events).map((inserted) => ({ result: inserted ? 'created' : 'unchanged' })),
    },
    onProgress,
  );
  const { format, encoding, delimiter } = table;
  const mapping: Record<string, string> = { [contactName]: 'contact', [atName]: 'at' };
  for (const prop of props) mapping[prop.column] = `props.${prop.name}`;
  const key = keyColumn < 0 ? null : (table.columns[keyColumn] ?? null);
  return { ...done, detected: { format, encoding, delimiter, dates: scanned.dates, mapping, key } };
}

/** By key, e-mail, phone; remembers the last one, because files often come sorted by contact. */
function contactFinder(store: Store, home: string | null): (text: string) => number | null {
  let last: { text: string; id: number | null } | null = null;
  return (text) => {
    if (last?.text === text) return last.id;
    let id = store.contacts.byKey(text);
    if (id === null) {
      const mail = email(text);
      const number = mail === null ? phone(text, home) : null;
      if (mail !== null) id = store.contacts.byAddress('email', mail);
      else if (number !== null) id = store.contacts.byAddress('phone', number);
    }
    last = { text, id };
    return id;
  };
}
