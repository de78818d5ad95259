import type { Command } from 'commander';
import { importEvents } from '../../flows/contacts/import-events.ts';
import type { Io } from '../io.ts';
import { withWorkspace } from '../open.ts';
import { reportImport, showRows, type TableFlags, tableOptions, withTableFlags } from './contacts.ts';

interface Options extends TableFlags {
  type: string;
  contact: string;
  at: string;
}

export function eventsCommand(program: Command, io: Io): void {
  const events = program.command('events').description('What happened to the contacts.');

  withTableFlags(
    events
      .command('import')
      .description('Reads events from CSV, TSV, XLSX or NDJSON; each row is one event of a known contact.')
      .argument('<ws>')
      .argument('<file>')
      .requiredOption('--type <type>', 'what happened, such as order.created')
      .requiredOption('--contact <col>', "the column with the contact's key or address")
      .requiredOption('--at <col>', 'the column with the time')
      .option('--key <col>', 'the column that makes an event unique: the same key twice is one event'),
    'prop',
  ).action(async (ws: string, file: string, options: Options) => {
    const { type, contact, at } = options;
    await withWorkspace(ws, async ({ store }) => {
      const progress = io.progress();
      const all = { ...tableOptions(options), type, contact, at, record: { origin: 'command' } };
      const done = await importEvents(store, { path: file }, all, showRows(progress));
      progress.done();
      reportImport(io, done);
    });
  });
}
