/** Counted links from the message to the report: people, machines, and who tries to be led elsewhere. */
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import { usualUtm } from '../../sdk/utm.ts';
import { type RunningServer, serve } from '../server.ts';

const address = 'https://go.example.com';
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
let ws: TestWorkspace;
let server: RunningServer;
let failures: unknown[];

beforeEach(async () => {
  failures = [];
  ws = await testWorkspace();
  await ws.web.needKey();
  ws.web.change({ address, port: null });
  server = await serve(ws, { onError: (error) => failures.push(error) });
});
afterEach(async () => {
  await server.close();
  await ws.dispose();
  expect(failures).toEqual([]);
});

const open = (
  url: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; to: string | undefined; headers: Record<string, unknown>; body: string }> =>
  new Promise((resolve, reject) => {
    const path = url.startsWith(address) ? url.slice(address.length) : url;
    const agent = { host: 'go.example.com', 'user-agent': phone, ...headers };
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers: agent }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, to: response.headers.location, headers: response.headers, body }),
      );
    });
    request.on('error', reject);
    request.end();
  });

const three =
  '<p><a href="https://shop.example/a?x=1&amp;y=2">Shoes</a> <a href="https://shop.example/b">Bags</a> <a href="https://shop.example/c">Hats</a> <a href="{{ links.unsubscribe }}">Stop</a></p>';

interface Wish {
  node?: Record<string, unknown>;
  html?: string;
  text?: string;
  sms?: boolean;
  after?: [string, string, Record<string, unknown>][];
  edges?: string[];
}

/** One message to Ann, and the short addresses in it. */
async function send({ node = {}, html = three, text, sms = false, after = [], edges = [] }: Wish = {}) {
  const ann = ws.contact('ann', {
    addresses: [
      { kind: 'email', value: 'ann@example.com' },
      { kind: 'phone', value: '+380501112233' },
    ],
    consents: [
      { channel: 'email', topic: 'marketing', granted: true },
      { channel: 'sms', topic: 'marketing', granted: true },
    ],
  });
  const message: [string, string, Record<string, unknown>] = sms
    ? ['mail', 'sms', { account: 'text', topic: 'marketing', content: { en: { text: text ?? '' } }, ...node }]
    : email('mail', { content: { en: { subject: 'Hi', html, ...(text === undefined ? {} : { text }) } }, ...node });
  const flow = ws.flow(
    flowOf([['in', 'trigger-manual', { audience: everybody }], message, ...after], ['in.next>mail', ...edges]),
  );
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  const [sent] = ws.store.mailbox.list({ limit: 1 });
  const parts = sent?.content?.parts ?? {};
  const shown = `${parts.html ?? ''} ${parts.text ?? ''}`;
  const links = [...new Set(shown.match(/https:\/\/go\.example\.com\/p\/l\/[0-9A-Za-z]+/g) ?? [])];
  return { ann, flow, id: sent?.id ?? 0, links, shown, parts };
}

const counts = (flow: string) => {
  const [row] = ws.report(flow).messages;
  return { clicked: row?.clicked, read: row?.read, machine: row?.machine };
};
const later = async (ms: number): Promise<void> => {
  ws.clock.now += ms;
  await ws.engine.runUntilIdle();
};
const clicksOf = (id: number) =>
  ws.store.linkClicks.of(id).map(({ link, machine, sign, times }) => ({ link, machine, sign, times }));

describe('[S12] a counted link', () => {
  it('is short, always the same, and leads to where the owner wrote', async () => {
    const { links, shown, id } = await send({ text: 'https://shop.example/b. https://shop.example/d' });
    expect(links).toHaveLength(4);
    expect(shown).not.toContain('shop.example');
    expect(shown).toContain(`${address}/p/u/`);
    for (const link of links) expect(link).toHaveLength(address.length + '/p/l/'.length + 13);
    expect(links[0]).toBe(ws.web.shortLinks.of(id, 0));
    const answer = await open(links[0] ?? '');
    expect(answer).toMatchObject({ status: 302, to: 'https://shop.example/a?x=1&y=2' });
    expect(answer.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    expect((await open(links[3] ?? '')).to).toBe('https://shop.example/d');
  });

  it('is left as it is without an address, without the wish, in service messages and where the block says so', async () => {
    ws.web.change({ address: null, port: null });
    const plain = three.replace(/<a href="\{\{.*?<\/a>/, '');
    expect((await send({ html: plain })).shown).toContain('shop.example/b');
    ws.web.change({ address, port: null });
    expect((await send({ node: { topic: 'service' } })).links).toEqual([]);
    expect((await send({ node: { countClicks: false } })).links).toEqual([]);
    expect((await send({ node: { topic: 'service', countClicks: true } })).links).toHaveLength(3);
    ws.store.meta.setLinks({ countClicks: false, utm: null });
    ws.engine.linksChanged();
    expect((await send({ node: { countClicks: true } })).links).toEqual([]);
  });

  it('counts a person once, whatever they open again, and tells each link to who waits', async () => {
    const wait = {
      outcomes: [
        {
          id: 'bags',
          event: 'message.clicked',
          node: 'mail',
          where: { combinator: 'and', rules: [{ field: 'props.url', operator: '=', value: 'https://shop.example/b' }] },
        },
      ],
      timeout: 'P2D',
    };
    const { flow, id, links } = await send({
      after: [['w', 'wait-for', wait]],
      edges: ['mail.next>w'],
    });
    await later(60_000);
    await open(links[0] ?? '');
    await open(links[0] ?? '');
    // A letter with several links: a moment later.
    expect(counts(flow)).toMatchObject({ clicked: 0 });
    await later(3000);
    expect(counts(flow)).toEqual({ clicked: 1, read: 1, machine: 0 });
    expect(ws.report(flow).nodes.find((node) => node.id === 'w')?.waiting).toBe(1);
    await later(60_000);
    await open(links[1] ?? '');
    await later(3000);
    expect(counts(flow)).toEqual({ clicked: 1, read: 1, machine: 0 });
    expect(ws.report(flow).nodes.find((node) => node.id === 'w')?.waiting).toBe(0);
    expect(clicksOf(id)).toEqual([
      { link: 0, machine: false, sign: null, times: 2 },
      { link: 1, machine: false, sign: null, times: 1 },
    ]);
  });

  it('waits in the file: a crash right after the click loses none', async () => {
    const { flow, links } = await send();
    await later(60_000);
    await open(links[0] ?? '');
    await server.close();
    ws = await ws.reopen();
    server = await serve(ws, {});
    await later(3000);
    expect(counts(flow)).toMatchObject({ clicked: 1 });
  });

  it('of a text message counts at once', async () => {
    const { flow, links } = await send({ sms: true, text: 'Look: https://shop.example/long/way/to/shoes' });
    await open(links[0] ?? '');
    expect(counts(flow)).toMatchObject({ clicked: 1, machine: 0 });
  });

  it('stands in the timeline, and the people behind the numbers are found', async () => {
    const { ann, flow, links } = await send();
    await later(60_000);
    await open(links[0] ?? '');
    await open(links[1] ?? '', { headers: { 'user-agent': 'Googlebot/2.1' } });
    await later(3000);
    const lines = ws.store.timeline.of(ann, 50).filter(({ type }) => type === 'link.followed');
    expect(lines.map(({ props }) => props)).toEqual(
      expect.arrayContaining([
        { url: 'https://shop.example/a?x=1&y=2', link: 'Shoes', times: 1 },
        { url: 'https://shop.example/b', link: 'Bags', times: 1, machine: 'known' },
      ]),
    );
    const version = ws.store.flows.version(flow, 1)?.id ?? 0;
    const people = ws.store.people.list({
      versions: [version],
      nodes: ['mail'],
      what: 'message',
      by: 'machine',
      limit: 9,
    });
    const found = people.next();
    expect(found.done === true ? found.value.rows.map((row) => row.contact_id) : null).toEqual([ann]);
  });

  it('of an erased person leads nowhere, and what was counted stays counted', async () => {
    const { ann, flow, links } = await send();
    await later(60_000);
    await open(links[0] ?? '');
    await open(links[2] ?? '', { method: 'HEAD' });
    await later(3000);
    const before = counts(flow);
    ws.engine.eraseContact(ann, { askedBy: 'person', reference: null, reason: null });
    expect(await open(links[0] ?? '')).toMatchObject({ status: 404, to: undefined });
    expect(counts(flow)).toEqual(before);
  });

  it('carries the marks of the workspace and of the flow', async () => {
    ws.store.meta.setLinks({ countClicks: false, utm: usualUtm });
    ws.engine.linksChanged();
    const { parts } = await send({ text: 'https://shop.example/b?utm_source=mine' });
    expect(parts.html).toContain(
      'href="https://shop.example/a?x=1&amp;y=2&amp;utm_source=kaskad&amp;utm_medium=email&amp;utm_campaign=test-flow"',
    );
    expect(parts.text).toBe('https://shop.example/b?utm_source=mine&utm_medium=email&utm_campaign=test-flow');
    ws.store.meta.setLinks({ countClicks: true, utm: usualUtm });
    ws.engine.linksChanged();
    const { links } = await send();
    expect((await open(links[1] ?? '')).to).toBe(
      'https://shop.example/b?utm_source=kaskad&utm_medium=email&utm_campaign=test-flow',
    );
  });
});

describe('[S12] machines', () => {
  it.each([
    ['by name', {}, { 'user-agent': 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)' }],
    ['without a name', {}, { 'user-agent': '' }],
    ['that load ahead', {}, { 'sec-purpose': 'prefetch;prerender' }],
    ['that only ask', { method: 'HEAD' }, {}],
  ])('%s are led on and are no people', async (_name, how, headers) => {
    const { flow, links } = await send();
    await later(60_000);
    expect(await open(links[0] ?? '', { ...how, headers })).toMatchObject({ status: 302 });
    await later(10_000);
    expect(counts(flow)).toEqual({ clicked: 0, read: 0, machine: 1 });
  });

  it('come at once after the letter; a person a little later', async () => {
    const { flow, id, links } = await send();
    ws.clock.now += 500;
    await open(links[0] ?? '');
    await later(60_000);
    expect(counts(flow)).toMatchObject({ clicked: 0, machine: 1 });
    await open(links[0] ?? '');
    await later(3000);
    expect(counts(flow)).toMatchObject({ clicked: 1, machine: 1 });
    expect(clicksOf(id)).toEqual([
      { link: 0, machine: true, sign: 'at-once', times: 1 },
      { link: 0, machine: false, sign: null, times: 1 },
    ]);
  });

  it('open everything, also one after the other: none of it counts', async () => {
    const { flow, id, links } = await send();
    await later(60_000);
    for (const link of links) {
      await open(link);
      await later(2000);
    }
    await later(10_000);
    expect(counts(flow)).toEqual({ clicked: 0, read: 0, machine: 1 });
    expect(clicksOf(id)).toHaveLength(3);
    for (const click of clicksOf(id)) expect(click).toMatchObject({ machine: true, sign: 'together' });
  });

  it('are told from people who open two of three', async () => {
    const { flow, links } = await send();
    await later(60_000);
    await open(links[0] ?? '');
    await later(1500);
    await open(links[2] ?? '');
    await later(10_000);
    expect(counts(flow)).toEqual({ clicked: 1, read: 1, machine: 0 });
  });
});

describe('[S12] strangers', () => {
  it('are led nowhere by what they say themselves', async () => {
    const { links, flow } = await send();
    const [link = ''] = links;
    const tail = link.slice(0, -1);
    for (const url of [
      `${link}x`,
      tail,
      `${tail}!`,
      `${link}?to=https://evil.example`,
      `${link}/https://evil.example`,
      `/p/l/https://evil.example`,
      `/p/l/%2F%2Fevil.example`,
      `/p/l/`,
      `/p/l/${'0'.repeat(13)}`,
      `/p/l/${'A'.repeat(5000)}`,
    ]) {
      const answer = await open(url);
      if (url.includes('?')) expect(answer.to).toBe('https://shop.example/a?x=1&y=2');
      else expect(answer).toMatchObject({ status: 404, to: undefined });
    }
    expect((await open(link, { method: 'POST' })).status).toBe(405);
    expect(counts(flow)).toMatchObject({ clicked: 0 });
  });

  it('are not led by a message whose link is no web address any more', async () => {
    const { links, id } = await send();
    ws.store.db
      .prepare("UPDATE messages SET content = json_set(content, '$.links[0].url', 'javascript:alert(1)') WHERE id = ?")
      .run(id);
    expect(await open(links[0] ?? '')).toMatchObject({ status: 404, to: undefined });
  });
});
