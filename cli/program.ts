/** The `kaskad` command: the engine without a screen. */
import { Command } from 'commander';
import { tellCrashes } from '../flows/host/error-words.ts';
import manifest from '../package.json' with { type: 'json' };
import { accountsCommand } from './commands/accounts.ts';
import { contactsCommand } from './commands/contacts.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eventsCommand } from './commands/events.ts';
import { explainCommand } from './commands/explain.ts';
import { flowCommand } from './commands/flow.ts';
import { initCommand } from './commands/init.ts';
import { messagesCommand } from './commands/messages.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { simulateCommand } from './commands/simulate.ts';
import { syncCommand } from './commands/sync.ts';
import { fail, makeIo } from './io.ts';

tellCrashes();

const wantsJson = (): boolean => program.opts<{ json?: boolean }>().json === true;
const io = makeIo(wantsJson);

const program = new Command('kaskad')
  .description('Runs omnichannel flows on this computer, without a screen.')
  // `report --version N` is a flow's version, so the app's own has another long name.
  .version(manifest.version, '-V, --app-version', 'print the version of Kaskad')
  .option('--json', 'print one JSON value on stdout and nothing else there')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(add --help for what there is)')
  .exitOverride()
  // With --json the error goes through `fail`, once.
  .configureOutput({
    writeErr: (text) => {
      if (!process.argv.includes('--json')) process.stderr.write(text);
    },
  });

for (const add of [
  initCommand,
  contactsCommand,
  eventsCommand,
  flowCommand,
  runCommand,
  simulateCommand,
  reportCommand,
  explainCommand,
  messagesCommand,
  accountsCommand,
  syncCommand,
  serveCommand,
  demoCommand,
  doctorCommand,
]) {
  add(program, io);
}

// Whoever reads us may stop early (`| head`); that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// What everybody types first.
const argv = process.argv[2] === '--version' ? [...process.argv.slice(0, 2), '-V'] : process.argv;

try {
  await program.parseAsync(argv);
} catch (error) {
  fail(error, process.argv.includes('--json'));
}
