import type { Command } from 'commander';
import { mappingOf, setSync } from '../../flows/host/syncs.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { recordKinds } from '../../flows/sdk/sync.ts';
import { parseInstant } from '../../flows/sdk/time.ts';
import type { Io } from '../io.ts';
import { withWorkspace } from '../open.ts';

interface Options {
  account?: string;
  bring?: string;
  since?: string;
}

export function syncCommand(program: Command, io: Io): void {
  program
    .command('sync')
    .description('One round of polling now: receipts, replies, changes at the vendors.')
    .argument('<ws>')
    .option('--account <account>', 'of this account only')
    .option('--bring <kinds>', `what comes in from it from now on, such as contact,deal; an empty text: nothing more`)
    .option('--since <day>', 'with --bring: only what changed since then; left out: everything')
    .action(async (ws: string, options: Options) => {
      await withWorkspace(ws, async (context) => {
        const { engine, store } = context;
        if (options.account !== undefined) store.accounts.need(options.account);
        if (options.bring !== undefined) {
          if (options.account === undefined)
            throw new KaskadError('account-needed', 'Say with --account from which account this is to come in.');
          const since = options.since === undefined ? null : parseInstant(options.since, store.meta.get().timezone);
          if (options.since !== undefined && since === null)
            throw new KaskadError('bad-time', `"${options.since}" is not a day. Use one such as 2026-03-29.`);
          const mapping = mappingOf(store.sync.of(options.account));
          setSync(context, options.account, { kinds: kindsIn(options.bring), since, mapping });
        }
        const { contacts, events, messages } = await engine.sync(options.account);
        io.result({ contacts, events, messages }, `${contacts} contacts, ${events} events, ${messages} messages.`);
      });
    });
}

function kindsIn(text: string): (typeof recordKinds)[number][] {
  const named = text.split(',').map((word) => word.trim());
  return named
    .filter((word) => word !== '')
    .map((word) => {
      const kind = recordKinds.find((one) => one === word);
      if (kind === undefined)
        throw new KaskadError(
          'bad-kind',
          `There are no records of the kind "${word}". Kinds: ${recordKinds.join(', ')}.`,
        );
      return kind;
    });
}
