/** Web push over real sockets: who can allow messages and for whom, what arrives in the browser, and what it tells afterwards. */
import { createHmac } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakePush, startFakePush } from '../../../../tests/kit/fake-push.ts';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../../../../tests/kit/workspace.ts';
import { readPushAddress } from '../../../sdk/push.ts';
import { addAccount, updateAccount } from '../../accounts.ts';
import { procedures } from '../../router.ts';
import { type RunningServer, serve } from '../../server.ts';

const shop = 'https://shop.example';
const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36';
let ws: TestWorkspace;
let server: RunningServer;
let service: FakePush;
let site: string;
let push: string;
let failures: unknown[];

beforeEach(async () => {
  ws = await testWorkspace();
  await ws.web.needKey();
  site = await addAccount(ws, { type: 'site', name: 'Shop', config: { addresses: shop }, makeDefault: true });
  push = await addAccount(ws, {
    type: 'web-push',
    name: 'Push',
    config: { contact: 'a@b.example' },
    makeDefault: true,
  });
  const publicKey = String(ws.store.accounts.need(push).config.publicKey);
  service = await startFakePush(publicKey);
  await updateAccount(ws, push, {
    name: 'Push',
    config: { contact: 'a@b.example', publicKey, baseUrl: service.baseUrl },
    makeDefault: true,
  });
  ws.web.accountsChanged();
  failures = [];
  server = await serve(ws, { onError: (error) => failures.push(error) });
});
afterEach(async () => {
  await server.close();
  await service.close();
  await ws.dispose();
  expect(failures).toEqual([]);
  expect(service.faults).toEqual([]);
});

const api = () => createRouterClient(procedures, { context: ws });

async function tell(path: string, body: unknown, { origin = shop, agent = chrome } = {}) {
  const response = await fetch(path.startsWith('http') ? path : `${server.origin}/p/site/push/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { ...(origin === '' ? {} : { origin }), 'user-agent': agent },
  });
  const text = await response.text();
  return {
    status: response.status,
    answer: (text === '' || response.status !== 200 ? null : JSON.parse(text)) as Record<string, unknown> | null,
  };
}

const sealed = (contact: string, secret = ws.web.siteSecret(site) ?? '') => ({
  contact,
  seal: createHmac('sha256', secret).update(contact).digest('hex'),
});
const person = (key: string) => ws.contact(key, { profile: { first_name: key } });
const browsersOf = (contact: number) => ws.store.contacts.addresses(contact).filter(({ kind }) => kind === 'web-push');
const consentOf = (contact: number) =>
  ws.store.contacts
    .consents(contact)
    .filter(({ channel }) => channel === 'web-push')
    .map(({ topic, granted }) => `${topic}:${granted}`);

async function subscribed(key: string) {
  const browser = service.subscribe();
  const { answer } = await tell('subscribe', {
    ...sealed(key),
    account: push,
    subscription: browser.subscription,
  });
  return { ...browser, value: String(answer?.address) };
}

/** A flow that sends one web push to everybody, and waits for what the config says. */
function send(config: object = {}, wait: Record<string, unknown> | null = null): void {
  const flow = ws.flow(
    flowOf(
      [
        ['in', 'trigger-manual', { audience: everybody }],
        [
          'say',
          'web-push',
          {
            account: 'push',
            topic: 'marketing',
            content: {
              en: { title: 'Hello {{ contact.first_name }}', text: 'News', url: 'https://shop.example/news' },
            },
            ...config,
          },
        ],
        ...(wait === null ? [] : ([['wait', 'wait-for', wait]] as [string, string, Record<string, unknown>][])),
        ['end', 'exit', { reason: 'done' }],
      ],
      ['in.next>say', ...(wait === null ? ['say.next>end'] : ['say.next>wait', 'wait.yes>end'])],
      {},
      { accounts: { push: { capability: 'send.web-push' } } },
    ),
  );
  ws.engine.startFlow(flow);
}
const notice = (at = -1) =>
  JSON.parse(service.messages.at(at)?.text ?? '{}') as {
    title: string;
    url: string;
    report?: string;
    buttons?: { id: string }[];
  };
const state = (id = 1) => ws.store.messages.get(id)?.state;

describe('who allows messages', () => {
  it('a visitor whom the site vouches for: the browser is theirs, and so is the consent', async () => {
    const ann = person('ann');
    expect((await tell('key', { account: push })).answer).toEqual({
      key: ws.store.accounts.need(push).config.publicKey,
    });
    const { value } = await subscribed('ann');
    expect(browsersOf(ann)).toEqual([{ kind: 'web-push', value, state: 'valid' }]);
    expect(readPushAddress(value)).toMatchObject({ browser: 'chrome', system: 'windows' });
    expect(consentOf(ann)).toEqual([':true']);
    expect(ws.store.consents.of(ann).at(-1)?.proof).toContain(shop);
  });

  it('nobody else: a stranger, a guessed seal, a foreign page, an endpoint that is none', async () => {
    const ann = person('ann');
    const { subscription } = service.subscribe();
    const asked = { ...sealed('ann'), account: push, subscription };
    expect((await tell('subscribe', { account: push, subscription })).answer).toEqual({ address: null });
    expect((await tell('subscribe', { ...asked, ...sealed('ann', 'guessed') })).answer).toEqual({ address: null });
    expect((await tell('subscribe', { ...asked, ...sealed('nobody') })).answer).toEqual({ address: null });
    expect((await tell('subscribe', asked, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await tell('subscribe', asked, { origin: '' })).status).toBe(403);
    expect((await tell('subscribe', { ...asked, account: site })).status).toBe(404);
    const bad = { ...asked, subscription: { ...subscription, endpoint: 'file:///etc/passwd' } };
    expect((await tell('subscribe', bad)).status).toBe(404);
    expect(browsersOf(ann)).toEqual([]);
  });

  it('whoever pressed last has the browser: others who sat before it get nothing there', async () => {
    const [ann, bob] = [person('ann'), person('bob')];
    const { subscription } = await subscribed('ann');
    await tell('subscribe', { ...sealed('bob'), account: push, subscription });
    expect([browsersOf(ann).length, browsersOf(bob).length]).toEqual([0, 1]);
  });

  it('pressing again takes back an earlier no', async () => {
    const ann = person('ann');
    ws.store.contacts.setConsent(
      ann,
      { channel: 'web-push', topic: 'marketing', granted: false },
      ws.clock.now,
      'test',
    );
    ws.store.contacts.setConsent(ann, { channel: 'email', topic: 'marketing', granted: false }, ws.clock.now, 'test');
    await subscribed('ann');
    expect(consentOf(ann).sort()).toEqual([':true', 'marketing:true']);
    expect(ws.store.contacts.consents(ann).find(({ channel }) => channel === 'email')?.granted).toBe(false);
  });

  it('who was erased is not kept again', async () => {
    const ann = person('ann');
    const { subscription } = await subscribed('ann');
    ws.engine.eraseContact(ann, { askedBy: 'person', reference: null, reason: null });
    ws.contact('bea', {});
    expect((await tell('subscribe', { ...sealed('bea'), account: push, subscription })).answer).toEqual({
      address: null,
    });
  });

  it('switching off forgets the browser, and with the last one the consent', async () => {
    const ann = person('ann');
    const [one, two] = [await subscribed('ann'), await subscribed('ann')];
    expect((await tell('leave', { account: push, old: one.value.replace('chrome', 'edge') })).answer).toEqual({});
    expect(browsersOf(ann).length).toBe(2);
    await tell('leave', { account: push, old: one.value });
    expect(consentOf(ann)).toEqual([':true']);
    await tell('leave', { account: push, old: two.value });
    expect([browsersOf(ann), consentOf(ann)]).toEqual([[], [':false']]);
  });

  it('a browser that changes its subscription keeps its person; a guess changes nothing', async () => {
    const ann = person('ann');
    const { value } = await subscribed('ann');
    const next = service.subscribe();
    const changed = { account: push, subscription: next.subscription };
    const guessed = JSON.stringify({ ...JSON.parse(value), auth: 'A'.repeat(22) });
    expect((await tell('changed', { ...changed, old: guessed })).answer).toEqual({ address: null });
    const { answer } = await tell('changed', { ...changed, old: value });
    expect(browsersOf(ann)).toEqual([{ kind: 'web-push', value: answer?.address, state: 'valid' }]);
    send();
    await ws.engine.runUntilIdle();
    expect(service.messages).toMatchObject([{ browser: next.name }]);
  });
});

describe('a message', () => {
  beforeEach(() => ws.web.change({ address: server.origin, port: null }));

  it('goes to the browser that came last, and to the other when that one is gone', async () => {
    const ann = person('ann');
    const [old, fresh] = [await subscribed('ann'), await subscribed('ann')];
    service.end(fresh.name);
    send();
    await ws.engine.runUntilIdle();
    expect([state(), service.messages.length]).toEqual(['failed', 0]);
    expect(browsersOf(ann).map((one) => one.state)).toEqual(['valid', 'bounced']);
    send();
    await ws.engine.runUntilIdle();
    expect([state(2), service.messages.at(-1)?.browser]).toEqual(['sent', old.name]);
  });

  it('tells what became of it: shown, pressed, closed; twice is once', async () => {
    person('ann');
    await subscribed('ann');
    send({}, { outcomes: [{ id: 'yes', event: 'message.clicked', node: 'say' }], timeout: 'P3D' });
    await ws.engine.runUntilIdle();
    const { title, url, report = '' } = notice();
    // The worker tells itself what was pressed: the link stays as it was written.
    expect([title, url]).toEqual(['Hello ann', 'https://shop.example/news']);
    expect((await tell(report, { what: 'shown' })).status).toBe(200);
    expect(state()).toBe('delivered');
    for (let time = 0; time < 2; time++) await tell(report, { what: 'pressed' });
    await tell(report, { what: 'closed' });
    await ws.engine.runUntilIdle();
    expect(state()).toBe('clicked');
    const types = ws.store.timeline.of(1, 50).map(({ type }) => type);
    expect(types.filter((type) => type === 'message.closed').length).toBe(1);
  });

  it('a button that answers lets the flow go on, also when the browser has changed since', async () => {
    const ann = person('ann');
    const { value } = await subscribed('ann');
    send({
      buttons: [
        { id: 'yes', text: 'Yes' },
        { id: 'go', text: 'Go', url: '/sale' },
      ],
    });
    await ws.engine.runUntilIdle();
    const { report = '', buttons } = notice();
    expect(buttons?.map(({ id }) => id)).toEqual(['yes', 'go']);
    await tell('changed', { account: push, old: value, subscription: service.subscribe().subscription });
    expect((await tell(report, { what: 'pressed', button: 'no' })).status).toBe(404);
    await tell(report, { what: 'pressed', button: 'yes', ago: 60_000 });
    await ws.engine.runUntilIdle();
    expect(state()).toBe('replied');
    const answer = ws.store.timeline.of(ann, 50).find(({ type }) => type === 'message.received');
    expect(answer).toMatchObject({ at: ws.clock.now - 60_000, props: { button: 'yes', text: 'Yes' } });
    // Nobody new came of it.
    expect(ws.store.contacts.resolve(`id:${ann + 1}`)).toBe(null);
  });

  it('takes nothing from whoever made a token up', async () => {
    person('ann');
    await subscribed('ann');
    send();
    await ws.engine.runUntilIdle();
    const { report = '' } = notice();
    for (const guess of [report.replace(/told\/\w+-/, 'told/2-'), `${report}x`, `${server.origin}/p/site/push/told/`])
      expect((await tell(guess, { what: 'pressed' })).status).toBe(404);
    expect((await tell(report, { what: 'pressed' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect(state()).toBe('sent');
  });

  it('without a public address it is sent all the same, and nothing is told', async () => {
    ws.web.change({ address: null, port: null });
    person('ann');
    await subscribed('ann');
    send();
    await ws.engine.runUntilIdle();
    expect([state(), notice().report]).toEqual(['sent', undefined]);
  });

  it('goes only to who allowed it', async () => {
    const ann = person('ann');
    const { value } = await subscribed('ann');
    await tell('leave', { account: push, old: value });
    ws.store.contacts.addAddress(ann, { kind: 'web-push', value }, ws.clock.now);
    send({ onSuppressed: 'not-sent' });
    await ws.engine.runUntilIdle();
    expect([state(), service.messages.length]).toEqual(['suppressed', 0]);
  });
});

describe('what the owner sees', () => {
  it('a browser by its name, never its address or keys', async () => {
    ws.web.change({ address: server.origin, port: null });
    const ann = person('ann');
    const { value, name } = await subscribed('ann');
    send();
    await ws.engine.runUntilIdle();
    const shown = JSON.stringify([
      await api().contacts.get({ contact: `id:${ann}` }),
      await api().messages.list({ limit: 10 }),
      await api().accounts.list(),
    ]);
    expect(shown).toContain('Chrome, Windows');
    for (const secret of [name, readPushAddress(value)?.auth ?? 'none']) expect(shown).not.toContain(secret);
  });

  it('what to put on the site, and what is missing for it', async () => {
    expect(await api().push.get({ account: push })).toMatchObject({ script: null, origins: [shop] });
    ws.web.change({ address: 'https://go.example.com', port: null });
    const { script, worker } = await api().push.get({ account: push });
    expect([script, worker.name]).toEqual(['https://go.example.com/p/site.js', 'kaskad-push.js']);
    const served = await fetch(`${server.origin}/p/kaskad-push.js`);
    expect(served.headers.get('content-type')).toContain('text/javascript');
    expect(await (await fetch(`${server.origin}/p/site.js`)).text()).toContain('data-kaskad-push');
    await expect(api().push.get({ account: site })).rejects.toThrow('no web push account');
  });

  it('the script of a site without web push has no part for it', async () => {
    ws.store.accounts.remove(push);
    const text = await (await fetch(`${server.origin}/p/site.js`)).text();
    expect(text).not.toContain('data-kaskad-push');
    expect(text.length).toBeLessThan(8000);
  });
});
