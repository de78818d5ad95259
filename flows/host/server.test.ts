import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testContext } from '../../tests/kit/host-context.ts';
import type { Contract } from '../api/contract.ts';
import { pageFile } from '../api/page.ts';
import type { HostContext } from './context.ts';
import { checkPlace, checkToken } from './guard.ts';
import { type RunningServer, serve } from './server.ts';

let context: HostContext;
let server: RunningServer;
let client: ContractRouterClient<Contract>;
const unexpected: unknown[] = [];
const secret = 'top-secret-of-this-computer';

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-server-'));
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Kaskad</title>');
  writeFileSync(join(page, 'assets/app-1a2b.js'), 'export {};');
  writeFileSync(join(page, '.hidden'), secret);
  writeFileSync(join(folder, 'secret.txt'), secret);
  symlinkSync(join(folder, 'secret.txt'), join(page, 'link.txt'));
  context = testContext(join(folder, 'shop.kaskad'));
  server = await serve(context, { page, maxBody: 10_000, onError: (error) => unexpected.push(error) });
  client = clientOf(server.token);
});
afterAll(async () => {
  await server.close();
  context.store.close();
});

function clientOf(token: string): ContractRouterClient<Contract> {
  return createORPCClient(
    new RPCLink({ url: `${server.origin}/rpc`, headers: { authorization: `Bearer ${token}` } }),
  ) as ContractRouterClient<Contract>;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request as an attacker may build it: any path as typed, any Host, any header. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: server.port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}
const authorized = () => ({ authorization: `Bearer ${server.token}` });

describe('calls', () => {
  it('answers over RPC and over OpenAPI alike', async () => {
    const overRpc = await client.workspace.get();
    expect(overRpc).toMatchObject({ host: 'web', contacts: 0, events: 0, timezone: 'UTC' });
    const overApi = await ask('/api/workspace', { headers: authorized() });
    expect(JSON.parse(overApi.body)).toEqual(overRpc);
  });

  it('describes itself as OpenAPI', async () => {
    const answer = await ask('/api/openapi.json', { headers: authorized() });
    const document = JSON.parse(answer.body) as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toContain('/flows/{flow}/start');
  });

  it('streams changes until the caller leaves', async () => {
    const leave = new AbortController();
    const changes = await client.workspace.changes(undefined, { signal: leave.signal });
    const first = changes.next();
    const timer = setInterval(() => context.changes.publish('contacts'), 20);
    expect((await first).value).toEqual({ topics: ['contacts'] });
    clearInterval(timer);
    leave.abort();
    await expect(changes.next()).rejects.toThrow();
  });

  it('tells a refusal in words and hides what went wrong inside', async () => {
    const refused = await client.workspace.seen({ upTo: 'x' as unknown as number }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'BAD_REQUEST' });
    context.store.db.exec('ALTER TABLE notices RENAME TO elsewhere');
    try {
      const broken = await ask('/api/workspace/notices', { headers: authorized() });
      expect(broken.status).toBe(500);
      expect(broken.body).not.toMatch(/elsewhere|notices|sql|at .*\.ts/i);
      expect(unexpected).toHaveLength(1);
    } finally {
      context.store.db.exec('ALTER TABLE elsewhere RENAME TO notices');
    }
  });
});

describe('attacks', () => {
  const calls = ['/rpc/workspace/get', '/api/workspace', '/api/openapi.json', '/api/nothing', '/rpc/nothing'];

  it.each(calls)('refuses %s without the token, with a wrong one and with one in the address', async (path) => {
    expect((await ask(path)).status).toBe(401);
    expect((await ask(path, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await ask(path, { headers: { authorization: `Basic ${server.token}` } })).status).toBe(401);
    expect((await ask(path, { headers: { cookie: `token=${server.token}` } })).status).toBe(401);
    expect((await ask(`${path}?token=${server.token}`)).status).toBe(401);
  });

  it('makes a new token at every start and never sends it', async () => {
    const other = await serve(context, {});
    await other.close();
    expect(other.token).not.toBe(server.token);
    expect(other.token.length).toBeGreaterThanOrEqual(43);
    expect(new URL(other.url).hash).toBe(`#token=${other.token}`);
    for (const path of ['/', '/flows', '/rpc/workspace/get', '/missing.js']) {
      const answer = await ask(path);
      expect(JSON.stringify(answer)).not.toContain(server.token);
    }
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
    'refuses the Host %j: a foreign name that leads here',
    async (host) => {
      for (const path of ['/', ...calls]) {
        const answer = await ask(path, { headers: { ...authorized(), host } });
        expect([400, 421]).toContain(answer.status);
        expect(answer.body).not.toContain('doctype');
      }
    },
  );

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost', 'file://'])(
    'refuses the Origin %j even with the token',
    async (origin) => {
      for (const path of calls) {
        expect((await ask(path, { headers: { ...authorized(), origin } })).status).toBe(403);
      }
    },
  );

  it('takes its own origin and refuses what a browser calls cross-site', async () => {
    const own = await ask('/api/workspace', { headers: { ...authorized(), origin: server.origin } });
    expect(own.status).toBe(200);
    const cross = await ask('/api/workspace', { headers: { ...authorized(), 'sec-fetch-site': 'cross-site' } });
    expect(cross.status).toBe(403);
    const neighbour = await ask('/api/workspace', { headers: { ...authorized(), 'sec-fetch-site': 'same-site' } });
    expect(neighbour.status).toBe(403);
  });

  it('grants no other site anything: no CORS, also when asked ahead', async () => {
    const ahead = await ask('/rpc/workspace/get', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(ahead.status).toBe(403);
    for (const path of ['/', ...calls]) {
      const answer = await ask(path, { headers: authorized() });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('sends the security headers with every answer', async () => {
    for (const path of ['/', '/missing.js', '/rpc/workspace/get', '/api/workspace']) {
      for (const headers of [{}, authorized(), { host: 'evil.example' }]) {
        const answer = await ask(path, { headers });
        expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
        expect(answer.headers['x-content-type-options']).toBe('nosniff');
        expect(answer.headers['x-frame-options']).toBe('DENY');
        expect(answer.headers['referrer-policy']).toBe('no-referrer');
      }
    }
  });

  it('refuses bodies that are too large, announced or not, and what is not JSON', async () => {
    const post = (body: string, headers: Record<string, string> = {}) =>
      ask('/api/workspace/notices/seen', {
        method: 'POST',
        headers: { ...authorized(), 'content-type': 'application/json', ...headers },
        body,
      });
    expect((await post('{"upTo":0}')).status).toBe(200);
    expect((await post(JSON.stringify({ upTo: 0, filler: 'x'.repeat(20_000) }))).status).toBe(413);
    const hidden = await post(JSON.stringify({ upTo: 0, filler: 'x'.repeat(20_000) }), {
      'transfer-encoding': 'chunked',
    });
    expect(hidden.status).toBe(413);
    expect((await post('upTo=0', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('{"upTo":0}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('{broken')).status).toBe(400);
  });

  it('listens on this computer only', async () => {
    const refused = await new Promise<boolean>((resolve) => {
      // 127.0.0.2 is this machine too, but not the address the server listens on.
      const socket = connect({ host: '127.0.0.2', port: server.port });
      socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    });
    expect(refused).toBe(true);
  });
});

describe('the page', () => {
  it('is given out with its types, and screens lead to it', async () => {
    for (const path of ['/', '/flows', '/flows/abc?x=1', '/index.html']) {
      const answer = await ask(path);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    const script = await ask('/assets/app-1a2b.js');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/..\\secret.txt',
    '/%5c..%5csecret.txt',
    '//secret.txt',
    '/assets/%00.js',
    '/.hidden',
    '/link.txt',
    '/assets',
  ])('does not leave its folder for %s', async (path) => {
    const answer = await ask(path);
    expect(answer.body).not.toContain(secret);
    expect([200, 404]).toContain(answer.status);
  });

  it('names only files inside, whatever the path', () => {
    const piece = fc.constantFrom('/', '..', '.', '%2e', '%2F', '\\', '%5c', 'a', 'b.js', '%00', '%', ':', '~');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((list) => `/${list.join('')}`),
        ),
        (path) => {
          const file = pageFile(path);
          if (file === null) return;
          expect(file.startsWith('/')).toBe(false);
          expect(file.split('/').some((name) => name === '' || name.startsWith('.'))).toBe(false);
          expect(file).not.toMatch(/[\\:]/);
        },
      ),
    );
  });
});

describe('the checks', () => {
  it('let only own names and the whole token pass, whatever is tried', () => {
    const caller = { host: '127.0.0.1:8080', origin: undefined, fetchSite: undefined, authorization: undefined };
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text !== 'right-token');
        expect(checkToken({ ...caller, authorization: `Bearer ${text}` }, 'right-token')).not.toBeNull();
        expect(checkToken({ ...caller, authorization: text }, 'right-token')).not.toBeNull();
        expect(checkPlace({ ...caller, host: text }, 8080)).not.toBeNull();
        expect(checkPlace({ ...caller, origin: text }, 8080)).not.toBeNull();
      }),
    );
    expect(checkToken({ ...caller, authorization: 'Bearer right-token' }, 'right-token')).toBeNull();
    expect(checkPlace({ ...caller, host: 'LOCALHOST:8080', origin: 'http://localhost:8080' }, 8080)).toBeNull();
  });
});

describe('closing', () => {
  it('ends open streams at once and frees the port', async () => {
    const other = await serve(context, {});
    const response = await fetch(`${other.origin}/api/workspace/changes`, {
      headers: { authorization: `Bearer ${other.token}` },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const ended = response.text().catch(() => 'cut');
    const started = Date.now();
    await other.close();
    await ended;
    expect(Date.now() - started).toBeLessThan(2000);
    const again = await serve(context, { port: other.port });
    await expect(serve(context, { port: other.port })).rejects.toMatchObject({ code: 'port-in-use' });
    await again.close();
  });
});
