import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { builtPage } from '../../flows/host/app-folders.ts';
import { errorWords } from '../../flows/host/error-words.ts';
import { serve } from '../../flows/host/server.ts';
import type { Io } from '../io.ts';
import { untilInterrupted, wholeNumber, withWorkspace } from '../open.ts';

/** The system's own way to open an address. Nothing happens where there is none. */
function openBrowser(url: string): void {
  const [command, ...before] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : process.platform === 'darwin'
        ? ['open']
        : ['xdg-open'];
  const child = spawn(command as string, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

export function serveCommand(program: Command, io: Io): void {
  program
    .command('serve')
    .description('Opens the app in a browser: page, API and engine, until stopped with Ctrl-C.')
    .argument('<ws>')
    .option('--port <n>', 'on this port of 127.0.0.1 (default: any free one)', wholeNumber('--port', 1))
    .option('--open', 'open the browser')
    .action(async (ws: string, options: { port?: number; open?: boolean }) => {
      const { signal, release } = untilInterrupted();
      try {
        await withWorkspace(ws, async (workspace) => {
          // Without a built page only the API is served.
          const page = builtPage();
          const server = await serve(workspace, {
            ...(options.port === undefined ? {} : { port: options.port }),
            ...(page === null ? {} : { page }),
            onError: (error) => io.note(errorWords(error)),
          });
          try {
            io.result({ url: server.url }, server.url);
            io.note('Serving. Stop with Ctrl-C.');
            if (options.open === true) openBrowser(server.url);
            await workspace.engine.run(signal);
          } finally {
            await server.close();
          }
        });
      } finally {
        release();
      }
    });
}
