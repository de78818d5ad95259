import type { Command } from 'commander';
import type { Profile } from '../../flows/api/shapes.ts';
import { importContacts } from '../../flows/contacts/import-contacts.ts';
import type { Imported, Progress as Rows } from '../../flows/contacts/import-run.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { everybody, type RuleGroup, ruleGroupSchema } from '../../flows/sdk/rule.ts';
import type { Io, Progress } from '../io.ts';
import { clientOf, pairs, readingWorkspace, readJson, withWorkspace } from '../open.ts';

export interface TableFlags {
  map: Record<string, string>;
  key?: string;
  encoding?: string;
  delimiter?: string;
  dates?: 'dmy' | 'mdy' | 'ymd';
}

/** What both imports can be told about a file. */
export const withTableFlags = (command: Command, target: string): Command =>
  command
    .option(`--map <col=${target}>`, `what a column is; may be given again`, pairs('--map'), {})
    .option('--encoding <name>', 'such as utf-8 or windows-1251 (default: detected)')
    .option('--delimiter <character>', 'between columns (default: detected)')
    .option('--dates <order>', 'dmy, mdy or ymd (default: detected)');

/** Options that were given, in the importer's words. `\t` stands for a tab: shells make it hard to type one. */
export const tableOptions = ({ map, key, encoding, delimiter, dates }: TableFlags) => ({
  map,
  key,
  encoding,
  delimiter: delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter,
  dates,
});

export const showRows =
  (progress: Progress) =>
  ({ rows, total }: Rows): void =>
    progress.show(total > 0 ? `${Math.floor((100 * rows) / total)} % (${rows} rows)` : `${rows} rows`);

/** At most so many rejected values are shown to a person; `--json` has all. */
const shown = 20;

export function reportImport(io: Io, { detected, ...done }: Imported): void {
  const { format, encoding, delimiter, dates, mapping } = detected;
  const columns = Object.entries(mapping).map(([column, field]) => `${column} → ${field}`);
  const file = [format, encoding, delimiter === null ? null : `columns parted by ${JSON.stringify(delimiter)}`];
  io.note(`Detected: ${file.filter((part) => part !== null).join(', ')}, dates ${dates}.`);
  io.note(`Columns: ${columns.join(', ')}.`);
  for (const { line, column, value, reason } of done.rejected.slice(0, shown)) {
    const what = column === undefined ? '' : `, ${column}${value === undefined ? '' : ` "${value}"`}`;
    io.note(`Line ${line}${what}: ${reason}`);
  }
  if (done.rejected.length > shown) io.note(`… and ${done.rejected.length - shown} more; --json lists all.`);
  const { read, created, updated, unchanged, rejected } = done;
  io.result(
    { read, created, updated, unchanged, rejected },
    `${read} rows: ${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected.length} values or rows rejected.`,
  );
}

function readRule(path: string): RuleGroup {
  const parsed = ruleGroupSchema.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  throw new KaskadError(
    'not-a-rule',
    `The file ${path} does not hold a rule. A rule looks like {"combinator":"and","rules":[{"field":"country","operator":"=","value":"UA"}]}.`,
    { path },
  );
}

function words(profile: Profile): string {
  const name = [profile.first_name, profile.last_name].filter((part) => part !== null).join(' ');
  const lines = [
    `${profile.key ?? profile.id}${name === '' ? '' : `: ${name}`}`,
    ...profile.addresses.map(({ kind, value, state }) => `${kind}: ${value}${state === 'valid' ? '' : ` (${state})`}`),
    `language: ${profile.language ?? 'unknown'}, country: ${profile.country ?? 'unknown'}, zone: ${profile.zone.name} (from ${profile.zone.source})`,
    ...(profile.tags.length === 0 ? [] : [`tags: ${profile.tags.join(', ')}`]),
    ...Object.entries(profile.attributes).map(([field, value]) => `${field}: ${JSON.stringify(value)}`),
    ...profile.consents.map(
      ({ channel, topic, granted }) =>
        `consent ${channel}${topic === '' ? '' : `.${topic}`}: ${granted ? 'yes' : 'no'}`,
    ),
    '',
    ...profile.timeline.map(({ at, kind, type, flow, node, channel, state, reason, text }) =>
      [at, kind, type, flow, node, channel, state, reason, text?.replace(/\s+/g, ' ').slice(0, 80)]
        .filter((part) => part !== null && part !== undefined && part !== '')
        .join('  '),
    ),
  ];
  return lines.join('\n').trimEnd();
}

export function contactsCommand(program: Command, io: Io): void {
  const contacts = program.command('contacts').description('The people of a workspace.');

  withTableFlags(
    contacts
      .command('import')
      .description('Reads contacts from CSV, TSV, XLSX or NDJSON; known ones are updated.')
      .argument('<ws>')
      .argument('<file>')
      .option('--key <col>', 'the column that identifies a contact'),
    'field',
  ).action(async (ws: string, file: string, options: TableFlags) => {
    await withWorkspace(ws, async ({ store }) => {
      const progress = io.progress();
      const all = { ...tableOptions(options), record: { origin: 'command' } };
      const done = await importContacts(store, { path: file }, all, showRows(progress));
      progress.done();
      reportImport(io, done);
    });
  });

  contacts
    .command('count')
    .description('Counts contacts, all or by a rule.')
    .argument('<ws>')
    .option('--rule <file>', 'a JSON file with a rule, or - for stdin')
    .action(async (ws: string, options: { rule?: string }) => {
      const rule = options.rule === undefined ? everybody : readRule(options.rule);
      await readingWorkspace(ws, ({ store, now }) => {
        const segments = new Map(store.segments.list().map((segment) => [segment.id, segment.rule]));
        const moment = { ms: now(), zone: store.meta.get().timezone };
        const count = store.contacts.count(rule, { now: moment, segments: (id) => segments.get(id) ?? null });
        io.result({ count }, String(count));
      });
    });

  contacts
    .command('show')
    .description('The profile and timeline of a contact.')
    .argument('<ws>')
    .argument('<key>', 'the key, id, e-mail or phone of the contact')
    .action(async (ws: string, key: string) => {
      await readingWorkspace(ws, async (workspace) => {
        const profile = await clientOf(workspace).contacts.get({ contact: key });
        io.result(profile, words(profile));
      });
    });
}
