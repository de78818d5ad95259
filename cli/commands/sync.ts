import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { withWorkspace } from '../open.ts';

export function syncCommand(program: Command, io: Io): void {
  program
    .command('sync')
    .description('One round of polling now: receipts, replies, changes at the vendors.')
    .argument('<ws>')
    .option('--account <account>', 'of this account only')
    .action(async (ws: string, options: { account?: string }) => {
      await withWorkspace(ws, async ({ engine, store }) => {
        if (options.account !== undefined) store.accounts.need(options.account);
        const { contacts, events, messages } = await engine.sync(options.account);
        io.result({ contacts, events, messages }, `${contacts} contacts, ${events} events, ${messages} messages.`);
      });
    });
}
