/**
 * One signing in under way: a page is opened in the browser, which comes back to an address of this computer that exists
 * for this attempt alone (RFC 8252 section 7.3). The state tells our browser's return from anybody else's, the proof key
 * (RFC 7636) makes the code worthless to whoever else sees it, and a code is used once.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectorError } from '../../sdk/connector.ts';
import { authorizeAddress, type OAuthClient, type OAuthTokens } from '../../sdk/oauth.ts';
import type { Millis } from '../../sdk/time.ts';
import { renderPage } from '../public/page.ts';
import { askTokens, needSecure, SignInRefused } from './ask-tokens.ts';
import { signInWords } from './words.ts';

/** Nobody can tell a closed browser window from a slow person; after this it is taken for closed. */
const patience: Millis = 10 * 60_000;

export type SignInOutcome =
  | { kind: 'signed-in' }
  /** The person, or the vendor, said no; `detail` are the vendor's words. */
  | { kind: 'refused'; detail: string }
  /** Nobody came back in time: the window was closed, perhaps. */
  | { kind: 'timed-out' }
  | { kind: 'canceled' }
  /** It could not be finished, for want of a connection for example. */
  | { kind: 'failed'; detail: string };

export interface Attempt {
  /** The page to open. */
  url: string;
  /** Never rejects. */
  ended: Promise<SignInOutcome>;
  cancel(): void;
}

export interface AttemptOptions {
  client: OAuthClient;
  language: string;
  now: () => Millis;
  /** Keeps the tokens; what it throws is the outcome. */
  keep: (tokens: OAuthTokens) => Promise<void>;
  patience?: Millis;
}

const secret = (): string => randomBytes(32).toString('base64url');
const same = (a: string, b: string): boolean => {
  const [one, two] = [Buffer.from(a), Buffer.from(b)];
  return one.length === two.length && timingSafeEqual(one, two);
};

/** Throws `sign-in-insecure`. */
export async function startAttempt(options: AttemptOptions): Promise<Attempt> {
  const { client } = options;
  needSecure(client);
  const [state, verifier] = [secret(), secret()];
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  let used = false;
  let end: (outcome: SignInOutcome) => void = () => {};
  const ended = new Promise<SignInOutcome>((resolve) => {
    end = resolve;
  });

  /** What is to be shown; the outcome, when there is one, is told once that was. */
  async function come(query: URLSearchParams): Promise<{ page: Shown; outcome: SignInOutcome | null }> {
    if (used || !same(query.get('state') ?? '', state)) return { page: 'strange', outcome: null };
    const refusal = query.get('error');
    const code = query.get('code');
    if (refusal === null && code === null) return { page: 'strange', outcome: null };
    used = true;
    if (refusal !== null || code === null) {
      const said = query.get('error_description') ?? refusal ?? '';
      return { page: 'refused', outcome: { kind: 'refused', detail: said.replace(/\s+/g, ' ').slice(0, 300) } };
    }
    try {
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
      await options.keep(await askTokens({ client, form, now: options.now(), before: null }));
      return { page: 'done', outcome: { kind: 'signed-in' } };
    } catch (error) {
      if (error instanceof SignInRefused)
        return { page: 'failed', outcome: { kind: 'refused', detail: error.message } };
      const known = error instanceof ConnectorError;
      return { page: 'failed', outcome: { kind: 'failed', detail: known ? error.message : 'Something went wrong.' } };
    }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    // Names that lead here by a trick of somebody's name server are not ours.
    const ours = request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`;
    if (!ours || request.method !== 'GET' || url.pathname !== '/') {
      response.writeHead(404, { 'cache-control': 'no-store' }).end();
      return;
    }
    const { page, outcome } = await come(url.searchParams);
    // Told when the page is out, so that the address is not gone under it; a window closed meanwhile waits for nothing.
    if (outcome !== null && response.destroyed) end(outcome);
    else if (outcome !== null) response.once('close', () => end(outcome));
    show(response, page, options.language);
  };
  const serve = (): Server =>
    createServer((request, response) => {
      answer(request, response).catch(() => response.destroy());
    });

  const servers = [serve()];
  const port = await listen(servers[0] as Server, '127.0.0.1', 0);
  // Browsers may try the name in IPv6 first; where there is none they go on to the other.
  if (client.redirectHost === 'localhost') {
    const six = serve();
    if (await listen(six, '::1', port).catch(() => null)) servers.push(six);
  }
  const redirectUri = `http://${client.redirectHost}:${port}`;
  const timer = setTimeout(() => end({ kind: 'timed-out' }), options.patience ?? patience);
  timer.unref();
  void ended.then(() => {
    used = true;
    clearTimeout(timer);
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
  });
  return {
    url: authorizeAddress(client, { redirectUri, state, challenge }),
    ended,
    cancel: () => end({ kind: 'canceled' }),
  };
}

type Shown = 'done' | 'refused' | 'strange' | 'failed';

function show(response: ServerResponse, page: Shown, language: string): void {
  const words = signInWords(language);
  const title = words[`${page}Title`];
  const { headers, html } = renderPage({
    status: page === 'done' ? 200 : 400,
    language,
    title,
    body: `<h1>${title}</h1><p>${words[page]}</p>`,
    from: 'Kaskad',
  });
  response.writeHead(page === 'done' ? 200 : 400, {
    ...headers,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(html);
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
