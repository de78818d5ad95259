import type { Command } from 'commander';
import type { Stuck } from '../../flows/store/health.ts';
import type { Io } from '../io.ts';
import { readingWorkspace } from '../open.ts';

const words: Readonly<Record<Stuck['code'], string>> = {
  'unknown-messages':
    'messages may or may not have gone out: the program ended while they were being sent. Ask the vendor',
  'sending-messages': 'messages are being sent, or were when the program ended. They settle when the engine runs',
  'paused-accounts': 'accounts are paused. See: kaskad accounts list',
  'late-journeys': 'journeys are overdue. They go on when the engine runs',
  'late-messages': 'messages are overdue. They go out when the engine runs',
  'waiting-events': 'events have not been looked at. They are when the engine runs',
};

export function doctorCommand(program: Command, io: Io): void {
  program
    .command('doctor')
    .description('Checks the file, its size, and what is stuck; exit 1 if the file is damaged.')
    .argument('<ws>')
    .action(async (ws: string) => {
      await readingWorkspace(ws, ({ store, now }) => {
        const { damage, stuck } = store.health.check(now());
        const { contacts, events, sizeBytes } = store.size.get();
        const ok = damage.length === 0;
        io.result(
          { ok, damage, stuck, contacts, events, sizeBytes },
          [
            ok ? 'The file is sound.' : `The file is damaged:\n${damage.join('\n')}\nRestore a backup.`,
            `${contacts} contacts, ${events} events, ${(sizeBytes / 1024 / 1024).toFixed(1)} MB.`,
            ...stuck.map(({ code, count }) => `${count} ${words[code]}.`),
          ].join('\n'),
        );
        if (!ok) io.failed();
      });
    });
}
