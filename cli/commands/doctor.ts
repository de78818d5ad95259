import { statSync } from 'node:fs';
import type { Command } from 'commander';
import type { Stuck } from '../../flows/store/health.ts';
import { openStore, type Store } from '../../flows/store/store.ts';
import type { Io } from '../io.ts';

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
    .action((ws: string) => {
      // Read-only and without an engine: a damaged file must not be written to, and may not bear one.
      const store = openStore(ws, { mode: 'read' });
      try {
        examine(store, io);
      } finally {
        store.close();
      }
    });
}

function examine(store: Store, io: Io): void {
  const { damage, stuck } = store.health.check(Date.now());
  const sizeBytes = statSync(store.file).size;
  if (damage.length > 0) {
    const words = `The file is damaged:\n${damage.join('\n')}\nRestore a backup; nothing was changed.`;
    io.result({ ok: false, damage, stuck, contacts: null, events: null, sizeBytes }, words);
    io.failed();
    return;
  }
  const { contacts, events } = store.size.get();
  io.result(
    { ok: true, damage, stuck, contacts, events, sizeBytes },
    [
      'The file is sound.',
      `${contacts} contacts, ${events} events, ${(sizeBytes / 1024 / 1024).toFixed(1)} MB.`,
      ...stuck.map(({ code, count }) => `${count} ${words[code]}.`),
    ].join('\n'),
  );
}
