/** Signing in against a loopback server that checks everything: state, proof key, codes used once, refreshing, taking back. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type FakeOAuth, oauthClient, startFakeOAuth } from '../../../tests/kit/fake-oauth.ts';
import { type Connector, defineConnector } from '../../sdk/connector.ts';
import type { OAuthAccess, OAuthClient } from '../../sdk/oauth.ts';
import { openStore, type Store } from '../../store/store.ts';
import { type AccountsHost, addAccount, openAccount, removeAccount, signInOf, updateAccount } from '../accounts.ts';
import type { SecretVault } from '../vault.ts';
import { memoryVault } from '../vault-memory.ts';
import { type Attempt, startAttempt } from './attempt.ts';
import { signInsOf } from './sign-ins.ts';

let server: FakeOAuth;
let folder: string;
let store: Store;
let vault: SecretVault;
let host: AccountsHost;
let clock: number;
let given: OAuthAccess | undefined;

const clientOf = (redirectHost: OAuthClient['redirectHost'] = '127.0.0.1'): OAuthClient => ({
  provider: 'Test',
  authorizeUrl: `${server.baseUrl}/o/oauth2/v2/auth`,
  tokenUrl: `${server.baseUrl}/token`,
  revokeUrl: `${server.baseUrl}/revoke`,
  clientId: oauthClient.id,
  clientSecret: oauthClient.secret,
  scopes: ['mail'],
  parameters: { access_type: 'offline' },
  redirectHost,
});

const vendor = defineConnector({
  type: 'vendor',
  config: z.strictObject({ by: z.enum(['browser', 'password']).default('browser') }),
  capabilities: ['send.email'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 1, perSecond: null },
  pollEvery: null,
  receipts: [],
  signIn: ({ by }) => (by === 'browser' ? clientOf() : null),
  open(_config, place) {
    const access = place?.access;
    given = access;
    return { verify: async () => ({ detail: await (access?.token() ?? 'none') }) };
  },
});

beforeEach(async () => {
  server = await startFakeOAuth();
  folder = mkdtempSync(join(tmpdir(), 'kaskad-sign-in-'));
  store = openStore(join(folder, 'a.kaskad'), { mode: 'create' });
  vault = memoryVault();
  clock = Date.now();
  given = undefined;
  host = {
    store,
    vault,
    registry: { nodes: new Map(), connectors: new Map([['vendor', vendor as Connector]]) },
    now: () => clock,
  };
  signInsOf({ store, vault, now: () => clock });
});
afterEach(async () => {
  signInsOf({ store, vault }).close();
  store.close();
  rmSync(folder, { recursive: true });
  expect(server.faults).toEqual([]);
  await server.close();
});

/** The browser: follows the page to wherever it leads. */
const visit = (url: string): Promise<Response> => fetch(url, { redirect: 'follow' });

async function signIn(account: string): Promise<void> {
  const client = (await signInOf(host, account)) as OAuthClient;
  const { attempt, url } = await signInsOf(host).begin(account, client, 'en', () => {});
  const page = await visit(url);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('You are signed in')]);
  expect(await signInsOf(host).outcome(attempt)).toEqual({ kind: 'signed-in' });
}

async function opened(): Promise<{ account: string; access: OAuthAccess }> {
  const account = await addAccount(host, { type: 'vendor', name: 'Mail', config: {} });
  await openAccount(host, account);
  return { account, access: given as OAuthAccess };
}

describe('an attempt', () => {
  let attempt: Attempt;
  const kept: unknown[] = [];
  const begin = async (patience?: number, redirectHost?: OAuthClient['redirectHost']) => {
    kept.length = 0;
    attempt = await startAttempt({
      client: clientOf(redirectHost),
      language: 'uk',
      now: () => clock,
      keep: async (tokens) => void kept.push(tokens),
      ...(patience === undefined ? {} : { patience }),
    });
    return new URL(attempt.url);
  };
  afterEach(() => attempt.cancel());

  it('comes back to this computer alone, with a state and a proof key of its own, and asks for what it was told', async () => {
    const one = await begin();
    const first = Object.fromEntries(one.searchParams);
    expect(first).toMatchObject({
      response_type: 'code',
      client_id: oauthClient.id,
      scope: 'mail',
      access_type: 'offline',
      code_challenge_method: 'S256',
    });
    expect(first.redirect_uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(first.state?.length).toBeGreaterThanOrEqual(43);
    expect(JSON.stringify(first)).not.toContain(oauthClient.secret);
    attempt.cancel();
    const second = (await begin()).searchParams;
    expect(second.get('state')).not.toBe(first.state);
    expect(second.get('code_challenge')).not.toBe(first.code_challenge);
  });

  it.each(['127.0.0.1', 'localhost'] as const)(
    'ends with tokens, and its address is gone after that (%s)',
    async (name) => {
      const back = (await begin(undefined, name)).searchParams.get('redirect_uri') ?? '';
      const page = await visit(attempt.url);
      expect(await page.text()).toContain('Вхід виконано');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await attempt.ended).toEqual({ kind: 'signed-in' });
      expect(kept).toMatchObject([{ accessToken: expect.stringContaining('planted-access') }]);
      await expect(fetch(back)).rejects.toThrow();
    },
  );

  it('takes no code without its state, and goes on waiting for the right one', async () => {
    const url = await begin();
    const back = url.searchParams.get('redirect_uri');
    for (const query of [
      'code=stolen',
      'code=stolen&state=guess',
      `state=${url.searchParams.get('state')}`,
      'error=access_denied',
    ])
      expect([query, (await fetch(`${back}/?${query}`)).status]).toEqual([query, 400]);
    expect((await fetch(`${back}/favicon.ico`)).status).toBe(404);
    expect((await fetch(`${back}/`, { method: 'POST', body: 'x' })).status).toBe(404);
    expect(server.grants).toEqual([]);
    await visit(attempt.url);
    expect(await attempt.ended).toEqual({ kind: 'signed-in' });
  });

  it('uses a code once, however often the browser comes back', async () => {
    await begin();
    const way = await fetch(attempt.url, { redirect: 'manual' });
    const back = way.headers.get('location') ?? '';
    const pages = await Promise.all([fetch(back), fetch(back), fetch(back)].map((one) => one.catch(() => null)));
    expect(pages.filter((page) => page?.status === 200)).toHaveLength(1);
    expect(server.grants).toEqual(['authorization_code']);
  });

  it('says that the owner refused, that nobody came, and that it was stopped', async () => {
    server.owner('denies');
    await begin();
    expect(await (await visit(attempt.url)).text()).toContain('Вхід не виконано');
    expect(await attempt.ended).toEqual({ kind: 'refused', detail: 'access_denied' });
    await begin(30);
    expect(await attempt.ended).toEqual({ kind: 'timed-out' });
    await begin();
    attempt.cancel();
    expect(await attempt.ended).toEqual({ kind: 'canceled' });
  });

  it('says in words what went wrong at the vendor, without a secret in it', async () => {
    await begin();
    server.fail(
      {
        kind: 'reply',
        reply: { status: 400, body: { error: 'invalid_grant', error_description: `code of ${oauthClient.secret}` } },
      },
      (request) => request.path === '/token',
    );
    await visit(attempt.url);
    expect(await attempt.ended).toEqual({ kind: 'refused', detail: 'invalid_grant: code of …' });
    server.fail({ kind: 'cut' }, (request) => request.path === '/token');
    await begin();
    await visit(attempt.url);
    expect(await attempt.ended).toMatchObject({ kind: 'failed', detail: expect.stringContaining('cannot be reached') });
    server.fail(null);
  });

  it('never sends tokens over an open line to another computer', async () => {
    const client = { ...clientOf(), tokenUrl: 'http://sign-in.example/token' };
    await expect(
      startAttempt({ client, language: 'en', now: () => clock, keep: async () => {} }),
    ).rejects.toMatchObject({ code: 'sign-in-insecure' });
  });
});

describe('tokens', () => {
  it('[M10] live in the vault, never in the workspace, and go with the account', async () => {
    const { account, access } = await opened();
    expect(store.accounts.need(account).signInNeeded).toEqual({ code: 'never', detail: '' });
    await expect(access.token()).rejects.toMatchObject({ errorClass: 'bad-credentials' });
    await signIn(account);
    expect(await access.token()).toBe(server.latest());
    const reference = store.accounts.need(account).signIn as string;
    expect(await vault.get(reference)).toContain(server.latest());
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const file of readdirSync(folder))
      for (const secret of server.secrets) expect(readFileSync(join(folder, file), 'latin1')).not.toContain(secret);
    await removeAccount(host, account);
    expect(await vault.get(reference)).toBeNull();
  });

  it('[M11] are renewed before they end, once, however many ask at the same time', async () => {
    const { account, access } = await opened();
    await signIn(account);
    const first = await access.token();
    clock += 3600_000 - 121_000;
    expect(await access.token()).toBe(first);
    clock += 2_000;
    const renewed = await Promise.all([
      access.token(),
      access.token(),
      access.token({ refused: first }),
      access.token(),
    ]);
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(first);
    expect(server.grants).toEqual(['authorization_code', 'refresh_token']);
    // One that the vendor refused before its time is renewed too; one refused long ago is not.
    expect(await access.token({ refused: first })).toBe(renewed[0]);
    expect(await access.token({ refused: renewed[0] as string })).not.toBe(renewed[0]);
    expect(server.grants).toHaveLength(3);
  });

  it('a refresh token that is good once is replaced in the vault, and the old one is gone from it', async () => {
    server.rotate();
    const { account, access } = await opened();
    await signIn(account);
    const before = store.accounts.need(account).signIn as string;
    await access.token({ refused: await access.token() });
    const after = store.accounts.need(account).signIn as string;
    expect([after === before, await vault.get(before)]).toEqual([false, null]);
    await access.token({ refused: await access.token() });
    expect(server.grants).toEqual(['authorization_code', 'refresh_token', 'refresh_token']);
  });

  it('[M12] one that is refused makes the account wait for its owner, is told once, and the vendor is asked no more', async () => {
    const { account, access } = await opened();
    await signIn(account);
    server.takeBack();
    clock += 3600_000;
    for (let time = 0; time < 3; time++)
      await expect(access.token()).rejects.toMatchObject({ errorClass: 'bad-credentials' });
    expect(server.grants).toEqual(['authorization_code', 'refresh_token']);
    expect(store.accounts.need(account).signInNeeded).toMatchObject({ code: 'refused' });
    const notices = store.notices.list(10).filter(({ code }) => code === 'account-sign-in');
    expect(notices).toHaveLength(1);
    for (const secret of server.secrets)
      expect(JSON.stringify([notices, store.accounts.need(account)])).not.toContain(secret);
    await signIn(account);
    expect(await access.token()).toBe(server.latest());
    expect(store.accounts.need(account).signInNeeded).toBeNull();
  });

  it('a vendor that is ill, or out of reach, takes nothing away', async () => {
    const { account, access } = await opened();
    await signIn(account);
    clock += 3600_000;
    server.fail({ kind: 'reply', reply: { status: 503, body: 'busy' } });
    await expect(access.token()).rejects.toMatchObject({ errorClass: 'temporary' });
    server.fail({ kind: 'cut' });
    await expect(access.token()).rejects.toMatchObject({ errorClass: 'unreachable' });
    server.fail(null);
    expect(await access.token()).toBe(server.latest());
    expect(store.accounts.need(account).signInNeeded).toBeNull();
  });

  it('without a refresh token the account waits for its owner when the time is over', async () => {
    server.withoutRefreshTokens();
    const { account, access } = await opened();
    await signIn(account);
    clock += 3600_000;
    await expect(access.token()).rejects.toMatchObject({ errorClass: 'bad-credentials' });
    expect(store.accounts.need(account).signInNeeded?.code).toBe('ended');
  });

  it('signing out tells the vendor and forgets; a workspace from another computer asks to sign in', async () => {
    const { account, access } = await opened();
    await signIn(account);
    expect(await signInsOf(host).signOut(account, clientOf())).toEqual({ told: true });
    expect(store.accounts.need(account)).toMatchObject({ signIn: null, signInNeeded: { code: 'signed-out' } });
    await signIn(account);
    await vault.remove(store.accounts.need(account).signIn as string);
    store.db.prepare('UPDATE accounts SET sign_in = ?').run('of-another-computer');
    await expect(access.token()).rejects.toMatchObject({ errorClass: 'bad-credentials' });
    expect(store.accounts.need(account).signInNeeded?.code).toBe('not-here');
  });

  it('choosing another way to sign in forgets the tokens', async () => {
    const { account } = await opened();
    await signIn(account);
    const reference = store.accounts.need(account).signIn as string;
    await updateAccount(host, account, { name: 'Mail', config: { by: 'password' } });
    expect(store.accounts.need(account)).toMatchObject({ signIn: null, signInNeeded: null });
    expect(await vault.get(reference)).toBeNull();
    given = undefined;
    await openAccount(host, account);
    expect(given).toBeUndefined();
    await updateAccount(host, account, { name: 'Mail', config: { by: 'browser' } });
    expect(store.accounts.need(account).signInNeeded?.code).toBe('never');
  });

  it('a second attempt for the account ends the first', async () => {
    const { account } = await opened();
    const first = await signInsOf(host).begin(account, clientOf(), 'en', () => {});
    await signInsOf(host).begin(account, clientOf(), 'en', () => {});
    expect(await signInsOf(host).outcome(first.attempt)).toEqual({ kind: 'canceled' });
    await expect(signInsOf(host).outcome('nobody')).rejects.toMatchObject({ code: 'no-sign-in' });
  });
});
