/**
 * The desktop's own small server: public pages and webhooks, on 127.0.0.1 only, and nothing else: neither the app nor its API. In web
 * mode flows/host/server.ts serves the same beside the app.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { publicPrefix } from '../../sdk/links.ts';
import { KaskadError } from '../../sdk/problem.ts';
import type { HostContext } from '../context.ts';
import { hookHandler } from '../hooks.ts';
import { publicHandler } from './handler.ts';
import { siteConnector } from './web.ts';

export interface PublicServer {
  close(): Promise<void>;
}

/** Slow callers must not hold connections: a request has to arrive whole within these times. Answers may take longer. */
export function limitTimes(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 5_000;
  server.maxHeadersCount = 100;
}

/**
 * Serves the desktop's public pages while there is an address, a form or a site, from when there is. A port that is taken keeps nobody from
 * working: it is told, and tried again when the settings are saved.
 */
export async function servePublicly(context: HostContext): Promise<PublicServer> {
  const { web, store } = context;
  let server: PublicServer | null = null;
  web.serve = async (anew) => {
    const sites = store.accounts.list().some(({ type }) => type === siteConnector);
    const wanted = web.settings().address !== null || store.forms.list().length > 0 || sites;
    if (server !== null && (anew || !wanted)) {
      const old = server;
      server = null;
      await old.close();
    }
    if (wanted) server ??= await listenPublicly(context);
  };
  try {
    await web.serve(false);
  } catch (error) {
    if (!(error instanceof KaskadError)) throw error;
    store.notices.add(context.now(), 'pages-not-served', { port: web.settings().port ?? 0 });
  }
  return {
    async close() {
      await server?.close();
    },
  };
}

/** Throws `port-in-use`. The port is remembered: a tunnel leads to it. */
async function listenPublicly(context: HostContext, report = console.error): Promise<PublicServer> {
  const pages = publicHandler(context);
  const hooks = hookHandler(context);
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const answer = path.startsWith('/hooks/')
      ? hooks(request, response, path)
      : path.startsWith(`${publicPrefix}/`)
        ? pages(request, response, path)
        : Promise.resolve(
            void response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing at this address.'),
          );
    answer.catch((error: unknown) => {
      report(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  limitTimes(server);
  const { port } = context.web.settings();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new KaskadError('port-in-use', `Port ${port} is taken by another program. Choose another one.`, { port })
          : error,
      ),
    );
    server.listen(port ?? 0, '127.0.0.1', resolve);
  });
  const used = (server.address() as AddressInfo).port;
  if (port === null) context.web.change({ ...context.web.settings(), port: used });
  context.web.setLocal(`http://127.0.0.1:${used}`);
  return {
    async close() {
      context.web.setLocal(null);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
