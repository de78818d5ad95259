/** Blocks of a site over a real socket: who is shown what, what presses come to, and what strangers cannot learn. */
import { createHmac } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../../../../tests/kit/workspace.ts';
import { addAccount } from '../../accounts.ts';
import { procedures } from '../../router.ts';
import { type RunningServer, serve } from '../../server.ts';
import { tellUnseen } from '../../unseen-blocks.ts';
import { tokenOf } from '../tokens.ts';

const shop = 'https://shop.example';
let ws: TestWorkspace;
let server: RunningServer;
let site: string;
let failures: unknown[];

beforeEach(async () => {
  ws = await testWorkspace();
  await ws.web.needKey();
  site = await addAccount(ws, {
    type: 'site',
    name: 'Shop',
    config: { addresses: `${shop}/home https://m.shop.example` },
    makeDefault: true,
  });
  ws.web.accountsChanged();
  failures = [];
  server = await serve(ws, { onError: (error) => failures.push(error) });
});
afterEach(async () => {
  await server.close();
  await ws.dispose();
  expect(failures).toEqual([]);
});

const api = () => createRouterClient(procedures, { context: ws });

async function tell(path: string, body: unknown, { origin = shop, raw = false } = {}) {
  const response = await fetch(`${server.origin}/p/site/${path}`, {
    method: 'POST',
    body: raw ? String(body) : JSON.stringify(body),
    ...(origin === '' ? {} : { headers: { origin } }),
  });
  const text = await response.text();
  return {
    status: response.status,
    cors: response.headers.get('access-control-allow-origin'),
    text,
    blocks: (text === '' || response.status !== 200
      ? []
      : ((JSON.parse(text) as { blocks?: Shown[] }).blocks ?? [])) as Shown[],
  };
}
interface Shown {
  block: string;
  kind: string;
  place: string | null;
  title: string;
  text: string;
  buttons: { id: string; text: string; url: string | null }[];
}

const seal = (contact: string, secret = ws.web.siteSecret(site) ?? ''): string =>
  createHmac('sha256', secret).update(contact).digest('hex');
const asAnn = (more: object = {}) => ({ contact: 'ann', seal: seal('ann'), ...more });

/** A flow of blocks one after the other, for everybody. */
function offer(blocks: Record<string, unknown>[], after: Record<string, unknown> | null = null): string {
  const nodes = blocks.map((config, index): [string, string, Record<string, unknown>] => [
    `b${index}`,
    'site',
    {
      account: 'site',
      topic: 'service',
      kind: 'banner',
      content: { en: { text: 'Hello {{ contact.first_name }}' } },
      ...config,
    },
  ]);
  const all = after === null ? nodes : [...nodes, ['wait', 'wait-for', after] as (typeof nodes)[number]];
  const flow = ws.flow(
    flowOf(
      [['in', 'trigger-manual', { audience: everybody }], ...all, ['end', 'exit', { reason: 'done' }]],
      [
        ...all.map(([id], index) => `${index === 0 ? 'in' : all[index - 1]?.[0]}.next>${id}`),
        ...(after === null ? [] : ['wait.yes>end']),
      ],
      {},
      { accounts: { site: { capability: 'send.site' } } },
    ),
  );
  ws.engine.startFlow(flow);
  return flow;
}
const ann = () =>
  ws.contact('ann', {
    profile: { first_name: 'Ann', language: 'uk' },
    addresses: [{ kind: 'email', value: 'ann@example.com' }],
  });
const state = (id = 1) => {
  const message = ws.store.messages.get(id);
  return [message?.state, message?.read_at !== null, message?.clicked_at !== null, message?.replied_at !== null];
};

describe('who is shown what', () => {
  it('leaves the links of buttons as they are written: the page tells itself what was pressed', async () => {
    ws.web.change({ address: 'https://go.example.com', port: null });
    ws.contact('ann', {
      profile: { first_name: 'Ann' },
      consents: [{ channel: 'site', topic: 'marketing', granted: true }],
    });
    offer([{ topic: 'marketing', buttons: [{ id: 'go', text: 'Look', url: 'https://shop.example/sale' }] }]);
    await ws.engine.runUntilIdle();
    expect(state()).toEqual(['sent', false, false, false]);
    const { blocks } = await tell('blocks', asAnn());
    expect(blocks).toMatchObject([{ buttons: [{ url: 'https://shop.example/sale' }] }]);
  });
  it('shows a signed visitor their own block, in their words, and nobody else', async () => {
    ann();
    ws.contact('bob', { profile: { first_name: 'Bob' } });
    offer([{ buttons: [{ id: 'go', text: 'Look', url: '/sale?x={{ contact.first_name }}' }] }]);
    await ws.engine.runUntilIdle();
    expect(state()).toEqual(['sent', false, false, false]);
    const { blocks, cors } = await tell('blocks', asAnn());
    expect(cors).toBe(shop);
    expect(blocks).toMatchObject([
      { kind: 'banner', place: null, text: 'Hello Ann', buttons: [{ id: 'go', text: 'Look', url: '/sale?x=Ann' }] },
    ]);
    const { blocks: bobs } = await tell('blocks', { contact: 'bob', seal: seal('bob') });
    expect(bobs.map(({ text }) => text)).toEqual(['Hello Bob']);
    expect((await tell('blocks', { contact: 'ann@example.com', seal: seal('ann@example.com') })).blocks).toHaveLength(
      1,
    );
  });

  it('answers strangers, wrong seals and known people without blocks alike, to the letter', async () => {
    ann();
    ws.contact('idle');
    offer([{}]);
    await ws.engine.runUntilIdle();
    ws.contact('late');
    const same = await tell('blocks', {});
    expect(same.blocks).toEqual([]);
    for (const body of [
      { contact: 'ann' },
      { contact: 'ann', seal: seal('bob') },
      { contact: 'ann', seal: seal('ann', 'another secret') },
      { contact: 'nobody', seal: seal('nobody') },
      { contact: 'late', seal: seal('late') },
      { token: 'zz-AAAAAAAAAAAAAAAAAAAAAA' },
      { token: tokenOf(await ws.web.needKey(), 'person', 1) },
      'no json',
    ]) {
      expect(await tell('blocks', body)).toEqual(same);
    }
  });

  it('never shows anything for a seal that was not made with the secret', async () => {
    ann();
    offer([{}]);
    await ws.engine.runUntilIdle();
    const right = seal('ann');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 63 }), fc.constantFrom(...'0123456789abcdef'), async (at, digit) => {
        fc.pre(right[at] !== digit);
        const wrong = right.slice(0, at) + digit + right.slice(at + 1);
        expect((await tell('blocks', { contact: 'ann', seal: wrong })).blocks).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('gives pages of other addresses nothing, whatever they hold', async () => {
    ann();
    offer([{}]);
    await ws.engine.runUntilIdle();
    for (const origin of [
      'https://evil.example',
      'http://shop.example',
      'https://shop.example.evil.example',
      'null',
      '',
    ]) {
      expect(await tell('blocks', asAnn(), { origin })).toMatchObject({ status: 403, cors: null, text: '' });
    }
    expect((await tell('blocks', asAnn(), { origin: 'https://m.shop.example' })).blocks).toHaveLength(1);
  });

  it('follows a personal link for ninety days, to the first address', async () => {
    ann();
    offer([{}]);
    await ws.engine.runUntilIdle();
    ws.web.change({ address: 'https://go.example.com', port: null });
    const link = new URL(ws.web.links(1)?.site ?? '');
    expect(link.origin + link.pathname).toBe(`${shop}/home`);
    const token = link.searchParams.get('kaskad') ?? '';
    expect((await tell('blocks', { token })).blocks).toHaveLength(1);
    const mail = ws.web.links(1)?.unsubscribe.split('/').at(-1) ?? '';
    expect((await tell('blocks', { token: mail })).blocks).toEqual([]);
    ws.clock.now += 91 * 24 * 3_600_000;
    expect((await tell('blocks', { token })).blocks).toEqual([]);
  });

  it('stops to believe the old secret when a new one was made', async () => {
    ann();
    offer([{}]);
    await ws.engine.runUntilIdle();
    const old = asAnn();
    const { secret } = await api().site.renew({ account: site });
    expect((await tell('blocks', old)).blocks).toEqual([]);
    expect((await tell('blocks', { contact: 'ann', seal: seal('ann', secret) })).blocks).toHaveLength(1);
  });

  it('shows cards where the page has their place, and the newest of each spot', async () => {
    ann();
    offer([
      { kind: 'card', place: 'top', content: { en: { text: 'old' } } },
      { kind: 'card', place: 'top', content: { en: { text: 'new' } } },
      { kind: 'popup', place: 'cart', content: { en: { text: 'in the cart' } } },
      { kind: 'banner', content: { en: { text: 'anywhere' } } },
    ]);
    await ws.engine.runUntilIdle();
    const texts = async (places: string[]) =>
      (await tell('blocks', asAnn({ places }))).blocks.map(({ text }) => text).sort();
    expect(await texts([])).toEqual(['anywhere']);
    expect(await texts(['top'])).toEqual(['anywhere', 'new']);
    expect(await texts(['cart', 'top', 'else'])).toEqual(['anywhere', 'in the cart', 'new']);
  });

  it('shows nothing to who was erased, and keeps no trace of the block', async () => {
    const id = ann();
    offer([{}]);
    await ws.engine.runUntilIdle();
    const [one] = (await tell('blocks', asAnn())).blocks;
    ws.engine.eraseContact(id, { askedBy: 'person', reference: null, reason: null });
    expect((await tell('blocks', asAnn())).blocks).toEqual([]);
    expect((await tell('seen', { block: one?.block })).status).toBe(200);
    expect(ws.store.messages.get(1)?.read_at).toBeNull();
  });
});

describe('what becomes of a block', () => {
  const wait = (event: string) => ({ outcomes: [{ id: 'yes', event, node: 'b0' }], timeout: 'P3D' });

  it.each([
    ['seen', 'message.read', {}],
    ['pressed', 'message.clicked', { button: 'go' }],
    ['pressed', 'message.button', { button: 'yes' }],
    ['closed', 'message.closed', {}],
  ] as const)('%s: journeys that wait for %s go on, once', async (what, event, more) => {
    ann();
    const flow = offer(
      [
        {
          buttons: [
            { id: 'go', text: 'Look', url: 'https://shop.example/sale' },
            { id: 'yes', text: 'Yes' },
          ],
        },
      ],
      wait(event),
    );
    await ws.engine.runUntilIdle();
    const [one] = (await tell('blocks', asAnn())).blocks;
    for (let turn = 0; turn < 2; turn++) {
      expect(await tell(what, { block: one?.block, ...more })).toMatchObject({ status: 200, cors: shop });
      await ws.engine.runUntilIdle();
    }
    expect(ws.store.contacts.total()).toBe(1);
    const waited = ws.report(flow).nodes.find(({ id }) => id === 'wait');
    expect(waited?.left).toEqual({ yes: 1 });
    const block = ws.report(flow).messages.find(({ node }) => node === 'b0');
    expect(block).toMatchObject(what === 'closed' ? { sent: 1, read: 0 } : { sent: 1, delivered: 1, read: 1 });
  });

  it.each([
    ['once', ['seen'], 0],
    ['until-pressed', ['seen'], 1],
    ['until-pressed', ['seen', 'pressed'], 0],
    ['until-pressed', ['closed'], 0],
    ['always', ['seen', 'pressed', 'closed'], 1],
  ] as const)('%s, after %j, is shown to %i more pages', async (frequency, deeds, left) => {
    ann();
    offer([{ frequency, buttons: [{ id: 'go', text: 'Look', url: 'https://shop.example' }] }]);
    await ws.engine.runUntilIdle();
    const [one] = (await tell('blocks', asAnn())).blocks;
    for (const what of deeds) await tell(what, { block: one?.block, button: 'go' });
    expect((await tell('blocks', asAnn())).blocks).toHaveLength(left);
  });

  it('ends when its time is over: whoever did not come counts as not having seen it', async () => {
    ann();
    const flow = offer([{ showFor: 'P2D' }, { showFor: 'P5D' }], wait('message.failed'));
    await ws.engine.runUntilIdle();
    const { blocks } = await tell('blocks', asAnn());
    expect(blocks).toHaveLength(1);
    ws.clock.now += 2 * 24 * 3_600_000;
    await tellUnseen(ws);
    await ws.engine.runUntilIdle();
    expect(ws.store.messages.get(1)).toMatchObject({ state: 'failed', reason: 'not-seen' });
    expect(state(2)).toEqual(['sent', false, false, false]);
    expect(ws.report(flow).nodes.find(({ id }) => id === 'wait')?.left).toEqual({ yes: 1 });
    await tell('seen', { block: blocks[0]?.block });
    ws.clock.now += 4 * 24 * 3_600_000;
    await tellUnseen(ws);
    expect(state(2)).toEqual(['read', true, false, false]);
    expect((await tell('blocks', asAnn())).blocks).toEqual([]);
  });

  it('takes no token that it did not give out, and no button that is not there', async () => {
    ann();
    offer([{}]);
    await ws.engine.runUntilIdle();
    const key = await ws.web.needKey();
    for (const block of ['1-AAAAAAAAAAAAAAAAAAAAAA', tokenOf(key, 'visitor', 1), tokenOf(key, 'block', 99), '']) {
      expect((await tell('seen', { block })).status).toBe(404);
    }
    const [one] = (await tell('blocks', asAnn())).blocks;
    expect((await tell('pressed', { block: one?.block, button: 'nope' })).status).toBe(404);
    expect((await tell('liked', { block: one?.block })).status).toBe(404);
    expect((await tell('seen', 'x'.repeat(5000), { raw: true })).status).toBe(413);
    expect(state()).toEqual(['sent', false, false, false]);
  });

  it('does not send what cannot be shown: a button to nowhere, or a text too long for a page', async () => {
    ws.contact('ann', {
      profile: { first_name: 'Ann' },
      attributes: { page: 'javascript:alert(1)', long: 'x'.repeat(3001) },
    });
    offer([{ buttons: [{ id: 'go', text: 'Look', url: '{{ contact.page }}' }] }]);
    offer([{ content: { en: { text: '{{ contact.long }}' } } }]);
    await ws.engine.runUntilIdle();
    expect([1, 2].map((id) => ws.store.messages.get(id)?.reason)).toEqual(['bad-request', 'bad-request']);
    expect((await tell('blocks', asAnn())).blocks).toEqual([]);
  });
});

describe('the script and the page for trying out', () => {
  it('is small, may be loaded by any page, and is not loaded again while it is the same', async () => {
    const first = await fetch(`${server.origin}/p/site.js`);
    const text = await first.text();
    expect(first.headers.get('content-type')).toContain('text/javascript');
    expect(text.length).toBeLessThan(6 * 1024);
    expect(text).not.toMatch(/^\s*(\/\/|\*)/m);
    expect(text).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval/);
    expect(() => new Function(text)).not.toThrow();
    const tag = first.headers.get('etag') ?? '';
    expect((await fetch(`${server.origin}/p/site.js`, { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  it('shows a contact’s blocks on a page of this computer, for an hour, without a public address', async () => {
    const id = ann();
    offer([{ kind: 'card', place: 'home-top' }]);
    await ws.engine.runUntilIdle();
    const { url } = await api().site.try({ account: site, contact: id });
    expect(url.startsWith(`${server.origin}/p/site/try/`)).toBe(true);
    const page = await (await fetch(url)).text();
    expect(page).toContain('data-kaskad-place="home-top"');
    const token = /data-token="([^"]+)"/.exec(page)?.[1] ?? '';
    const own = { origin: server.origin };
    expect((await tell('blocks', { token, places: ['home-top'] }, own)).blocks).toHaveLength(1);
    // The shop's own pages do not take it: it is no personal link.
    expect((await tell('blocks', { token, places: ['home-top'] })).blocks).toEqual([]);
    ws.clock.now += 3_600_001;
    expect((await fetch(url)).status).toBe(404);
    expect((await tell('blocks', { token, places: ['home-top'] }, own)).blocks).toEqual([]);
  });
});
