/** Contacts from a file. A bad value never drops its row; nothing is left out without being listed. */
import type { AttributeValue } from '../sdk/contact.ts';
import type { ProfileColumn } from '../store/contact-input.ts';
import type { Store } from '../store/store.ts';
import { readTarget, requireColumn, type Target } from '../tables/map-columns.ts';
import { bool, country, countryOfZone, email, language, phone, tags, zone } from '../tables/normalise.ts';
import type { Scanned } from '../tables/scan.ts';
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
import { mapColumns } from './map-by-content.ts';

export interface ContactImportOptions extends TableOptions {
  /** Column to field; overrides what the names say. An empty field or `-` leaves the column out. */
  map?: Readonly<Record<string, string>> | undefined;
  /** Columns that `map` does not name are left out, instead of mapped by their names. */
  onlyMapped?: boolean | undefined;
  /** The column that identifies a contact. */
  key?: string | null | undefined;
  /** What was refused before, as the person wrote it anew: only these lines are read, with these cells instead of the file's. */
  corrections?: readonly Correction[] | undefined;
}

export interface Correction {
  line: number;
  column: string;
  value: string;
}

export interface Draft {
  key: string | null;
  profile: Partial<Record<ProfileColumn, string>>;
  addresses: { kind: string; value: string }[];
  attributes: Record<string, AttributeValue>;
  tags: string[];
  consents: { channel: string; topic: string; granted: boolean }[];
}

/** Puts one cell into the draft; answers why it cannot. */
export type Setter = (text: string, draft: Draft) => string | null;

const maxText = 10_000;

/**
 * Upserts by key, else by address; rows with neither are refused whole. Importing the same file again leaves everything
 * unchanged. Throws `unknown-column`, `unknown-field` and the errors of openTable before anything is stored.
 */
export async function importContacts(
  store: Store,
  source: Source,
  options: ContactImportOptions = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<Imported> {
  const opened = await openForImport(store, source, options);
  const { table, scanned } = opened;
  const mapping = options.onlyMapped === true ? {} : mapColumns(table.columns, scanned.sample, opened.zone);
  for (const [column, field] of Object.entries(options.map ?? {})) {
    mapping[requireColumn(column, table.columns)] = field;
  }
  if (options.key !== undefined && options.key !== null) {
    const key = requireColumn(options.key, table.columns);
    for (const [column, field] of Object.entries(mapping)) {
      if (field === 'key' && column !== key) mapping[column] = `attributes.${column}`;
    }
    mapping[key] = 'key';
  }
  const columns = table.columns.map((name, index) => ({ name, index, target: readTarget(mapping[name] ?? '') }));
  const setters = columns
    .filter((column) => column.target.kind !== 'skip')
    .map(({ name, index, target }) => ({ name, index, target, set: setter(target, name, scanned, opened.zone) }));
  // A phone may need the row's country, wherever it stands: country first.
  const countryFirst = (target: Target) => (target.kind === 'profile' && target.name === 'country' ? 0 : 1);
  setters.sort((a, b) => countryFirst(a.target) - countryFirst(b.target) || a.index - b.index);

  const corrected = correctedCells(options.corrections);
  const now = options.now ?? Date.now();
  const done = await runRows(
    store,
    opened,
    { ...options, now, kind: 'contacts' },
    {
      only: corrected === null ? undefined : new Set(corrected.keys()),
      read(row, reject) {
        const draft = emptyDraft();
        const anew = corrected?.get(row.line);
        for (const { name, index, set } of setters) {
          const text = anew?.get(name) ?? cellOf(row, index);
          if (text === '') continue;
          const reason = text.length > maxText ? 'too-long' : set(text, draft);
          if (reason !== null) reject({ column: name, value: text.slice(0, maxValueShown), reason });
        }
        if (draft.key !== null || draft.addresses.length > 0) return draft;
        reject({ reason: 'no-key-no-address' });
        return null;
      },
      store: (drafts) => store.contacts.saveAll(drafts, now, 'import'),
    },
    onProgress,
  );
  const key = columns.find((column) => column.target.kind === 'key')?.name ?? null;
  const { format, encoding, delimiter } = table;
  return { ...done, detected: { format, encoding, delimiter, dates: scanned.dates, mapping, key } };
}

/** By line and column; null: the file is read as it is. */
function correctedCells(list: readonly Correction[] | undefined): Map<number, Map<string, string>> | null {
  if (list === undefined) return null;
  const cells = new Map<number, Map<string, string>>();
  for (const { line, column, value } of list) {
    const row = cells.get(line) ?? new Map<string, string>();
    cells.set(line, row.set(column, value.trim()));
  }
  return cells;
}

function setter(target: Target, column: string, scanned: Scanned, workspaceZone: string): Setter {
  if (target.kind !== 'attribute') return plainSetter(target, workspaceZone);
  const { type, dates } = scanned.column(column);
  return (text, draft) => {
    const cell = typedCell(text, type, dates, workspaceZone);
    if ('reason' in cell) return cell.reason;
    draft.attributes[target.name] = cell.value;
    return null;
  };
}

export const emptyDraft = (): Draft => ({
  key: null,
  profile: {},
  addresses: [],
  attributes: {},
  tags: [],
  consents: [],
});

/** For everything but attributes, whose type the import finds by reading the whole column. */
export function plainSetter(target: Exclude<Target, { kind: 'attribute' }>, workspaceZone: string): Setter {
  switch (target.kind) {
    case 'key':
      return (text, draft) => {
        draft.key = text;
        return null;
      };
    case 'tags':
      return (text, draft) => {
        for (const tag of tags(text)) if (!draft.tags.includes(tag)) draft.tags.push(tag);
        return null;
      };
    case 'profile':
      return profileSetter(target.name);
    case 'address':
      return addressSetter(target.address, countryOfZone(workspaceZone));
    case 'consent':
      return (text, draft) => {
        const granted = bool(text);
        if (granted === null) return 'bad-boolean';
        draft.consents.push({ channel: target.channel, topic: target.topic, granted });
        return null;
      };
    case 'skip':
      return () => null;
  }
}

const readers: Partial<Record<ProfileColumn, { read: (text: string) => string | null; reason: string }>> = {
  language: { read: language, reason: 'bad-language' },
  country: { read: country, reason: 'bad-country' },
  timezone: { read: zone, reason: 'bad-timezone' },
};

function profileSetter(name: ProfileColumn): Setter {
  const reader = readers[name];
  const known = new Map<string, string | null>();
  return (text, draft) => {
    if (reader === undefined) {
      draft.profile[name] = text;
      return null;
    }
    let value = known.get(text);
    if (value === undefined) {
      value = reader.read(text);
      if (known.size < 5000) known.set(text, value);
    }
    if (value === null) return reader.reason;
    draft.profile[name] = value;
    return null;
  };
}

function addressSetter(kind: string, homeCountry: string | null): Setter {
  const add = (draft: Draft, value: string) => {
    if (!draft.addresses.some((one) => one.kind === kind && one.value === value)) draft.addresses.push({ kind, value });
    return null;
  };
  if (kind === 'email') {
    return (text, draft) => {
      const value = email(text);
      return value === null ? 'bad-email' : add(draft, value);
    };
  }
  if (kind === 'phone') {
    return (text, draft) => {
      const value = phone(text, draft.profile.country ?? homeCountry);
      return value === null ? 'bad-phone' : add(draft, value);
    };
  }
  return (text, draft) => add(draft, text);
}
