/** Deliveries of vendors over a real socket, into a workspace whose engine sends to vendors played on this computer. */
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appSecret, startFakeCloudApi } from '../../connectors/whatsapp-cloud/conformance.ts';
import { addAccount } from '../../flows/host/accounts.ts';
import { writeTally } from '../../flows/host/hook-tally.ts';
import { type RunningServer, serve } from '../../flows/host/server.ts';
import { hookWord } from '../../flows/host/vendor-hooks.ts';
import { metaSigned, type Signed } from '../kit/deliveries.ts';
import { at, everybody, flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

let ws: TestWorkspace;
let server: RunningServer;
let api: Awaited<ReturnType<typeof startFakeCloudApi>>;
let account: string;
let path: string;
let failures: unknown[];

beforeEach(async () => {
  api = await startFakeCloudApi();
  ws = await testWorkspace();
  account = await addAccount(ws, { type: 'whatsapp-cloud', name: 'WA', config: api.config, makeDefault: true });
  path = ws.store.vendorHooks.need(account, ws.clock.now).path;
  failures = [];
  server = await serve(ws, { onError: (error) => failures.push(error) });
});
afterEach(async () => {
  await server.close();
  await ws.dispose();
  await api.close();
  expect(failures).toEqual([]);
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

function call(
  { headers, body }: Signed,
  { to = `/hooks/v/${path}`, method = 'POST' }: { to?: string; method?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path: to, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const told = (value: object) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '1',
      changes: [{ field: 'messages', value: { metadata: { phone_number_id: api.config.phoneNumberId }, ...value } }],
    },
  ],
});
const seconds = (iso: string): string => String(at(iso) / 1000);
const wrote = (id: string, text: string, over: object = {}) =>
  told({
    contacts: [{ wa_id: '380501112233', profile: { name: 'Olena' } }],
    messages: [
      {
        from: '380501112233',
        id,
        timestamp: seconds('2026-03-02T08:59:00Z'),
        type: 'text',
        text: { body: text },
        ...over,
      },
    ],
  });
const status = (state: string, id = 'wamid.1') =>
  told({ statuses: [{ id, status: state, timestamp: seconds('2026-03-02T09:00:05Z'), recipient_id: '380501112233' }] });
const deliver = (value: unknown) => call(metaSigned(appSecret, value));
const received = () => {
  const contact = ws.store.contacts.byAddress('whatsapp', '+380501112233') ?? 0;
  return ws.store.events.ofContact(contact, 100).filter(({ type }) => type === 'message.received');
};

/** Asks in WhatsApp, and goes two ways by the answer. */
async function ask(): Promise<string> {
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        [
          'ask',
          'whatsapp',
          {
            account: 'wa',
            topic: 'service',
            kind: 'text',
            templates: {},
            content: { en: { text: 'Coming?' } },
            buttons: [{ id: 'yes', text: 'Yes' }],
          },
        ],
        ['answer', 'wait-for', { outcomes: [{ id: 'yes', event: 'message.button', node: 'ask' }], timeout: 'P2D' }],
        ['end', 'wait', { for: 'P1D' }],
      ],
      ['start.next>ask', 'ask.next>answer', 'answer.yes>end'],
      {},
      { accounts: { wa: { capability: 'send.whatsapp' } } },
    ),
  );
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  return flow;
}

describe('a delivery', () => {
  it('[W7] makes who wrote a contact, opens the time of free text, and tells what became of the message', async () => {
    expect(await deliver(wrote('wamid.in1', 'Hello'))).toMatchObject({ status: 200, text: '' });
    expect(ws.store.contacts.total()).toBe(1);
    expect(received()).toMatchObject([{ props: { text: 'Hello', channel: 'whatsapp', account } }]);
    const flow = await ask();
    expect(api.sent).toHaveLength(1);
    // Reading overtakes delivery.
    await deliver(status('read'));
    await deliver(status('delivered'));
    const message = ws.store.messages.byVendorId(account, 'wamid.1');
    expect(message).toMatchObject({ state: 'read', delivered_at: expect.any(Number), read_at: expect.any(Number) });
    await deliver(
      wrote('wamid.in2', '', {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: `${message?.id}:yes`, title: 'Yes' } },
        context: { id: 'wamid.1' },
      }),
    );
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).nodes.find(({ id }) => id === 'answer')?.left).toEqual({ yes: 1 });
    expect(ws.store.messages.byVendorId(account, 'wamid.1')).toMatchObject({ state: 'replied' });
  });

  it('[W8] that comes again, or by a poll as well, changes nothing', async () => {
    await deliver(wrote('wamid.in1', 'Hello'));
    const flow = await ask();
    for (let n = 0; n < 3; n++) {
      await deliver(status('delivered'));
      await deliver(wrote('wamid.in1', 'Hello'));
    }
    const counts = () => ws.report(flow).nodes.find(({ id }) => id === 'ask');
    const before = counts();
    const state = ws.store.messages.byVendorId(account, 'wamid.1');
    api.setHistory([
      {
        message_id: 'wamid.1',
        events: { data: [{ delivery_status: 'DELIVERED', timestamp: Number(seconds('2026-03-02T09:00:09Z')) }] },
      },
    ]);
    await ws.engine.sync(account);
    await ws.engine.runUntilIdle();
    expect(counts()).toEqual(before);
    expect(ws.store.messages.byVendorId(account, 'wamid.1')).toEqual(state);
    expect(received()).toHaveLength(1);
    expect(ws.store.contacts.total()).toBe(1);
  });

  it('finds who is known by the phone, and keeps the address that they wrote from', async () => {
    const ann = ws.contact('ann', { addresses: [{ kind: 'phone', value: '+380501112233' }] });
    await deliver(wrote('wamid.in1', 'Hello'));
    expect(ws.store.contacts.total()).toBe(1);
    expect(ws.store.contacts.byAddress('whatsapp', '+380501112233')).toBe(ann);
    const bare = ws.contact('ben', { addresses: [{ kind: 'whatsapp', value: '380677778899' }] });
    await deliver(
      told({
        messages: [
          {
            from: '380677778899',
            id: 'x',
            timestamp: seconds('2026-03-02T08:59:00Z'),
            type: 'text',
            text: { body: 'Hi' },
          },
        ],
      }),
    );
    expect(ws.store.contacts.total()).toBe(2);
    expect(ws.store.contacts.byAddress('whatsapp', '380677778899')).toBe(bare);
    expect(ws.store.contacts.byAddress('whatsapp', '+380677778899')).toBeNull();
  });

  it('brings nobody back who was erased, also by another of their addresses', async () => {
    const ann = ws.contact('ann', { addresses: [{ kind: 'phone', value: '+380501112233' }] });
    ws.engine.eraseContact(ann, { askedBy: 'person', reference: null, reason: null });
    expect((await deliver(wrote('wamid.in1', 'Hello'))).status).toBe(200);
    expect(ws.store.contacts.total()).toBe(0);
    expect(ws.store.notices.list(10).map(({ code }) => code)).toContain('erased-wrote');
  });

  it('of hundreds at once loses none, and answers all', async () => {
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, n) => deliver(wrote(`wamid.many${n}`, `Text ${n}`))),
    );
    expect(new Set(answers.map(({ status: code }) => code))).toEqual(new Set([200]));
    const contact = ws.store.contacts.byAddress('whatsapp', '+380501112233') ?? 0;
    expect(ws.store.events.ofContact(contact, 1000).filter(({ type }) => type === 'message.received')).toHaveLength(
      400,
    );
    writeTally(ws.store);
    expect(ws.store.vendorHooks.get(account)).toMatchObject({ taken: 400, refused: 0 });
  });
});

describe('what is no delivery', () => {
  it('[W9] with a wrong signature does nothing, is told nothing, and is counted', async () => {
    const answer = await call(metaSigned('0'.repeat(32), wrote('wamid.in1', 'Hello')));
    expect(answer).toMatchObject({ status: 401, text: '' });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect(await call({ headers: {}, body: JSON.stringify(wrote('wamid.in1', 'Hello')) })).toMatchObject({
      status: 401,
    });
    expect(ws.store.contacts.total()).toBe(0);
    writeTally(ws.store);
    expect(ws.store.vendorHooks.get(account)).toMatchObject({
      taken: 0,
      refused: 2,
      refusedFor: 'unsigned',
      knownAt: null,
    });
    // What was refused may still come rightly.
    await deliver(wrote('wamid.in1', 'Hello'));
    expect(ws.store.contacts.total()).toBe(1);
  });

  it('hostile bodies and ways break nothing', async () => {
    const deep = '['.repeat(200_000);
    const bodies = [
      '',
      'null',
      '[]',
      '{}',
      '{"object":"whatsapp_business_account","entry":{}}',
      deep,
      `{"object":"whatsapp_business_account","entry":[${'{},'.repeat(50_000)}{}]}`,
      '{"__proto__":{"polluted":1},"object":"whatsapp_business_account","entry":[]}',
      JSON.stringify(told({ messages: [{ from: '380501112233', id: '', timestamp: 'soon', type: 'text' }] })),
      JSON.stringify(told({ statuses: [{ id: "'; DROP TABLE messages; --", status: 'read', timestamp: '1' }] })),
      '\u0000\ufffd{"a":',
      JSON.stringify(wrote('w', '\u0000\u202e<script>'.repeat(1000))),
    ];
    for (const body of bodies) expect((await deliver(body)).status, body.slice(0, 60)).toBeLessThan(500);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((await deliver('x'.repeat(4 * 1024 * 1024 + 1))).status).toBe(413);
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD'])
      expect((await call(metaSigned(appSecret, wrote('w2', 'x')), { method })).status).toBe(405);
    expect(ws.store.contacts.total()).toBe(1);
  });

  it('leads nowhere by another path, an old address or that of an account that is gone', async () => {
    const signed = metaSigned(appSecret, wrote('wamid.in1', 'Hello'));
    for (const to of ['/hooks/v/', `/hooks/v/${path}x`, `/hooks/v/${path}/`, '/hooks/v/%00', `/hooks/${path}`])
      expect((await call(signed, { to })).status, to).toBe(404);
    const old = path;
    path = ws.store.vendorHooks.renew(account, ws.clock.now).path;
    expect((await call(signed, { to: `/hooks/v/${old}` })).status).toBe(404);
    expect((await call(signed)).status).toBe(200);
    ws.store.accounts.remove(account);
    expect((await call(signed)).status).toBe(404);
  });

  it('is not believed while the secrets are not on this computer; the vendor is asked to try again', async () => {
    for (const value of Object.values(ws.store.accounts.need(account).config)) {
      const reference = (value as { secret?: string } | null)?.secret;
      if (reference !== undefined) await ws.vault.remove(reference);
    }
    expect(await deliver(wrote('wamid.in1', 'Hello'))).toMatchObject({ status: 503, text: '' });
    expect(ws.store.contacts.total()).toBe(0);
    writeTally(ws.store);
    expect(ws.store.vendorHooks.get(account)).toMatchObject({ refused: 1, refusedFor: 'unset' });
  });

  it('is not guessed: strangers get few tries', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => call({ headers: {}, body: '' }, { to: `/hooks/v/guess-${n}` })),
    );
    expect(new Set(answers.map(({ status: code }) => code))).toEqual(new Set([404, 429]));
    expect((await deliver(wrote('wamid.in1', 'Hello'))).status).toBe(200);
  });
});

describe('Meta’s question whether the address is ours', () => {
  it('is answered to who knows the word', async () => {
    const ask = (word: string) =>
      call(
        { headers: {}, body: '' },
        {
          method: 'GET',
          to: `/hooks/v/${path}?${new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': word, 'hub.challenge': '77' })}`,
        },
      );
    expect(await ask('guess')).toMatchObject({ status: 401, text: '' });
    expect(ws.store.vendorHooks.get(account)?.knownAt).toBeNull();
    const answer = await ask(hookWord(path));
    expect(answer).toMatchObject({ status: 200, text: '77' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(ws.store.vendorHooks.get(account)?.knownAt).toBe(ws.clock.now);
  });
});
