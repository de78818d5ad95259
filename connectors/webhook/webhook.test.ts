import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import { guardedLookup, mayConnect } from './guard.ts';
import { connector } from './index.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server on this computer that keeps what it was asked. */
async function serve(answer: (seen: Seen, response: ServerResponse) => void) {
  const asked: Seen[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(pieces).toString() };
      asked.push(seen);
      answer(seen, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { asked, port: (server.address() as AddressInfo).port };
}

const json = (response: ServerResponse, value: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));

const ask = (input: Record<string, unknown>, config: Record<string, unknown> = { allowPrivate: true }) => {
  const client = connector.open(connector.config.parse(config));
  const parsed = connector.operations?.['http.request']?.input.parse({ method: 'GET', ...input });
  return client.operate?.('http.request', parsed, { key: '1:ask:1', signal: AbortSignal.timeout(5000) });
};
const failure = async (work: Promise<unknown> | undefined): Promise<ConnectorError> => {
  const error = await work?.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${inspect(error)}`);
  return error;
};

describe('the guard', () => {
  it.each([
    ...['0.0.0.0', '127.0.0.1', '127.8.8.8', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
    ...['100.127.255.255', '169.254.169.254', '192.0.0.192', '198.18.0.1', '224.0.0.1', '239.1.1.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      'fec0::1',
      '64:ff9b::7f00:1',
      '64:ff9b::10.0.0.1',
    ],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a9fe:a9fe', '::ffff:0:127.0.0.1', '::127.0.0.1'],
    ...['2002:7f00:1::', '2001::1', '2001:db8::1', '100::1', 'fe80::1%eth0', 'localhost', ''],
  ])('refuses %s', (address) => {
    expect(mayConnect(address, false)).toBe(false);
  });
  it.each([
    '93.184.216.34',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:2800:220:1::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('lets %s through', (address) => {
    expect(mayConnect(address, false)).toBe(true);
  });
  it('with the setting lets this computer and private networks through, but never what gives out keys', () => {
    for (const address of ['127.0.0.1', '10.1.2.3', '192.168.1.1', '100.64.0.1', '::1', 'fd12::1', '::ffff:10.0.0.1'])
      expect(mayConnect(address, true), address).toBe(true);
    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      'fd00:ec2::254',
      '100.100.100.200',
      'fe80::1',
      '0.0.0.0',
      '224.0.0.1',
    ])
      expect(mayConnect(address, true), address).toBe(false);
  });
  it('sees a private address however it is written as IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        expect(mayConnect(`::ffff:${v4}`, false)).toBe(mayConnect(v4, false));
        expect(mayConnect(`64:ff9b::${v4}`, true)).toBe(mayConnect(v4, true));
      }),
    );
  });
  it('gives only addresses that were looked at: one forbidden among several is enough', async () => {
    const resolved = (...addresses: string[]) => {
      const lookup = guardedLookup(false, ((
        _host: string,
        _options: object,
        done: (error: null, found: object[]) => void,
      ) =>
        done(
          null,
          addresses.map((address) => ({ address, family: isIP(address) })),
        )) as unknown as typeof import('node:dns').lookup);
      return new Promise((resolve) => {
        lookup('rebind.example', { all: true }, (error, found) => resolve(error === null ? found : 'refused'));
      });
    };
    expect(await resolved('93.184.216.34')).toEqual([{ address: '93.184.216.34', family: 4 }]);
    expect(await resolved('93.184.216.34', '127.0.0.1')).toBe('refused');
    expect(await resolved()).toBe('refused');
  });
  it.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::1]:PORT/',
    'http://0:PORT/',
  ])('does not even connect to %s', async (address) => {
    const { asked, port } = await serve((_seen, response) => json(response, {}));
    const error = await failure(ask({ url: address.replace('PORT', String(port)) }, {}));
    expect(error).toMatchObject({ errorClass: 'bad-request', mayHaveActed: false });
    expect(error.message).toContain('inside this computer');
    expect(asked).toEqual([]);
  });
  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'http://user:pass@example.com/',
    'data:text/plain,x',
    'orders/7',
  ])('asks only web addresses without credentials in them: %s', async (url) => {
    const error = await failure(ask({ url }));
    expect(error.errorClass).toBe('bad-request');
    expect(error.message).not.toContain('pass@');
  });
});

describe('a request', () => {
  it('carries method, headers, JSON and the key, and reads JSON', async () => {
    const { asked, port } = await serve((_seen, response) => json(response, { points: 5 }));
    const answer = await ask({
      method: 'POST',
      url: `http://127.0.0.1:${port}/a?b=1`,
      headers: { 'X-Trace': '7' },
      body: { name: 'Ганна' },
    });
    expect(answer).toEqual({ status: 200, ok: true, body: { points: 5 } });
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: '/a?b=1',
        body: '{"name":"Ганна"}',
        headers: { 'x-trace': '7', 'idempotency-key': '1:ask:1' },
      },
    ]);
  });
  it('gives a refusal of the server to the block, and other text as text', async () => {
    const { port } = await serve((_seen, response) => response.writeHead(404).end('nobody'));
    expect(await ask({ url: `http://127.0.0.1:${port}/` })).toEqual({ status: 404, ok: false, body: 'nobody' });
  });
  it('reads a megabyte and no more', async () => {
    const { port } = await serve((_seen, response) => response.end('x'.repeat(1024 * 1024 + 1)));
    const error = await failure(ask({ url: `http://127.0.0.1:${port}/` }));
    expect(error.errorClass).toBe('bad-request');
    expect(error.message).toContain('megabyte');
  });
  it('ends when it is told to', async () => {
    const { port } = await serve(() => {});
    const client = connector.open(connector.config.parse({ allowPrivate: true }));
    const wish = { method: 'POST', url: `http://127.0.0.1:${port}/` };
    const error = await failure(client.operate?.('http.request', wish, { key: 'k', signal: AbortSignal.timeout(50) }));
    expect(error).toMatchObject({ errorClass: 'unreachable', mayHaveActed: true });
  });
  it.each([{ 'Content-Length': '5' }, { Host: 'elsewhere' }, { 'x-a': 'a\r\nx-b: b' }, { 'bad name': 'a' }])(
    'refuses headers that are not the author’s to set: %o',
    (headers) => {
      const operation = connector.operations?.['http.request'];
      expect(operation?.input.safeParse({ method: 'GET', url: 'https://a.test', headers }).success).toBe(false);
    },
  );
  it('whose server broke may have acted, unless repeating is harmless or the server says it did nothing', async () => {
    const { port } = await serve((seen, response) => response.writeHead(Number(seen.url.slice(1))).end());
    const url = (status: number) => `http://127.0.0.1:${port}/${status}`;
    expect(await failure(ask({ method: 'POST', url: url(500) }))).toMatchObject({
      errorClass: 'temporary',
      mayHaveActed: true,
    });
    expect(await failure(ask({ method: 'POST', url: url(503) }))).toMatchObject({ mayHaveActed: false });
    expect(await failure(ask({ method: 'PUT', url: url(500) }))).toMatchObject({ mayHaveActed: false });
    expect(await failure(ask({ method: 'POST', url: url(500), repeatable: true }))).toMatchObject({
      mayHaveActed: false,
    });
  });
});

describe('a redirect', () => {
  it('is followed, a POST as a GET without its contents', async () => {
    const { asked, port } = await serve((seen, response) =>
      seen.url === '/' ? response.writeHead(302, { location: '/done' }).end() : json(response, { at: seen.url }),
    );
    expect(await ask({ method: 'POST', url: `http://127.0.0.1:${port}/`, body: { a: 1 } })).toMatchObject({
      body: { at: '/done' },
    });
    expect(asked.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"a":1}'],
      ['GET', ''],
    ]);
  });
  it('into the own network is looked at like any address', async () => {
    const inner = await serve((_seen, response) => json(response, {}));
    const { port } = await serve((_seen, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    );
    const error = await failure(ask({ url: `http://127.0.0.1:${port}/` }));
    expect(error.message).toContain('169.254.169.254 is inside');
    expect(inner.asked).toEqual([]);
  });
  it('to another server takes neither secrets, nor headers, nor contents along', async () => {
    const other = await serve((_seen, response) => json(response, {}));
    const { port } = await serve((seen, response) =>
      response.writeHead(seen.method === 'POST' ? 307 : 302, { location: `http://127.0.0.1:${other.port}/` }).end(),
    );
    const config = {
      baseUrl: `http://127.0.0.1:${port}`,
      authorization: 'Bearer planted',
      headerName: 'x-key',
      headerValue: 'planted too',
      allowPrivate: true,
    };
    await ask({ url: '/', headers: { 'x-author': 'a' } }, config);
    expect(other.asked).toHaveLength(1);
    for (const name of ['authorization', 'x-key', 'x-author']) expect(other.asked[0]?.headers[name]).toBeUndefined();
    const error = await failure(ask({ method: 'POST', url: '/', body: { a: 1 } }, config));
    expect(error.message).toContain('another server');
    expect(other.asked).toHaveLength(1);
  });
  it('without end is given up', async () => {
    const { asked, port } = await serve((_seen, response) => response.writeHead(302, { location: '/' }).end());
    expect((await failure(ask({ url: `http://127.0.0.1:${port}/` }))).message).toContain('again and again');
    expect(asked).toHaveLength(6);
  });
});

describe('secrets', () => {
  it('go only to the account’s own server, whatever address a block names', async () => {
    const other = await serve((_seen, response) => json(response, {}));
    const own = await serve((_seen, response) => json(response, {}));
    const config = { baseUrl: `http://127.0.0.1:${own.port}/v1/`, authorization: 'Bearer planted', allowPrivate: true };
    await ask({ url: 'orders' }, config);
    await ask({ url: `http://127.0.0.1:${other.port}/` }, config);
    expect(own.asked).toMatchObject([{ url: '/v1/orders', headers: { authorization: 'Bearer planted' } }]);
    expect(other.asked[0]?.headers.authorization).toBeUndefined();
  });
  it('need a server that they are for', () => {
    expect(connector.config.safeParse({ authorization: 'Bearer planted' }).success).toBe(false);
    expect(connector.config.safeParse({ baseUrl: 'https://a.test', headerName: 'x-key' }).success).toBe(false);
    expect(
      connector.config.safeParse({ baseUrl: 'https://a.test', headerName: 'x-key', headerValue: 'k' }).success,
    ).toBe(true);
  });
});
