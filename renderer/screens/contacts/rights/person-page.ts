/** The export of a person as a page to read: the same data as in the JSON, with words for what it is. */
import { factsOf, headingOf, pageOf, paragraph, tableOf } from './html.ts';

/** As the engine gives it: flows/host/person-file.ts. */
export interface PersonFile {
  at: string;
  app: string;
  workspace: string;
  data: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  names: {
    flows: Readonly<Record<string, string>>;
    blocks: Readonly<Record<string, Readonly<Record<string, string>>>>;
    accounts: Readonly<Record<string, string>>;
    offers: Readonly<Record<string, string>>;
    lists: Readonly<Record<string, string>>;
  };
}

export interface PageWords {
  language: string;
  /** Strings of the namespace `rights`. */
  t: (key: string, values?: Record<string, string>) => string;
  /** A word where there is one, else the name itself. */
  column: (name: string) => string;
  moment: (iso: string) => string;
  /** Why a journey ended, or a message was not sent. */
  reason: (code: string) => string;
  yes: string;
  no: string;
}

/** Profiles first, what happened after; the rest as the file has it. */
const order = [
  'contacts',
  'addresses',
  'consents',
  'consent_log',
  'contact_tags',
  'list_members',
  'events',
  'messages',
  'journeys',
  'steps',
  'offer_issues',
  'tasks',
  'operations',
];

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value);

/** Whatever stands in JSON, on one line that a person can read. */
export function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object')
    return String(value)
      .replace(/<[^>]+>/g, ' ')
      .trim();
  if (Array.isArray(value)) return value.map(plainText).filter(Boolean).join(', ');
  return Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== '' && inner !== undefined)
    .map(([name, inner]) => `${name}: ${plainText(inner)}`)
    .join('; ');
}

export function personPage(file: PersonFile, words: PageWords): string {
  const { names, data } = file;
  const flowOf = new Map((data.journeys ?? []).map((row) => [String(row.id), String(row.flow_id)]));
  const cell = (row: Readonly<Record<string, unknown>>, name: string): string => {
    const value = row[name];
    if (value === null || value === undefined) return '';
    if (typeof value === 'boolean') return value ? words.yes : words.no;
    if (isTime(value)) return words.moment(value);
    const id = String(value);
    const flow = String(row.flow_id ?? flowOf.get(String(row.journey_id)) ?? '');
    switch (name) {
      case 'flow_id':
        return names.flows[id] ?? id;
      case 'node':
      case 'trigger':
        return names.blocks[flow]?.[id] ?? id;
      case 'account_id':
        return names.accounts[id] ?? id;
      case 'offer_id':
        return names.offers[id] ?? id;
      case 'list':
        return names.lists[id] ?? id;
      case 'reason':
      case 'exit_reason':
        return words.reason(id);
      default:
        return plainText(value);
    }
  };
  const columnsOf = (rows: readonly Readonly<Record<string, unknown>>[]): string[] =>
    Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] !== null && row[name] !== ''));
  const section = (table: string): string => {
    const rows = data[table] ?? [];
    if (rows.length === 0) return '';
    const shown = columnsOf(rows);
    const body =
      table === 'contacts'
        ? rows.map((row) => factsOf(columnsOf([row]).map((name) => [words.column(name), cell(row, name)]))).join('\n')
        : tableOf(
            shown.map(words.column),
            rows.map((row) => shown.map((name) => cell(row, name))),
          );
    return `${headingOf(words.t(`kind.${table}`))}\n${body}`;
  };
  const tables = [...order, ...Object.keys(data).filter((table) => !order.includes(table))];
  const made = words.t('page.made', { app: file.app, workspace: file.workspace, date: words.moment(file.at) });
  return pageOf(words.language, words.t('page.title'), [paragraph(made), ...tables.map(section)].join('\n'));
}

/** As the engine gives it: flows/host/person-file.ts. */
export interface ErasureFile {
  request: number;
  at: string;
  app: string;
  workspace: string;
  askedBy: string;
  reference: string | null;
  reason: string | null;
  erased: Readonly<Record<string, number>>;
  kept: Readonly<Record<string, number>>;
  journeysEnded: number;
  messagesCanceled: number;
  hash: string;
}

/** The certificate of an erasure, to be printed. */
export function certificatePage(file: ErasureFile, words: PageWords): string {
  const { t } = words;
  const counts = (all: Readonly<Record<string, number>>): string =>
    Object.keys(all).length === 0
      ? paragraph(t('page.nothing'))
      : factsOf(Object.entries(all).map(([table, n]) => [t(`kind.${table}`), String(n)]));
  const facts: [string, string | null][] = [
    [t('certificate.request'), t('requests.number', { n: String(file.request) })],
    [t('certificate.date'), words.moment(file.at)],
    [t('certificate.by'), t(`asked.${file.askedBy}`)],
    [t('certificate.reference'), file.reference],
    [t('certificate.reason'), file.reason],
    [t('certificate.journeys'), String(file.journeysEnded)],
    [t('certificate.messages'), String(file.messagesCanceled)],
    [t('certificate.app'), file.app],
    [t('certificate.hash'), file.hash],
  ];
  const body = [
    paragraph(t('certificate.body', { workspace: file.workspace })),
    factsOf(facts.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]))),
    headingOf(t('certificate.erased')),
    counts(file.erased),
    headingOf(t('certificate.kept')),
    counts(file.kept),
  ];
  return pageOf(words.language, t('certificate.title'), body.join('\n'));
}
