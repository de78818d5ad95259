import type { Command } from 'commander';
import { formatInstant } from '../../flows/sdk/time.ts';
import { type Io, UsageError } from '../io.ts';
import { instantOption, untilInterrupted, withWorkspace } from '../open.ts';

interface Options {
  untilIdle?: boolean;
  from?: string;
  to?: string;
  reallySend?: boolean;
}

export function runCommand(program: Command, io: Io): void {
  program
    .command('run')
    .description('Runs the engine until stopped, until nothing is due, or over a span of time.')
    .argument('<ws>')
    .option('--until-idle', 'stop when nothing is due')
    .option('--from <time>', 'run on a virtual clock from here; stored events arrive as the clock passes them')
    .option('--to <time>', 'up to here')
    .option('--really-send', 'on the virtual clock use the real accounts, not the sandbox')
    .action(async (ws: string, options: Options) => {
      const { from, to } = options;
      if ((from === undefined) !== (to === undefined)) throw new UsageError('--from and --to go together.');
      if (from !== undefined && options.untilIdle)
        throw new UsageError('--until-idle does not go with --from and --to.');
      if (options.reallySend && from === undefined) throw new UsageError('--really-send goes with --from and --to.');
      const { signal, release } = untilInterrupted();
      try {
        await withWorkspace(ws, async ({ engine, store }) => {
          const { timezone } = store.meta.get();
          const run = () => {
            if (from !== undefined && to !== undefined) {
              const span = [instantOption(from, timezone, '--from'), instantOption(to, timezone, '--to')] as const;
              if (span[1] < span[0]) throw new UsageError('--to is before --from.');
              return engine.runVirtual(...span, { reallySend: options.reallySend ?? false, signal });
            }
            if (options.untilIdle) return engine.runUntilIdle(signal);
            io.note('Running. Stop with Ctrl-C.');
            return engine.run(signal);
          };
          const { steps, messages, until } = await run();
          const at = formatInstant(until, timezone);
          io.result({ steps, messages, until: at }, `${steps} steps, ${messages} messages, until ${at}.`);
        });
      } finally {
        release();
      }
    });
}
