/** The address of a vendor's deliveries, called as a screen calls it. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import { receiptsAt } from '../../sdk/vendor-hook.ts';
import { procedures } from '../router.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace();
});
afterEach(() => ws.dispose());

const api = () => createRouterClient(procedures, { context: ws });
const address = 'https://go.example.com';
const add = (type: string, config: Record<string, unknown>) => api().accounts.add({ type, name: type, config });
const whatsapp = {
  token: 'EAAFakeAccessTokenForTests0123456789',
  phoneNumberId: '106853218861309',
  businessAccountId: '102290129340398',
  // Nobody listens there.
  baseUrl: 'http://127.0.0.1:1',
};

it('is there where the vendor can deliver, and says what is missing', async () => {
  const { account } = await add('whatsapp-cloud', whatsapp);
  const listed = new Map((await api().accounts.list()).map((row) => [row.account, row.hook]));
  expect(listed).toEqual(
    new Map([
      ['sandbox', false],
      ['print', false],
      [account, true],
    ]),
  );
  expect(await api().hooks.get({ account })).toEqual({
    url: null,
    word: expect.stringMatching(/^[\w-]{32}$/),
    missing: 'appSecret',
    byCall: false,
    byAddress: false,
    knownAt: null,
    lastAt: null,
    taken: 0,
    refused: 0,
    refusedAt: null,
    refusedFor: null,
  });
  await api().accounts.update({
    account,
    name: 'WA',
    config: { ...whatsapp, appSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' },
  });
  await api().web.save({ address, port: null });
  const { url, missing } = await api().hooks.get({ account });
  expect(missing).toBeNull();
  expect(url).toMatch(/^https:\/\/go\.example\.com\/hooks\/v\/[\w-]{22}$/);
  expect((await api().hooks.get({ account })).url).toBe(url);
  await expect(api().hooks.get({ account: 'sandbox' })).rejects.toMatchObject({ data: { code: 'no-hook' } });
  await expect(api().hooks.get({ account: 'nobody' })).rejects.toMatchObject({ data: { code: 'account-missing' } });
});

it('can be made anew, and goes with its account', async () => {
  const { account } = await add('whatsapp-cloud', whatsapp);
  await api().web.save({ address, port: null });
  const { url, word } = await api().hooks.get({ account });
  const next = await api().hooks.renew({ account });
  expect(next.url).not.toBe(url);
  expect(next.word).not.toBe(word);
  await api().accounts.remove({ account });
  expect(ws.store.vendorHooks.get(account)).toBeNull();
});

it('says that the secrets are not on this computer', async () => {
  const { account } = await add('viber-bot', {
    token: 'a-token-of-a-bot-0123456789',
    senderName: 'Shop',
    baseUrl: whatsapp.baseUrl,
  });
  expect((await api().hooks.get({ account })).missing).toBeNull();
  const { token } = ws.store.accounts.need(account).config as { token: { secret: string } };
  await ws.vault.remove(token.secret);
  expect((await api().hooks.get({ account })).missing).toBe('');
});

it('is told by a call only where the vendor wants that, with an address, and in words when it fails', async () => {
  const { account } = await add('viber-bot', {
    token: 'a-token-of-a-bot-0123456789',
    senderName: 'Shop',
    baseUrl: whatsapp.baseUrl,
  });
  await expect(api().hooks.tell({ account })).rejects.toMatchObject({ data: { code: 'no-public-address' } });
  await api().web.save({ address, port: null });
  const refused = await api()
    .hooks.tell({ account })
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({
    data: { code: 'hook-not-told', details: { reason: expect.stringContaining('cannot be reached') } },
  });
  expect(JSON.stringify(refused)).not.toContain('a-token-of-a-bot');
  expect((await api().hooks.get({ account })).knownAt).toBeNull();
  const other = await add('whatsapp-cloud', whatsapp);
  await expect(api().hooks.tell({ account: other.account })).rejects.toMatchObject({ data: { code: 'no-hook' } });
});

it('makes receipts known that only it tells, from when the vendor knows it on', async () => {
  const { account } = await add('viber-bot', {
    token: 'a-token-of-a-bot-0123456789',
    senderName: 'Shop',
    baseUrl: whatsapp.baseUrl,
  });
  const connector = ws.registry.connectors.get('viber-bot');
  if (connector === undefined) throw new Error('no connector');
  const at = (moment: number) => receiptsAt(connector, ws.store.vendorHooks.get(account)?.knownAt ?? null, moment);
  ws.store.vendorHooks.need(account, 1);
  expect(at(5)).toEqual([]);
  ws.store.vendorHooks.known(account, 10);
  ws.store.vendorHooks.known(account, 20);
  expect(at(5)).toEqual([]);
  expect(at(10)).toContain('delivered');
  ws.store.vendorHooks.renew(account, 30);
  expect(at(40)).toEqual([]);
});
