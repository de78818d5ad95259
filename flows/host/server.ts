/**
 * The web host: the page, the RPC and the OpenAPI form of the contract, on 127.0.0.1 only. Without a token nothing but
 * the page's own files is given out; the token is new at every start and reaches the page in the address's fragment,
 * which no browser sends, logs or passes on. It is not a cookie: cookies are shared by all ports of a computer. Webhook
 * triggers and pages for strangers have addresses of their own: see hooks.ts and public/handler.ts.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { ORPCError, onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import { securityHeaders } from '../api/page.ts';
import { publicPrefix } from '../sdk/links.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { HostContext } from './context.ts';
import { errorWords } from './error-words.ts';
import { type Caller, checkPlace, checkToken, type Refusal } from './guard.ts';
import { hookHandler } from './hooks.ts';
import { openApiDocument } from './openapi.ts';
import { sendPage } from './page-files.ts';
import { publicHandler } from './public/handler.ts';
import { limitTimes } from './public/listen.ts';
import { procedures } from './router.ts';

export interface ServerOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** The folder of the built page. Without it only the API is served. */
  page?: string;
  /** Bytes a request may carry. Files are uploaded in pieces below that. */
  maxBody?: number;
  /** Told of what went wrong inside; callers only learn that something did. */
  onError?: (error: unknown) => void;
}

export interface RunningServer {
  /** With the token: what a person opens. */
  url: string;
  origin: string;
  token: string;
  port: number;
  /** Ends streams, lets running calls finish for a moment, then closes. The workspace stays open. */
  close(): Promise<void>;
}

const defaultMaxBody = 16 * 1024 * 1024;
const graceMs = 3000;

export async function serve(context: HostContext, options: ServerOptions = {}): Promise<RunningServer> {
  const token = randomBytes(32).toString('base64url');
  const maxBody = options.maxBody ?? defaultMaxBody;
  const report = options.onError ?? ((error: unknown) => console.error(errorWords(error)));
  const reportUnexpected = (error: unknown): void => {
    if (!isExpected(error)) report(error);
  };
  const rpc = new RPCHandler(procedures, { interceptors: [onError(reportUnexpected)] });
  const api = new OpenAPIHandler(procedures, { interceptors: [onError(reportUnexpected)] });
  const hooks = hookHandler(context);
  const pages = publicHandler(context);
  const open = new Set<ServerResponse>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    // Pages for strangers have rules of their own, and may be asked for under any name.
    if (path.startsWith(`${publicPrefix}/`)) return pages(request, response, path);
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    response.setHeader('cache-control', 'no-store');
    const caller = callerOf(request);
    // Who knows the secret of a webhook may call by any name: a tunnel does. Nothing else is given out to other names.
    if (path.startsWith('/hooks/')) return hooks(request, response, path);
    const misplaced = checkPlace(caller, port);
    if (misplaced !== null) return refuse(response, misplaced);
    const protectedBy = path.startsWith('/rpc/') ? rpc : path.startsWith('/api/') ? api : null;
    if (protectedBy === null) return sendPage(request, response, path, options.page ?? null);

    const stranger = checkToken(caller, token);
    if (stranger !== null) return refuse(response, stranger);
    if (path === '/api/openapi.json')
      return sendJson(response, 200, await openApiDocument(`http://${caller.host}/api`));
    if (!(await takeBody(request, response, maxBody))) return;
    const { matched } = await protectedBy.handle(request, response, {
      prefix: protectedBy === rpc ? '/rpc' : '/api',
      context,
    });
    if (!matched) sendJson(response, 404, { code: 'NOT_FOUND', message: `There is nothing at ${path}.` });
  };

  const server = createServer((request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    answer(request, response).catch((error: unknown) => {
      report(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong inside Kaskad.' });
    });
  });
  limitTimes(server);

  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  context.web.setLocal(origin);
  return { url: `${origin}/#token=${token}`, origin, token, port, close: () => closeServer(server, open) };
}

const isExpected = (error: unknown): boolean =>
  error instanceof ORPCError
    ? error.code !== 'INTERNAL_SERVER_ERROR'
    : error instanceof Error && error.name === 'AbortError';

const callerOf = (request: IncomingMessage): Caller => ({
  host: request.headers.host,
  origin: request.headers.origin,
  fetchSite: request.headers['sec-fetch-site'] as string | undefined,
  authorization: request.headers.authorization,
});

function refuse(response: ServerResponse, refusal: Refusal): void {
  // Nothing more of the request is read.
  response.setHeader('connection', 'close');
  if (refusal.status === 401) response.setHeader('www-authenticate', 'Bearer');
  sendJson(response, refusal.status, { code: 'REFUSED', message: refusal.message });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

/**
 * Reads the body, within the limit and only as JSON (a form of another site cannot send that), and hands it to the
 * handlers as they expect it. False when the request was already answered with a refusal.
 */
async function takeBody(request: IncomingMessage, response: ServerResponse, limit: number): Promise<boolean> {
  const tooLarge = (): boolean => {
    response.setHeader('connection', 'close');
    sendJson(response, 413, { code: 'PAYLOAD_TOO_LARGE', message: `A request may carry ${limit} bytes at most.` });
    return false;
  };
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return tooLarge();
    chunks.push(chunk);
  }
  if (size === 0) return true;
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    sendJson(response, 415, { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send JSON (content-type: application/json).' });
    return false;
  }
  try {
    Object.assign(request, { body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown });
    return true;
  } catch {
    sendJson(response, 400, { code: 'BAD_REQUEST', message: 'The body is not valid JSON.' });
    return false;
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new KaskadError('port-in-use', `Port ${port} is taken by another program. Choose another with --port.`, {
              port,
            })
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function closeServer(server: Server, open: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const response of open) {
    if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy();
  }
  server.closeIdleConnections();
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(deadline);
}
