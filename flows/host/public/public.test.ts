/** Pages for strangers over a real socket: what they do, and what hostile requests do not. */
import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { email, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import type { WebForm } from '../../sdk/form.ts';
import { type RunningServer, serve } from '../server.ts';
import { formPage } from './form-page.ts';
import { inkOn, renderPage } from './page.ts';
import { readToken, tokenOf } from './tokens.ts';

const address = 'https://go.example.com';
let ws: TestWorkspace;
let server: RunningServer;
let failures: unknown[];

beforeEach(async () => {
  ws = await testWorkspace();
  await ws.web.needKey();
  ws.web.change({ address, port: null });
  failures = [];
  server = await serve(ws, { onError: (error) => failures.push(error) });
});
afterEach(async () => {
  await server.close();
  await ws.dispose();
  expect(failures).toEqual([]);
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const call = (
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        headers: {
          host: 'go.example.com',
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
const post = (path: string, fields: Record<string, string> | [string, string][] = {}, headers = {}): Promise<Answer> =>
  call(path, { method: 'POST', body: new URLSearchParams(fields).toString(), headers });

/** Sends one letter to Ann and gives the paths of its links. */
async function letter(topic = 'marketing', text = '{{ links.unsubscribe }} {{ links.preferences }}') {
  const ann = ws.contact('ann', {
    addresses: [{ kind: 'email', value: 'ann@example.com' }],
    profile: { language: 'uk' },
    consents: [{ channel: 'email', topic: 'marketing', granted: true }],
  });
  const flow = ws.flow(
    flowOf(
      [
        ['in', 'trigger-manual', { audience: { combinator: 'and', rules: [] } }],
        email('mail', { topic, content: { en: { subject: 'Hi', html: `<p>${text}</p>`, text } } }),
      ],
      ['in.next>mail'],
    ),
  );
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  const [sent] = ws.store.mailbox.list({ limit: 1 });
  const [unsubscribe = '', preferences = ''] = (sent?.content?.parts.text ?? '')
    .split(' ')
    .map((url) => url.slice(address.length));
  return { ann, sent, unsubscribe, preferences };
}
const consents = (contact: number) =>
  ws.store.contacts.consents(contact).map(({ channel, topic, granted, source }) => [channel, topic, granted, source]);

describe('links of a message', () => {
  it('hold no address, and are the same each time the message is rendered', async () => {
    const { sent, unsubscribe, preferences } = await letter();
    expect(sent?.state).toBe('delivered');
    expect(unsubscribe).toMatch(/^\/p\/u\/[0-9a-z]+-[A-Za-z0-9_-]{22}$/);
    expect(preferences).toMatch(/^\/p\/s\//);
    expect(ws.web.links(sent?.id ?? 0)?.unsubscribe).toBe(address + unsubscribe);
  });
  it('are not there without a public address: such a text is not sent', async () => {
    ws.web.change({ address: null, port: null });
    const { sent } = await letter();
    expect(sent).toMatchObject({ state: 'suppressed', reason: 'render-failed' });
  });
});

describe('unsubscribing', () => {
  it('by a GET changes nothing: scanners open every link', async () => {
    const { ann, unsubscribe } = await letter();
    const page = await call(unsubscribe);
    expect(page.status).toBe(200);
    expect(page.body).toContain('<html lang="uk">');
    expect(page.body).toContain('Відписатися');
    expect((await call(unsubscribe, { method: 'HEAD' })).body).toBe('');
    expect(consents(ann)).toEqual([['email', 'marketing', true, 'test']]);
  });
  it.each([
    ['as a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'as RFC 8058 likes it',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
  ])('by one click of a mail program, %s', async (_name, type, body) => {
    const { ann, unsubscribe } = await letter();
    const answer = await call(unsubscribe, { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.status).toBe(200);
    expect(answer.headers.location).toBeUndefined();
    expect(consents(ann)).toEqual([['email', 'marketing', false, 'unsubscribe']]);
    const entry = ws.store.consents.of(ann).at(-1);
    expect(JSON.parse(entry?.proof ?? '{}')).toMatchObject({ page: 'unsubscribe', how: 'one-click' });
  });
  it('sent twice is one answer; a mistake is taken back, what another page refused is not', async () => {
    const { ann, unsubscribe } = await letter();
    await post(unsubscribe, { action: 'unsubscribe' });
    await post(unsubscribe, { action: 'unsubscribe' });
    expect(ws.store.consents.of(ann)).toHaveLength(2);
    await post(unsubscribe, { action: 'back' });
    expect(consents(ann)).toEqual([['email', 'marketing', true, 'unsubscribe']]);
    ws.store.contacts.setConsent(ann, { channel: 'email', topic: 'marketing', granted: false }, 1, 'hand');
    await post(unsubscribe, { action: 'back' });
    expect(consents(ann)).toEqual([['email', 'marketing', false, 'hand']]);
  });
  it('of a service message refuses the whole channel', async () => {
    const { ann, unsubscribe } = await letter('service');
    await post(unsubscribe);
    expect(consents(ann)).toEqual([
      ['email', '', false, 'unsubscribe'],
      ['email', 'marketing', false, 'unsubscribe'],
    ]);
  });
});

describe('preferences', () => {
  it('show what was agreed to, word for word, and keep each change with its words', async () => {
    const { ann, preferences } = await letter();
    ws.engine.answerConsents(
      ann,
      [{ channel: 'sms', topic: 'news', granted: true, proof: { text: 'SMS <b>about</b> news' } }],
      'form',
    );
    const page = await call(preferences);
    expect(page.body).toContain('SMS &lt;b&gt;about&lt;/b&gt; news');
    await post(preferences, [
      ['action', 'save'],
      ['keep', 'sms|news'],
      ['keep', 'email|not-there'],
    ]);
    expect(consents(ann)).toEqual([
      ['email', 'marketing', false, 'preferences'],
      ['sms', 'news', true, 'form'],
    ]);
    await post(preferences, { action: 'all' });
    expect(consents(ann).map(([, , granted]) => granted)).toEqual([false, false]);
    await post(preferences, [
      ['action', 'save'],
      ['keep', 'sms|news'],
    ]);
    const proof = JSON.parse(ws.store.consents.of(ann).at(-1)?.proof ?? '{}') as object;
    expect(proof).toMatchObject({ page: 'preferences', language: 'uk', text: 'SMS <b>about</b> news' });
  });
  it('pause everything for a month', async () => {
    const { ann, preferences } = await letter();
    const page = await post(preferences, { action: 'pause' });
    expect(page.body).toContain('автоматичних повідомлень не буде');
    expect(ws.store.pauses.until(ann)).toBe(ws.clock.now + 30 * 86_400_000);
  });
});

const form: WebForm = {
  name: 'Newsletter',
  languages: ['en', 'uk'],
  title: { en: 'Our <news>', uk: 'Новини' },
  intro: {},
  fields: [
    { id: 'email', to: 'email', kind: 'text', required: true, label: { en: 'E-mail' }, options: [] },
    { id: 'name', to: 'first_name', kind: 'text', required: false, label: { en: 'Name' }, options: [] },
    { id: 'phone', to: 'phone', kind: 'text', required: false, label: { en: 'Phone' }, options: [] },
    {
      id: 'size',
      to: 'attributes.size',
      kind: 'choice',
      required: false,
      label: { en: 'Size' },
      options: [{ value: 'm', label: { en: 'Medium' } }],
    },
  ],
  consents: [
    {
      id: 'news',
      channel: 'email',
      topic: 'marketing',
      text: { en: 'Send me "news"' },
      required: false,
      confirm: false,
    },
    { id: 'offers', channel: 'email', topic: 'offers', text: { en: 'Send me offers' }, required: false, confirm: true },
  ],
  button: { en: 'Send' },
  thanks: { en: 'Got it' },
  redirect: null,
  color: '#3a5ccc',
};

const stampIn = (page: string): string => /name="stamp" value="([^"]+)"/.exec(page)?.[1] ?? '';

describe('web forms', () => {
  const open = (changes: Partial<WebForm> = {}) => ws.store.forms.save(null, { ...form, ...changes }, ws.clock.now);
  const fill = async (id: string, fields: Record<string, string>): Promise<Answer> => {
    const page = await call(`/p/f/${id}`);
    ws.clock.now += 10_000;
    return post(`/p/f/${id}`, { stamp: stampIn(page.body), ...fields });
  };
  const submitted = () =>
    (ws.store.db.prepare('SELECT id FROM contacts ORDER BY id').all() as { id: number }[])
      .flatMap(({ id }) => ws.store.events.ofContact(id, 10))
      .filter(({ type }) => type === 'form.submitted');

  it('become a contact, a consent with its words, and an event', async () => {
    const id = open();
    const answer = await fill(id, { f_email: ' ANN@Example.com ', f_name: 'Ann', f_size: 'm', c_news: 'yes' });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('Got it');
    const ann = ws.store.contacts.byAddress('email', 'ann@example.com') ?? 0;
    expect(ws.store.contacts.view(ann, { workspace: 'UTC' })).toMatchObject({
      first_name: 'Ann',
      language: 'en',
      attributes: { size: 'm' },
    });
    expect(consents(ann)).toEqual([['email', 'marketing', true, 'form']]);
    expect(JSON.parse(ws.store.consents.of(ann)[0]?.proof ?? '{}')).toEqual({
      form: 'newsletter',
      language: 'en',
      text: 'Send me "news"',
    });
    expect(submitted()).toMatchObject([
      {
        props: { form: 'newsletter', email: 'ANN@Example.com', size: 'm', consents: ['email.marketing'], pending: [] },
      },
    ]);
    expect(ws.store.forms.need(id).submissions).toBe(1);
  });

  it('speak the language that the browser asks for; values come back escaped', async () => {
    const id = open();
    const page = await call(`/p/f/${id}`, { headers: { 'accept-language': 'de;q=0.9, uk-UA;q=0.8, en;q=0.1' } });
    expect(page.body).toContain('<h1>Новини</h1>');
    expect((await call(`/p/f/${id}?lang=en`)).body).toContain('<h1>Our &lt;news&gt;</h1>');
    const wrong = await fill(id, { f_email: '"><script>alert(1)</script>' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(wrong.body).not.toContain('<script');
    expect(wrong.body).toContain('aria-describedby="f_email-error"');
    expect(submitted()).toEqual([]);
  });

  it('ask once more where nobody can have read them, or they come from elsewhere; a program in the trap is thanked', async () => {
    const id = open();
    const page = await call(`/p/f/${id}`);
    const quick = await post(`/p/f/${id}`, { stamp: stampIn(page.body), f_email: 'a@example.com' });
    expect(quick.body).toContain('value="a@example.com"');
    expect((await post(`/p/f/${id}`, { f_email: 'a@example.com' })).body).toContain('One more press');
    const forged = tokenOf(Buffer.alloc(32), 'form', ws.clock.now - 60_000);
    expect((await post(`/p/f/${id}`, { stamp: forged, f_email: 'a@example.com' })).body).toContain('One more press');
    expect(submitted()).toEqual([]);
    expect((await fill(id, { f_email: 'a@example.com', website: 'x' })).body).toContain('Got it');
    expect(submitted()).toEqual([]);
    ws.clock.now += 10_000;
    const again = { stamp: stampIn(quick.body), f_email: 'a@example.com' };
    await post(`/p/f/${id}`, again);
    await post(`/p/f/${id}`, again);
    expect(submitted()).toHaveLength(1);
  });

  it('of somebody known fill gaps only: no address, no name and no consent that was refused', async () => {
    const bob = ws.contact('bob', {
      addresses: [{ kind: 'email', value: 'bob@example.com' }],
      profile: { first_name: 'Bob' },
      consents: [{ channel: 'email', topic: 'marketing', granted: false }],
    });
    const known = await fill(open(), {
      f_email: 'bob@example.com',
      f_name: 'Idiot',
      f_phone: '+380441234567',
      f_size: 'm',
      c_news: 'yes',
    });
    expect(ws.store.contacts.view(bob, { workspace: 'UTC' })).toMatchObject({
      first_name: 'Bob',
      phone: null,
      attributes: { size: 'm' },
    });
    expect(consents(bob)).toEqual([['email', 'marketing', false, 'test']]);
    expect(submitted()).toMatchObject([{ props: { consents: [], pending: ['email.marketing'] } }]);
    // Whether somebody is known cannot be seen.
    const unknown = await fill('newsletter', { f_email: 'new@example.com', f_name: 'Idiot', c_news: 'yes' });
    expect(unknown.body).toBe(known.body);
  });

  it('never take an address from whom it belongs to', async () => {
    const eve = ws.contact('eve', { addresses: [{ kind: 'phone', value: '+380441234567' }] });
    await fill(open(), { f_email: 'new@example.com', f_phone: '+380441234567' });
    const made = ws.store.contacts.byAddress('email', 'new@example.com') ?? 0;
    expect(made).not.toBe(eve);
    expect(ws.store.contacts.addresses(made).map(({ kind }) => kind)).toEqual(['email']);
  });

  it('lead to the owner’s page only, whatever a request says', async () => {
    const id = open({ redirect: 'https://shop.example.com/спасибо' });
    const page = await call(`/p/f/${id}?redirect=https://evil.example`);
    expect(page.headers['content-security-policy']).toContain("form-action 'self' https://shop.example.com;");
    expect(page.body).not.toContain('evil');
    const answer = await fill(id, {
      f_email: 'a@example.com',
      redirect: 'https://evil.example',
      next: '//evil.example',
    });
    expect([answer.status, answer.headers.location]).toEqual([
      303,
      `https://shop.example.com/${encodeURIComponent('спасибо')}`,
    ]);
  });

  it('give a consent that is to be confirmed only after the link was pressed, through the flow', async () => {
    const id = open();
    const { flowOfForm } = await import('../form-flow.ts');
    const flow = ws.flow(flowOfForm(ws.store.forms.need(id), 'en'));
    ws.engine.startFlow(flow);
    const answer = await fill(id, { f_email: 'ann@example.com', c_offers: 'yes' });
    expect(answer.body).toContain('We have sent you a letter');
    await ws.engine.runUntilIdle();
    const ann = ws.store.contacts.byAddress('email', 'ann@example.com') ?? 0;
    expect(consents(ann)).toEqual([]);
    expect(ws.store.contacts.addresses(ann)).toMatchObject([{ state: 'unconfirmed' }]);
    const [sent] = ws.store.mailbox.list({ limit: 1 });
    const link = /https:\/\/go\.example\.com(\/p\/c\/\S+)/.exec(sent?.content?.parts.text ?? '')?.[1] ?? '';
    expect((await call(link)).body).toContain('Yes, I confirm');
    expect(consents(ann)).toEqual([]);
    // A token of one purpose is none for another.
    expect((await call(link.replace('/c/', '/u/'))).status).toBe(404);
    expect((await post(link)).status).toBe(200);
    expect((await post(link)).status).toBe(200);
    expect(consents(ann)).toEqual([['email', 'offers', true, 'flow']]);
    expect(JSON.parse(ws.store.consents.of(ann).at(-1)?.proof ?? '{}')).toMatchObject({
      how: 'link',
      form: 'newsletter',
      text: 'Send me offers',
    });
    expect(ws.store.consents.of(ann)).toHaveLength(1);
    expect(ws.store.contacts.addresses(ann)).toMatchObject([{ state: 'valid' }]);
  });

  it('tell who comes too late, and give nothing', async () => {
    const id = open();
    const { flowOfForm } = await import('../form-flow.ts');
    ws.engine.startFlow(ws.flow(flowOfForm(ws.store.forms.need(id), 'en')));
    await fill(id, { f_email: 'ann@example.com', c_offers: 'yes' });
    await ws.engine.runUntilIdle();
    const [sent] = ws.store.mailbox.list({ limit: 1 });
    const link = /(\/p\/c\/\S+)/.exec(sent?.content?.parts.text ?? '')?.[1] ?? '';
    ws.clock.now += 8 * 86_400_000;
    await ws.engine.runUntilIdle();
    const late = await post(link);
    expect([late.status, late.body.includes('too old')]).toEqual([410, true]);
    expect(consents(ws.store.contacts.byAddress('email', 'ann@example.com') ?? 0)).toEqual([]);
  });
});

describe('strangers', () => {
  it('get nothing by other tokens, paths and methods', async () => {
    const { unsubscribe } = await letter();
    const [, , , token = ''] = unsubscribe.split('/');
    const [number = '', seal = ''] = token.split('-', 2);
    for (const path of [
      '/p/',
      '/p/u/',
      '/p/u/x',
      `/p/u/${number}-`,
      `/p/u/${Number.parseInt(number, 36) + 1}-${seal}`,
      `/p/u/${number}-${seal}x`,
      `/p/u/${token}/more`,
      `/p/c/${token}`,
      '/p/f/../../etc/passwd',
      '/p/f/%2e%2e%2fetc',
      '/p/f/no-such-form',
      `/p/u/${'9'.repeat(5000)}-x`,
      '/p/hello/short',
      '/p/__proto__/x',
    ]) {
      const answer = await call(path, { headers: { 'x-forwarded-for': path.slice(0, 60).replace(/\W/g, '') } });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect((await call(unsubscribe, { method: 'DELETE' })).status).toBe(405);
    expect((await call(unsubscribe, { method: 'OPTIONS' })).headers['access-control-allow-origin']).toBeUndefined();
  });
  it('get neither the app nor its API under the public name', async () => {
    for (const path of ['/', '/rpc/contacts/list', '/api/contacts']) expect((await call(path)).status).toBe(421);
  });
  it('cannot send much, nor anything but form fields', async () => {
    const { preferences } = await letter();
    const big = 'x'.repeat(70_000);
    expect((await call(preferences, { method: 'POST', body: big })).status).toBe(413);
    expect(
      (await call(preferences, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status,
    ).toBe(415);
  });
  it('are not framed except by a form, load nothing, and get no cookie', async () => {
    const { unsubscribe } = await letter();
    const page = await call(unsubscribe);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('script-src');
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(page.headers['set-cookie']).toBeUndefined();
    const id = ws.store.forms.save(null, form, 1);
    const shown = await call(`/p/f/${id}`);
    expect(shown.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(shown.headers['x-frame-options']).toBeUndefined();
  });
  it('who try out addresses are slowed down, each by themselves', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) {
      statuses.push((await call('/p/u/1-x', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(404));
    expect(statuses).toContain(429);
    expect((await call('/p/u/1-x', { headers: { 'x-forwarded-for': '203.0.113.10' } })).status).toBe(404);
  });
  it('cannot flood: a form by caller, a person’s page by its token', async () => {
    const { preferences } = await letter();
    const id = ws.store.forms.save(null, form, 1);
    const many = async (path: string, from: (n: number) => string) => {
      const statuses = new Set<number>();
      for (let n = 0; n < 50; n++) statuses.add((await post(path, {}, { 'x-forwarded-for': from(n) })).status);
      return [...statuses];
    };
    expect(await many(`/p/f/${id}`, () => '203.0.113.7')).toContain(429);
    expect(await many(`/p/f/${id}`, (n) => `203.0.113.${n + 50}`)).not.toContain(429);
    expect(await many(preferences, (n) => `203.0.113.${n}`)).toContain(429);
  });
  it('an erased person’s link says what it always says', async () => {
    const { ann, unsubscribe } = await letter();
    ws.store.db.prepare('UPDATE contacts SET deleted_at = 1 WHERE id = ?').run(ann);
    expect((await call(unsubscribe)).status).toBe(200);
    expect((await post(unsubscribe)).status).toBe(200);
    expect(consents(ann)).toEqual([['email', 'marketing', true, 'test']]);
  });
});

describe('a form’s page', () => {
  it('has a button whose words can be read, whatever its colour', () => {
    const light = (color: string): number => {
      const at = (from: number) => Number.parseInt(color.slice(from, from + 2), 16) / 255;
      const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      return 0.2126 * linear(at(1)) + 0.7152 * linear(at(3)) + 0.0722 * linear(at(5));
    };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const color = `#${number.toString(16).padStart(6, '0')}`;
        const [a, b] = [light(color), light(inkOn(color))].sort((x, y) => y - x) as [number, number];
        expect((a + 0.05) / (b + 0.05)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
  const anyText = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
  it('says any words and values of anybody without a tag of theirs', () => {
    const tags = (one: string) => {
      const values = new URLSearchParams({ f_email: one, f_size: one, f_name: one });
      const words = {
        ...form,
        title: { en: one },
        button: { en: one },
        fields: form.fields.map((field) => ({
          ...field,
          label: { en: one },
          options: [{ value: one, label: { en: one } }],
        })),
        consents: form.consents.map((consent) => ({ ...consent, text: { en: one } })),
      };
      const view = { form: words, language: 'en', stamp: one, values, errors: {}, note: null };
      const { html } = renderPage({ ...formPage(view), from: one });
      return [html.split('<').length, html.split('"').length];
    };
    const plain = tags('x');
    fc.assert(
      fc.property(anyText, (one) => {
        fc.pre(one.trim() !== '');
        // Where the value is the option's own, it is marked as chosen: no tag and no quote more.
        expect(tags(one)).toEqual(plain);
      }),
    );
    expect(tags('"><script>alert(1)</script>')).toEqual(plain);
  });
});

describe('tokens', () => {
  it('are read by the key and for the purpose they were made for only', () => {
    const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const token = tokenOf(one, 'person', 12345, 7);
    expect(readToken(one, 'person', token)).toEqual([12345, 7]);
    expect(readToken(other, 'person', token)).toBeNull();
    expect(readToken(one, 'confirm', token)).toBeNull();
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'a' ? 'b' : 'a'}${token.slice(at + 1)}`;
      const read = readToken(one, 'person', changed);
      // Spare bits of the last letter of base64 are no part of the seal: it must be written as it was.
      expect(read, changed).toBeNull();
    }
  });
});
