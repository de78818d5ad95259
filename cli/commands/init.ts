import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadEngineRegistry } from '#registry/engine';
import { createWorkspace } from '../../flows/host/workspace.ts';
import type { Io } from '../io.ts';

const nameOf = (file: string): string => basename(file).replace(/\.kaskad$/i, '') || 'Workspace';

export function initCommand(program: Command, io: Io): void {
  program
    .command('init')
    .description('Makes a workspace with a sandbox account that serves every channel.')
    .argument('<ws>', 'the workspace file, such as acme.kaskad')
    .option('--timezone <zone>', 'time zone of the business', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option('--language <code>', 'language of the business', 'en')
    .option('--name <name>', 'what it is called (default: the name of the file)')
    .action(async (ws: string, options: { timezone: string; language: string; name?: string }) => {
      const file = resolve(ws);
      const { timezone, language } = options;
      const workspace = { name: options.name ?? nameOf(file), timezone, language };
      const opened = await createWorkspace(file, workspace, { host: 'web', registry: await loadEngineRegistry() });
      await opened.close();
      io.result(
        { workspace: file },
        `Made ${file} (${timezone}). Messages go to its sandbox until you connect accounts.`,
      );
    });
}
