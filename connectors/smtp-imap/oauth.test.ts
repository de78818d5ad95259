/** A mailbox that is signed in to by the browser: mail servers that speak XOAUTH2, the sign-in server, and the whole engine between. */

import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAccount, signInOf } from '../../flows/host/accounts.ts';
import type { HostContext } from '../../flows/host/context.ts';
import { procedures } from '../../flows/host/router.ts';
import { signInsOf } from '../../flows/host/sign-in/sign-ins.ts';
import { type FakeOAuth, mailbox, oauthClient, startFakeOAuth } from '../../tests/kit/fake-oauth.ts';
import { startImap, type TestImap } from '../../tests/kit/imap.ts';
import { startSmtp, type TestSmtp } from '../../tests/kit/smtp.ts';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { connector } from './index.ts';

const clientOf = (context: HostContext) => createRouterClient(procedures, { context });

let oauth: FakeOAuth;
let smtp: TestSmtp;
let imap: TestImap;
let ws: TestWorkspace;
let account: string;

beforeEach(async () => {
  oauth = await startFakeOAuth();
  smtp = await startSmtp({ bearer: (token) => oauth.holds(token) });
  imap = await startImap({ bearer: { user: mailbox, token: () => oauth.latest() } });
  // Tokens end by the wall clock of the servers.
  ws = await testWorkspace({ now: new Date().toISOString() });
  account = await addAccount(ws, { type: 'smtp-imap', name: 'Shop mail', config: settings(), makeDefault: true });
});
afterEach(async () => {
  await ws.dispose();
  await Promise.all([smtp.close(), imap.close(), oauth.close()]);
  expect(oauth.faults).toEqual([]);
});

const settings = () => ({
  provider: 'gmail',
  signIn: 'browser',
  user: mailbox,
  clientId: oauthClient.id,
  clientSecret: oauthClient.secret,
  signInServer: oauth.baseUrl,
  fromAddress: mailbox,
  host: smtp.host,
  port: smtp.port,
  security: 'none',
  imapHost: imap.host,
  imapPort: imap.port,
  imapSecurity: 'none',
});

/** As the page does it. */
async function signIn(): Promise<void> {
  const api = clientOf(ws).accounts;
  const { attempt, url } = await api.beginSignIn({ account, language: 'en' });
  expect((await fetch(url)).status).toBe(200);
  expect(await api.awaitSignIn({ attempt })).toEqual({ outcome: 'signed-in', detail: '' });
}

/** One e-mail for each of these people; started. */
function mailing(names: readonly string[], config = {}): string {
  for (const name of names) {
    ws.contact(name, {
      addresses: [{ kind: 'email', value: `${name}@example.test` }],
      consents: [{ channel: 'email', topic: '', granted: true }],
    });
  }
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        email('mail', config),
        ['told', 'exit', { reason: 'told' }],
        ['lost', 'exit', { reason: 'lost' }],
      ],
      ['start.next>mail', 'mail.next>told', 'mail.not-sent>lost'],
    ),
  );
  ws.engine.startFlow(flow);
  return flow;
}

const counts = (flow: string) => {
  const [of] = ws.report(flow).messages;
  return { queued: of?.queued, sent: of?.sent, failed: of?.failed, unknown: of?.unknown, suppressed: of?.suppressed };
};
const waiting = (queued: number) => ({ queued, sent: 0, failed: 0, unknown: 0, suppressed: {} });
const allSent = (sent: number) => ({ queued: 0, sent, failed: 0, unknown: 0, suppressed: {} });
const recipients = () => smtp.mails.flatMap(({ to }) => to).sort();
const minutes = (count: number) => count * 60_000;

describe('a mailbox at Google', () => {
  it('is proved by the servers for sending and reading, with the same sign-in', async () => {
    await expect(ws.engine.testAccount(account)).resolves.toMatchObject({ ok: false, errorClass: 'bad-credentials' });
    await signIn();
    const { ok, detail } = await ws.engine.testAccount(account);
    expect([ok, detail]).toEqual([true, expect.stringContaining('At most 500 letters a day')]);
    expect(smtp.logins).toEqual([oauth.latest()]);
  });

  it('a token that was taken back before its time is replaced in the middle of the work, in both directions', async () => {
    await signIn();
    oauth.endAccess();
    const flow = mailing(['olena']);
    await ws.engine.runUntilIdle();
    expect([recipients(), counts(flow)]).toEqual([['olena@example.test'], allSent(1)]);
    oauth.endAccess();
    await ws.engine.sync(account);
    expect(oauth.grants.filter((grant) => grant === 'refresh_token')).toHaveLength(2);
    expect(store().signInNeeded).toBeNull();
  });

  it('the wrong person’s sign-in is told as such, and asks nobody to sign in again by itself', async () => {
    await signIn();
    smtp.setBearer(() => false);
    const { ok, detail } = await ws.engine.testAccount(account);
    expect([ok, detail]).toEqual([false, expect.stringContaining('Sign in as the owner of this mailbox')]);
    for (const secret of oauth.secrets) expect(detail).not.toContain(secret);
    expect(store().signInNeeded).toBeNull();
  });
});

const store = () => ws.store.accounts.need(account);

describe('a flow whose account has to be signed in to', () => {
  it('[M13] holds its messages from the start, and sends them once after signing in', async () => {
    const flow = mailing(['olena', 'taras', 'ivan']);
    await ws.engine.runUntilIdle();
    expect([counts(flow), smtp.logins, recipients()]).toEqual([waiting(3), [], []]);
    await signIn();
    await ws.engine.runUntilIdle();
    expect(recipients()).toEqual(['ivan@example.test', 'olena@example.test', 'taras@example.test']);
    expect(counts(flow)).toEqual(allSent(3));
  });

  it('[M13] loses nothing when the owner takes the access back for days and then signs in again', async () => {
    await signIn();
    oauth.takeBack();
    const flow = mailing(['olena', 'taras', 'ivan', 'anna', 'petro', 'maria', 'danylo']);
    await ws.engine.runUntilIdle();
    const refreshes = oauth.grants.length;
    for (let day = 0; day < 3; day++) {
      ws.clock.now += minutes(24 * 60);
      await ws.engine.runUntilIdle();
    }
    expect(counts(flow)).toEqual(waiting(7));
    expect([recipients(), oauth.grants.length]).toEqual([[], refreshes]);
    expect(store().signInNeeded?.code).toBe('refused');
    expect(
      ws.store.notices
        .list(20)
        .map(({ code }) => code)
        .filter((code) => code.startsWith('account')),
    ).toEqual(['account-sign-in']);
    await signIn();
    await ws.engine.runUntilIdle();
    expect(recipients()).toHaveLength(7);
    expect(counts(flow)).toEqual(allSent(7));
  });

  it('[M13] is held over a restart of the program', async () => {
    mailing(['olena']);
    await ws.engine.runUntilIdle();
    ws = await ws.reopen();
    await ws.engine.runUntilIdle();
    expect(recipients()).toEqual([]);
    await signIn();
    await ws.engine.runUntilIdle();
    expect(recipients()).toEqual(['olena@example.test']);
  });

  it('gives up what its author lets become too old, when it is too old and not before', async () => {
    const flow = mailing(['olena'], { ttl: 'PT2H' });
    await ws.engine.runUntilIdle();
    ws.clock.now += minutes(117);
    await ws.engine.runUntilIdle();
    expect(counts(flow)).toEqual(waiting(1));
    ws.clock.now += minutes(4);
    await ws.engine.runUntilIdle();
    expect(counts(flow)).toMatchObject({ suppressed: { expired: 1 } });
  });

  it('says at its blocks what they wait for', async () => {
    const flow = mailing(['olena']);
    const troubles = await clientOf(ws).live.troubles({ flow });
    expect(troubles).toMatchObject([
      { node: 'mail', kind: 'sign-in', reason: 'sign-in-never', accountName: 'Shop mail' },
    ]);
  });
});

describe('the settings', () => {
  it('lead to Google and Microsoft, each as it wants to be asked', async () => {
    expect(await signInOf(ws, account)).toMatchObject({
      scopes: ['https://mail.google.com/'],
      redirectHost: '127.0.0.1',
      clientSecret: oauthClient.secret,
      parameters: { access_type: 'offline', prompt: 'consent', login_hint: mailbox },
    });
    const microsoft = connector.signIn?.(
      connector.config.parse({
        ...settings(),
        provider: 'microsoft365',
        signInServer: undefined,
        clientSecret: 'unused',
      }),
    );
    expect(microsoft).toMatchObject({
      authorizeUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
      tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
      revokeUrl: null,
      clientSecret: null,
      redirectHost: 'localhost',
    });
    expect(microsoft?.scopes).toContain('offline_access');
  });

  it('signs in to a Microsoft mailbox too', async () => {
    const config = { ...settings(), provider: 'outlook' };
    account = await addAccount(ws, { type: 'smtp-imap', name: 'Outlook', config });
    await signIn();
    expect((await ws.engine.testAccount(account)).ok).toBe(true);
  });

  it('of a service are filled in by its name, and what somebody wrote holds', async () => {
    const named = { provider: 'yandex', fromAddress: 'a@yandex.ru', user: 'a@yandex.ru', password: 'app-password' };
    const id = await addAccount(ws, { type: 'smtp-imap', name: 'Yandex', config: named });
    expect(ws.store.accounts.need(id).config).toMatchObject({
      host: 'smtp.yandex.ru',
      port: 465,
      security: 'tls',
      imapHost: 'imap.yandex.ru',
      imapPort: 993,
    });
    const own = await addAccount(ws, {
      type: 'smtp-imap',
      name: 'Own',
      config: { ...named, port: 587, security: 'starttls' },
    });
    expect(ws.store.accounts.need(own).config).toMatchObject({
      host: 'smtp.yandex.ru',
      port: 587,
      security: 'starttls',
    });
    // Emptied: nothing is to be read, and it stays so.
    const deaf = await addAccount(ws, { type: 'smtp-imap', name: 'Deaf', config: { ...named, imapHost: '' } });
    expect(ws.store.accounts.need(deaf).config).not.toHaveProperty('imapHost');
  });

  it('refuse the browser where a service does not know it, and without a client ID', async () => {
    const wrong = { ...settings(), provider: 'yandex' };
    await expect(addAccount(ws, { type: 'smtp-imap', name: 'X', config: wrong })).rejects.toMatchObject({
      details: { fields: [{ path: 'signIn' }] },
    });
    const { clientId: _, ...without } = settings();
    await expect(addAccount(ws, { type: 'smtp-imap', name: 'X', config: without })).rejects.toMatchObject({
      details: { fields: [{ path: 'clientId' }] },
    });
    await expect(clientOf(ws).accounts.beginSignIn({ account: 'sandbox', language: 'en' })).rejects.toMatchObject({
      data: { code: 'no-sign-in-here' },
    });
    expect(signInsOf(ws)).toBe(signInsOf(ws));
  });
});
