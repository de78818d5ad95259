/** Webhooks over a real socket: what gets in, what is kept, and what is refused. */
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { type RunningServer, serve } from './server.ts';

const secret = 'Zm9yLXRlc3RzLW9ubHktbm90LXJlYWw';
let ws: TestWorkspace;
let server: RunningServer;
let flow: string;
let failures: unknown[];

const hooked = (config: object = {}) =>
  flowOf(
    [
      [
        'in',
        'trigger-webhook',
        {
          path: secret,
          fields: [
            { from: 'customer.email', to: 'email' },
            { from: 'customer.phone', to: 'phone' },
            { from: 'customer.country', to: 'country' },
            { from: 'customer.points', to: 'attributes.points' },
            { from: 'customer.labels', to: 'tags' },
          ],
          id: 'order.id',
          ...config,
        },
      ],
      ['nap', 'wait', { for: 'P1D' }],
    ],
    ['in.next>nap'],
  );

async function open(config: object = {}): Promise<void> {
  ws = await testWorkspace();
  flow = ws.flow(hooked(config));
  ws.engine.startFlow(flow);
  failures = [];
  server = await serve(ws, { onError: (error) => failures.push(error) });
}
beforeEach(() => {
  failures = [];
});
afterEach(async () => {
  await server.close();
  await ws.dispose();
  expect(failures).toEqual([]);
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
}

function post(
  body: unknown,
  {
    path = `/hooks/${secret}`,
    headers = {},
    method = 'POST',
  }: { path?: string; headers?: Record<string, string>; method?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const order = (id: number, customer: object = {}) => ({
  order: { id, total: 120.5 },
  customer: {
    email: ' Ann@Example.com ',
    phone: '050 111 22 33',
    country: 'Ukraine',
    points: 7,
    labels: ['vip'],
    ...customer,
  },
});

describe('a webhook', () => {
  it('makes a contact, keeps an event, and lets the contact in', async () => {
    await open();
    const answer = await post(order(1));
    expect(answer).toMatchObject({ status: 202, body: { event: expect.any(Number) } });
    const ann = ws.store.contacts.resolve('ann@example.com') ?? 0;
    expect(ws.store.contacts.view(ann, { workspace: 'UTC' })).toMatchObject({
      email: 'ann@example.com',
      phone: '+380501112233',
      country: 'UA',
      tags: ['vip'],
      attributes: { points: 7 },
    });
    expect(ws.store.events.get(Number(answer.body.event))).toMatchObject({
      contactId: ann,
      type: 'webhook.received',
      props: { order: { id: 1, total: 120.5 }, flow, node: 'in' },
    });
    await ws.engine.runUntilIdle();
    expect(ws.report(flow)).toMatchObject({ entered: 1, active: 1 });
  });

  it('may be sent again: one number is one event, and a known contact is changed', async () => {
    await open();
    const first = await post(order(1));
    const second = await post(order(1, { points: 9 }));
    expect(second.body).toEqual({ event: first.body.event, duplicate: true });
    await post(order(2, { points: 11 }));
    const ann = ws.store.contacts.resolve('ann@example.com') ?? 0;
    expect(ws.store.events.ofContact(ann, 10)).toHaveLength(2);
    expect(ws.store.contacts.total()).toBe(1);
    expect(ws.store.contacts.view(ann, { workspace: 'UTC' })?.attributes).toEqual({ points: 11 });
  });

  it('takes form fields, picks what the flow reads, and asks its rule', async () => {
    await open({
      fields: [{ from: 'email', to: 'email' }],
      props: [{ from: 'total', to: 'sum' }],
      where: { combinator: 'and', rules: [{ field: 'props.sum', operator: '>', value: 100 }] },
    });
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const answer = await post('email=ben%40example.com&total=150&card=4111', form);
    expect(ws.store.events.get(Number(answer.body.event))?.props).toEqual({ sum: '150', flow, node: 'in' });
    await post('email=cleo%40example.com&total=50', form);
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).entered).toBe(1);
  });

  it('says in words what is wrong', async () => {
    await open();
    expect(await post('{"a":')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(await post([1])).toMatchObject({ status: 400, body: { code: 'NOT_AN_OBJECT' } });
    const nobody = await post({ customer: { email: 'no mail' } });
    expect(nobody).toMatchObject({
      status: 400,
      body: { code: 'NO_CONTACT', ignored: [{ field: 'email', reason: 'bad-email' }] },
    });
    expect(nobody.body.message).toContain('customer.email');
    expect(await post('x', { headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 415 });
    expect(await post('x'.repeat(300_000))).toMatchObject({ status: 413 });
    // What cannot be read is said, and does not stop the rest.
    const partly = await post(order(3, { phone: 'none' }));
    expect(partly).toMatchObject({ status: 202, body: { ignored: [{ field: 'phone', reason: 'bad-phone' }] } });
    expect(ws.store.contacts.total()).toBe(1);
  });

  it('adds nobody where it is told so', async () => {
    await open({ unknown: 'refuse' });
    expect(await post(order(1))).toMatchObject({ status: 400, body: { code: 'UNKNOWN_CONTACT' } });
    ws.contact('ann', { addresses: [{ kind: 'email', value: 'ann@example.com' }] });
    expect(await post(order(1))).toMatchObject({ status: 202 });
    expect(ws.store.contacts.total()).toBe(1);
  });

  it('is not there for a wrong address, a stopped flow or a page; a paused flow asks to wait', async () => {
    await open();
    expect(await post(order(1), { path: `/hooks/${secret}x` })).toMatchObject({ status: 404 });
    expect(await post(order(1), { path: '/hooks/' })).toMatchObject({ status: 404 });
    expect(await post('', { method: 'GET' })).toMatchObject({ status: 405 });
    expect(await post(order(1), { headers: { origin: server.origin } })).toMatchObject({ status: 403 });
    expect(await post(order(1), { headers: { 'sec-fetch-site': 'cross-site' } })).toMatchObject({ status: 403 });
    // By the name of a tunnel; nothing allows pages to read the answer.
    const tunnel = await post(order(1), { headers: { host: 'shop.example.com' } });
    expect(tunnel.status).toBe(202);
    expect(Object.keys(tunnel.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    ws.engine.pauseFlow(flow);
    expect(await post(order(2))).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
    ws.engine.resumeFlow(flow);
    ws.engine.stopFlow(flow);
    expect(await post(order(2))).toMatchObject({ status: 404 });
    // Other names get nothing else.
    expect(await post('', { path: '/rpc/workspace/get', headers: { host: 'shop.example.com' } })).toMatchObject({
      status: 421,
    });
  });

  it('does not let one sender take everything, nor a stranger guess', async () => {
    await open();
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, n) => post(order(n), { path: `/hooks/guess-number-${n}-of-very-many` })),
    );
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([404, 429]));
    expect(await post(order(1))).toMatchObject({ status: 202 });
  });
});
