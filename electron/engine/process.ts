/** The engine's process on the desktop: one workspace, served to the page through ports that main hands over. */
import type { SupportedMessagePort } from '@orpc/client/message-port';
import { ORPCError, onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { errorWords, tellCrashes } from '../../flows/host/error-words.ts';
import { procedures } from '../../flows/host/router.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import type { ToEngine } from '../messages.ts';
import { type DesktopWorkspace, openDesktopWorkspace } from './open.ts';
import { parentOf } from './parent.ts';
import { remoteVault } from './remote-vault.ts';

tellCrashes();
const parent = parentOf(process);
const vault = remoteVault(parent);
const handler = new RPCHandler(procedures, {
  interceptors: [
    onError((error: unknown) => {
      if (!(error instanceof ORPCError)) console.error(errorWords(error));
    }),
  ],
});

const pages: SupportedMessagePort[] = [];
let workspace: DesktopWorkspace | null = null;
let ending: Promise<void> | null = null;

const serve = (port: SupportedMessagePort): void => {
  if (workspace === null) pages.push(port);
  else handler.upgrade(port, { context: workspace.context });
};

async function open(message: ToEngine & { kind: 'open' }): Promise<void> {
  try {
    workspace = await openDesktopWorkspace(message, vault);
  } catch (error) {
    const known = error instanceof KaskadError;
    if (!known) console.error(errorWords(error));
    parent.send({
      kind: 'failed',
      code: known ? error.code : 'unexpected',
      message: error instanceof Error ? error.message : String(error),
    });
    // Main hears of it before the process ends.
    setTimeout(() => process.exit(1), 100);
    return;
  }
  // Work that fails for good ends the process; main starts it again.
  workspace.running.catch((error: unknown) => {
    console.error(errorWords(error));
    process.exit(1);
  });
  for (const port of pages.splice(0)) serve(port);
  const { store } = workspace.context;
  parent.send({ kind: 'ready', file: store.file, name: store.meta.get().name });
}

/** Lets what is in flight finish, closes the workspace, ends the process. */
function end(): Promise<void> {
  ending ??= (workspace?.close() ?? Promise.resolve())
    .catch((error: unknown) => console.error(errorWords(error)))
    .then(() => process.exit(0));
  return ending;
}

parent.onPage(serve);
parent.onMessage((message) => {
  if (message.kind === 'open') void open(message);
  else if (message.kind === 'wake') workspace?.context.engine.afterSleep();
  else if (message.kind === 'close') void end();
});
parent.onGone(() => void end());
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
parent.send({ kind: 'started' });
