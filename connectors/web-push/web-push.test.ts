import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { addAccount, publicConfig } from '../../flows/host/accounts.ts';
import type { ConnectorError, OutgoingMessage } from '../../flows/sdk/connector.ts';
import { payloadLimit } from '../../flows/sdk/push.ts';
import { type FakePush, opened, startFakePush } from '../../tests/kit/fake-push.ts';
import { testContext } from '../../tests/kit/host-context.ts';
import { connector } from './index.ts';
import { pushOf } from './payload.ts';
import { serviceOf } from './services.ts';

const keys = webPush.generateVAPIDKeys();
let service: FakePush;
beforeAll(async () => {
  service = await startFakePush(keys.publicKey);
});
afterEach(() => {
  service.fail(null);
  expect(service.faults).toEqual([]);
});
afterAll(() => service.close());

const open = (over: object = {}) =>
  connector.open(connector.config.parse({ contact: 'owner@shop.example', ...keys, baseUrl: service.baseUrl, ...over }));
const message = (to: string, over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 1,
  key: '1:push:1',
  channel: 'web-push',
  to,
  toName: null,
  parts: { title: 'Hello', text: 'World' },
  buttons: [],
  ...over,
});
const context = { signal: AbortSignal.timeout(20_000), handover: async () => {} };
const send = (what: OutgoingMessage, over: object = {}) =>
  open(over).send?.(what, context) ?? Promise.reject(new Error('does not send'));
const failure = (what: OutgoingMessage, over: object = {}) =>
  send(what, over).then(
    () => Promise.reject(new Error('it was sent')),
    (error: unknown) => error as ConnectorError,
  );

describe('a message by web push', () => {
  it('says to the browser what was written, and to the service how to deliver it', async () => {
    const { address, name } = service.subscribe();
    await send(
      message(address, {
        parts: {
          title: 'Кошик',
          text: 'Чекає на вас',
          url: '/cart',
          image: 'https://shop.example/a.png',
          seconds: '7200',
          urgency: 'high',
          group: 'cart',
        },
        buttons: [
          { id: 'go', text: 'Go', url: 'https://shop.example/cart' },
          { id: 'later', text: 'Later' },
        ],
        report: 'https://go.example/p/site/push/told/1-x',
      }),
      { icon: '/icon.png' },
    );
    const got = service.messages.at(-1);
    expect(got).toMatchObject({ browser: name, ttl: 7200, urgency: 'high', subject: 'mailto:owner@shop.example' });
    expect(got?.topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(JSON.parse(got?.text ?? '')).toMatchObject({
      kaskad: 1,
      title: 'Кошик',
      text: 'Чекає на вас',
      url: '/cart',
      image: 'https://shop.example/a.png',
      icon: '/icon.png',
      again: true,
      buttons: [
        { id: 'go', text: 'Go', url: 'https://shop.example/cart' },
        { id: 'later', text: 'Later' },
      ],
      report: 'https://go.example/p/site/push/told/1-x',
    });
  });

  it('replaces one of the same group that is still kept, and nothing else', async () => {
    const { address, name } = service.subscribe();
    const parts = (text: string, group: string) => ({ title: 'A', text, seconds: '60', urgency: 'normal', group });
    await send(message(address, { key: 'a', parts: parts('old', 'cart') }));
    await send(message(address, { key: 'b', parts: parts('other', 'sale') }));
    await send(message(address, { key: 'c', parts: parts('new', 'cart') }));
    const kept = service.messages.filter((one) => one.browser === name);
    expect(kept.map(({ text }) => (JSON.parse(text) as { text: string }).text)).toEqual(['other', 'new']);
  });

  it('arrives letter by letter, whatever it says, up to the limit', async () => {
    const { address, name } = service.subscribe();
    const client = open();
    const text = fc.string({ unit: 'binary', maxLength: 300 }).filter((one) => one.trim() === one && one !== '');
    await fc.assert(
      fc.asyncProperty(text, text, async (title, body) => {
        const what = message(address, { parts: { title, text: body } });
        const { payload } = pushOf(what);
        await client.send?.(what, context);
        const got = service.messages.findLast((one) => one.browser === name);
        expect(got?.text).toBe(payload);
        const { title: shown, text: said } = JSON.parse(got?.text ?? '') as { title: string; text: string };
        expect([shown, said]).toEqual([title, body]);
      }),
      { numRuns: 60 },
    );
  });

  it('takes exactly as much as fits into one record, and says so where it does not', async () => {
    const { address } = service.subscribe();
    const room =
      payloadLimit - Buffer.byteLength(pushOf(message(address, { parts: { title: 'A', text: '' } })).payload);
    const sized = (count: number) => message(address, { parts: { title: 'A', text: 'x'.repeat(count) } });
    await send(sized(room));
    expect(service.requests.at(-1)?.bytes.length).toBe(4096);
    const before = service.requests.length;
    expect(await failure(sized(room + 1))).toMatchObject({ errorClass: 'bad-request', mayHaveActed: false });
    expect(service.requests.length).toBe(before);
  });
});

describe('what push services answer', () => {
  const answering = (status: number) =>
    service.fail({ kind: 'reply', reply: { status, body: `no: ${service.baseUrl}/push/secret` } });

  it.each([
    [400, 'bad-request', false],
    [403, 'bad-credentials', false],
    [404, 'unreachable-recipient', false],
    [410, 'unreachable-recipient', false],
    [413, 'bad-request', false],
    [429, 'rate-limited', false],
    [500, 'temporary', false],
    // Who answered may have passed it on.
    [502, 'temporary', true],
    [504, 'temporary', true],
    [307, 'bad-request', false],
  ] as const)('%i is %s', async (status, errorClass, mayHaveActed) => {
    answering(status);
    const error = await failure(message(service.subscribe().address));
    expect(error).toMatchObject({ errorClass, mayHaveActed });
  });

  it('a browser asked by other keys is refused by the service, and found out before that', async () => {
    const other = webPush.generateVAPIDKeys();
    const { address } = service.subscribe(other.publicKey);
    const before = service.requests.length;
    expect(await failure(message(address))).toMatchObject({ errorClass: 'bad-request' });
    expect(service.requests.length).toBe(before);
    const passed = JSON.stringify({ ...JSON.parse(address), key: keys.publicKey.slice(1, 17) });
    expect(await failure(message(passed))).toMatchObject({ errorClass: 'bad-credentials' });
  });

  it('tells nobody where a browser is, nor its keys', async () => {
    const { address, name } = service.subscribe();
    const auth = (JSON.parse(address) as { auth: string }).auth;
    for (const status of [400, 403, 410, 500]) {
      answering(status);
      const said = inspect(await failure(message(address)), { depth: 10, showHidden: true });
      for (const secret of [name, auth, keys.privateKey, '/push/secret']) expect(said).not.toContain(secret);
    }
  });

  it('keys that are no point of the curve are the browser’s fault, and nothing leaves', async () => {
    const { address } = service.subscribe();
    const p256dh = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]).toString('base64url');
    const before = service.requests.length;
    expect(await failure(message(JSON.stringify({ ...JSON.parse(address), p256dh })))).toMatchObject({
      errorClass: 'unreachable-recipient',
    });
    expect(await failure(message('token-of-another-service'))).toMatchObject({ errorClass: 'unreachable-recipient' });
    expect(service.requests.length).toBe(before);
  });

  it('where nobody listens nothing was done', async () => {
    const { address } = service.subscribe();
    const elsewhere = address.replace(service.baseUrl, 'http://127.0.0.1:1');
    const error = await failure(message(elsewhere), { baseUrl: 'http://127.0.0.1:1' });
    expect(error).toMatchObject({ errorClass: 'unreachable', mayHaveActed: false });
  });
});

describe('where messages may go', () => {
  it('to the services of browsers, over https, and to nobody else', () => {
    for (const host of [
      'fcm.googleapis.com/fcm/send/a',
      'updates.push.services.mozilla.com/wpush/v2/a',
      'wns2-db5p.notify.windows.com/w/?token=a',
      'web.push.apple.com/a',
    ])
      expect(serviceOf(`https://${host}`, undefined), host).not.toBe(null);
    for (const endpoint of [
      'http://fcm.googleapis.com/a',
      'https://fcm.googleapis.com.evil.example/a',
      'https://evil.example/fcm.googleapis.com',
      'https://user:pass@fcm.googleapis.com/a',
      'https://fcm.googleapis.com:8443/a',
      'https://127.0.0.1/a',
      'http://169.254.169.254/latest',
      'https://[::1]/a',
      'https://notify.windows.com.example/a',
    ])
      expect(serviceOf(endpoint, undefined), endpoint).toBe(null);
    expect(serviceOf('http://127.0.0.1:9/a', 'http://127.0.0.1:9')).toBe('127.0.0.1:9');
    expect(serviceOf('http://127.0.0.1:9/a', 'http://127.0.0.1:8')).toBe(null);
  });
});

describe('the keys of an account', () => {
  const made = async (config: Record<string, unknown>) => {
    const folder = mkdtempSync(join(tmpdir(), 'kaskad-push-'));
    const host = testContext(join(folder, 'a.kaskad'));
    const registry = { nodes: new Map(), connectors: new Map([[connector.type, connector]]) };
    const id = await addAccount({ ...host, registry }, { type: 'web-push', name: 'Push', config });
    const account = host.store.accounts.need(id);
    const secret = (account.config.privateKey as { secret: string }).secret;
    const result = { shown: publicConfig(account), stored: account.config, secret: await host.vault.get(secret) };
    host.store.close();
    rmSync(folder, { recursive: true, force: true });
    return result;
  };
  it('are made with it, another pair each time, and the private one is kept by the vault only', async () => {
    const [one, two] = [await made({ contact: 'a@b.example', publicKey: '' }), await made({ contact: 'a@b.example' })];
    expect(one.shown).toEqual({ contact: 'a@b.example', publicKey: one.stored.publicKey, privateKey: true });
    expect(JSON.stringify(one.stored)).not.toContain(one.secret);
    expect(one.secret).not.toBe(two.secret);
    expect(connector.config.safeParse({ ...one.stored, privateKey: one.secret }).success).toBe(true);
  });
  it('may be brought along, and must fit each other', async () => {
    const brought = await made({ contact: 'a@b.example', privateKey: keys.privateKey });
    expect(brought.stored.publicKey).toBe(keys.publicKey);
    const other = webPush.generateVAPIDKeys();
    await expect(made({ contact: 'a@b.example', ...keys, publicKey: other.publicKey })).rejects.toThrow('keys-differ');
    await expect(made({ contact: 'a@b.example', publicKey: keys.publicKey })).rejects.toThrow('keys-missing');
  });
});

describe('the loopback itself', () => {
  it('opens the example of RFC 8291', async () => {
    const { createECDH } = await import('node:crypto');
    const receiver = createECDH('prime256v1');
    receiver.setPrivateKey(Buffer.from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url'));
    const body = Buffer.from(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
      'base64url',
    );
    const auth = Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url');
    expect(opened(body, receiver, auth)).toBe('When I grow up, I want to be a watermelon');
  });
});
