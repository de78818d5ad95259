import type { Command } from 'commander';
import { loadEngineRegistry } from '#registry/engine';
import { connectorOf, formSchema, secretFields } from '../../flows/host/accounts.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { type Io, table } from '../io.ts';
import { clientOf, readingWorkspace, readJson, withWorkspace } from '../open.ts';

interface AddOptions {
  type: string;
  name: string;
  config?: string;
  default?: boolean;
}

function readConfig(path: string): Record<string, unknown> {
  const value = readJson(path);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new KaskadError('bad-config', 'The settings must be a JSON object, such as {"token": "…"}.', {});
}

export function accountsCommand(program: Command, io: Io): void {
  const accounts = program.command('accounts').description('Connected logins at vendors.');

  accounts
    .command('types')
    .description('What can be connected, and the settings each needs.')
    .action(async () => {
      const registry = await loadEngineRegistry();
      const types = [...registry.connectors.values()].map((connector) => ({
        type: connector.type,
        capabilities: [...connector.capabilities],
        schema: formSchema(connector),
      }));
      const shown = [...registry.connectors.values()].map((connector) => {
        const fields = Object.keys((formSchema(connector).properties ?? {}) as object);
        const secret = new Set(secretFields(connector));
        const settings = fields.map((field) => (secret.has(field) ? `${field} (secret)` : field)).join(', ');
        return [connector.type, connector.capabilities.join(', '), settings];
      });
      io.result(types, table(['type', 'can', 'settings'], shown));
    });

  accounts
    .command('add')
    .description('Connects an account. Secrets come from a file or stdin, never from arguments.')
    .argument('<ws>')
    .requiredOption('--type <type>', 'see: kaskad accounts types')
    .requiredOption('--name <name>', 'what you call it')
    .option('--config <file>', 'JSON file with the settings, or - for stdin')
    .option('--default', 'let it serve every slot of its capabilities that is not bound otherwise')
    .action(async (ws: string, options: AddOptions) => {
      const config = options.config === undefined ? {} : readConfig(options.config);
      await withWorkspace(ws, async (workspace) => {
        // Before the settings are looked at: a wrong type deserves the plainer answer.
        connectorOf(workspace.registry, options.type);
        const { account } = await clientOf(workspace).accounts.add({
          type: options.type,
          name: options.name,
          config,
          makeDefault: options.default ?? false,
        });
        io.result({ account }, `Added ${account}. Prove it with: kaskad accounts test ${ws} ${account}`);
      });
    });

  accounts
    .command('test')
    .description('Proves the credentials with a cheap call; exit 1 if they do not work.')
    .argument('<ws>')
    .argument('<account>')
    .action(async (ws: string, account: string) => {
      await withWorkspace(ws, async (workspace) => {
        const result = await clientOf(workspace).accounts.test({ account });
        io.result(result, `${result.ok ? 'Works' : `Does not work (${result.errorClass})`}: ${result.detail}`);
        if (!result.ok) io.failed();
      });
    });

  accounts
    .command('sign-in')
    .description('Signs in through the browser: prints the page to open on this computer, and waits.')
    .argument('<ws>')
    .argument('<account>')
    .action(async (ws: string, account: string) => {
      await withWorkspace(ws, async (workspace) => {
        const api = clientOf(workspace).accounts;
        const { attempt, url } = await api.beginSignIn({ account, language: 'en' });
        io.note(`Open this page in the browser of this computer:\n${url}`);
        const { outcome, detail } = await api.awaitSignIn({ attempt });
        io.result(
          { outcome, detail },
          outcome === 'signed-in'
            ? `Signed in. Prove it with: kaskad accounts test ${ws} ${account}`
            : `Not signed in: ${detail === '' ? outcome : detail}`,
        );
        if (outcome !== 'signed-in') io.failed();
      });
    });

  accounts
    .command('list')
    .description('Lists the accounts; secrets are not shown.')
    .argument('<ws>')
    .action(async (ws: string) => {
      await readingWorkspace(ws, async (workspace) => {
        const rows = await clientOf(workspace).accounts.list();
        const shown = rows.map(({ account, type, name, capabilities, checked, paused, signIn }) => [
          account,
          type,
          name,
          capabilities.join(', '),
          signIn?.needed != null
            ? `sign in: kaskad accounts sign-in ${ws} ${account}`
            : paused !== null
              ? `paused: ${paused.reason}`
              : checked === null
                ? 'not tested'
                : checked.ok
                  ? 'works'
                  : checked.detail,
        ]);
        io.result(rows, table(['account', 'type', 'name', 'can', 'state'], shown));
      });
    });
}
