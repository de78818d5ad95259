import type { Command } from 'commander';
import { messageStates } from '../../flows/sdk/channels.ts';
import { type Io, table, UsageError } from '../io.ts';
import { clientOf, readingWorkspace, wholeNumber } from '../open.ts';

interface Options {
  flow?: string;
  state?: string;
  limit?: number;
}

/** What one call gives at most. */
const page = 500;

export function messagesCommand(program: Command, io: Io): void {
  const messages = program.command('messages').description('What was sent, or why not.');

  messages
    .command('list')
    .description('Lists messages, newest first.')
    .argument('<ws>')
    .option('--flow <flow>', 'of this flow only')
    .option('--state <state>', `in this state only: ${messageStates.join(', ')}`)
    .option('--limit <n>', 'at most so many (default: all)', wholeNumber('--limit', 1))
    .action(async (ws: string, { flow, state, limit = Number.POSITIVE_INFINITY }: Options) => {
      if (state !== undefined && !(messageStates as readonly string[]).includes(state)) {
        throw new UsageError(`--state must be one of: ${messageStates.join(', ')}.`);
      }
      await readingWorkspace(ws, async (workspace) => {
        if (flow !== undefined) workspace.store.flows.need(flow);
        const client = clientOf(workspace);
        const rows: Awaited<ReturnType<typeof client.messages.list>> = [];
        for (let before: number | undefined; rows.length < limit; before = rows.at(-1)?.id) {
          const wanted = Math.min(page, limit - rows.length);
          const found = await client.messages.list({ flow, state, limit: wanted, before });
          rows.push(...found);
          if (found.length < wanted) break;
        }
        const head = ['id', 'at', 'contact', 'channel', 'to', 'state', 'reason', 'node', 'text'];
        const shown = rows.map((row) => {
          const { id, at, contact, channel, to, state: now, reason, node, subject, text } = row;
          return [id, at, contact, channel, to, now, reason, node, (subject ?? text ?? '').slice(0, 60)];
        });
        io.result(rows, rows.length === 0 ? 'No messages.' : table(head, shown));
      });
    });
}
