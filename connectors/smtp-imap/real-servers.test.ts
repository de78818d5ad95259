/** The connector against Debian's exim and dovecot: real sessions, a real mailbox, a real bounce. */
import nodemailer from 'nodemailer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAccount } from '../../flows/host/accounts.ts';
import type { ConnectorClient, Incoming, OutgoingMessage } from '../../flows/sdk/connector.ts';
import { password, startDebianMail, whyNot } from '../../tests/kit/debian-mail.ts';
import { startFakeOAuth } from '../../tests/kit/fake-oauth.ts';
import { type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { connector } from './index.ts';
import { messageIdFor } from './message-id.ts';

const reason = whyNot();

describe.skipIf(reason !== null)(`exim and dovecot${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let servers: Awaited<ReturnType<typeof startDebianMail>>;
  let client: ConnectorClient;
  let cursor: unknown;
  beforeAll(async () => {
    servers = await startDebianMail();
    client = open({});
    cursor = (await poll(null)).cursor;
  });
  afterAll(async () => {
    await client?.close?.();
    await servers?.close();
  });

  const open = (extra: Record<string, unknown>): ConnectorClient =>
    connector.open(
      connector.config.parse({
        host: '127.0.0.1',
        port: servers.smtpPort,
        security: 'none',
        fromAddress: 'shop@acme.test',
        imapHost: '127.0.0.1',
        imapPort: servers.imapPort,
        imapSecurity: 'none',
        imapUser: 'shop',
        imapPassword: password,
        ...extra,
      }),
    );
  const poll = async (from: unknown) => {
    const found = await client.poll?.(from, { signal: AbortSignal.timeout(10_000), now: Date.now() });
    if (found === undefined) throw new Error('does not poll');
    return found;
  };
  /** Delivery takes a moment. */
  const awaited = async (): Promise<Incoming[]> => {
    for (let tries = 0; tries < 60; tries++) {
      const found = await poll(cursor);
      cursor = found.cursor;
      if (found.incoming.length > 0) return found.incoming;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`Nothing arrived.\n${servers.logs()}`);
  };
  const message = (key: string, to: string): OutgoingMessage => ({
    id: 1,
    key,
    channel: 'email',
    to,
    toName: null,
    parts: { subject: 'Привіт', html: '<p>Hello</p>', text: 'Hello' },
    buttons: [],
  });
  const context = { signal: AbortSignal.timeout(60_000), handover: async () => {} };

  it('accepts the accounts, and refuses a wrong password', async () => {
    expect((await client.verify({ signal: AbortSignal.timeout(10_000) })).detail).toContain('INBOX');
    const wrong = open({ imapPassword: 'Wrong-planted' });
    const error = await wrong.verify({ signal: AbortSignal.timeout(15_000) }).catch((reason_: unknown) => reason_);
    await wrong.close?.();
    expect(error).toMatchObject({ errorClass: 'bad-credentials' });
    expect(String(error)).not.toContain('Wrong-planted');
  });

  it('a mail arrives; its answer comes back as a reply', { timeout: 40_000 }, async () => {
    const receipt = await client.send?.(message('1:hello:1', 'olena@example.test'), context);
    const olena = nodemailer.createTransport({ host: '127.0.0.1', port: servers.smtpPort, ignoreTLS: true });
    await olena.sendMail({
      from: 'Olena <olena@example.test>',
      to: 'shop@acme.test',
      subject: 'Re: Привіт',
      inReplyTo: receipt?.vendorId ?? '',
      text: 'Дякую!\n\nOn Sat, 21 Nov 2026 at 10:00, Shop <shop@acme.test> wrote:\n> Hello\n',
    });
    expect(await awaited()).toMatchObject([
      { kind: 'message', from: 'olena@example.test', text: 'Дякую!', inReplyTo: receipt?.vendorId },
      { kind: 'receipt', state: 'replied', vendorId: receipt?.vendorId },
    ]);
    const reader = open({ imapUser: 'olena', fromAddress: 'other@acme.test' });
    const first = { uidValidity: '0', uid: 0 };
    const seen = await reader.poll?.(first, { signal: AbortSignal.timeout(10_000), now: Date.now() });
    await reader.close?.();
    expect(seen?.incoming).toMatchObject([
      { id: receipt?.vendorId, from: 'shop@acme.test', props: { subject: 'Привіт' } },
    ]);
  });

  it('a mail to nobody comes back as a bounce', { timeout: 40_000 }, async () => {
    const receipt = await client.send?.(message('2:hello:1', 'nobody-here@example.test'), context);
    expect(await awaited()).toMatchObject([
      { kind: 'receipt', state: 'failed', vendorId: receipt?.vendorId },
      { kind: 'address', value: 'nobody-here@example.test', state: 'bounced' },
    ]);
  });

  it('a bounce as a text with the original’s headers, and one whose status stands in the subject', {
    timeout: 60_000,
  }, async () => {
    const forms = [
      {
        head: 'Subject: Mail delivery failed: returning message to sender\nX-Failed-Recipients: nobody-two@example.test',
        body: (id: string) =>
          `A message that you sent could not be delivered:\n\n  nobody-two@example.test\n    550 5.1.1 No such user\n\n------ copy ------\nMessage-ID: ${id}\n`,
        to: 'nobody-two@example.test',
      },
      {
        head: 'Subject: Undeliverable: Hello (5.1.10)',
        body: (id: string) => `<nobody-three@example.test> could not be found.\n\nMessage-ID: ${id}\n`,
        to: 'nobody-three@example.test',
      },
    ];
    for (const [index, { head, body, to }] of forms.entries()) {
      const ours = messageIdFor(`${index + 3}:hello:1`, to, 'shop@acme.test');
      const raw = `From: Mail Delivery System <Mailer-Daemon@mx.example.test>\nTo: shop@acme.test\n${head}\nMessage-ID: <bounce-${index}@mx.example.test>\n\n${body(ours)}`;
      const robot = nodemailer.createTransport({ host: '127.0.0.1', port: servers.smtpPort, ignoreTLS: true });
      await robot.sendMail({ envelope: { from: '', to: ['shop@acme.test'] }, raw: raw.replaceAll('\n', '\r\n') });
      expect(await awaited()).toMatchObject([
        { kind: 'receipt', state: 'failed', vendorId: ours },
        { kind: 'address', value: to, state: 'bounced' },
      ]);
    }
  });

  it('a mailbox that goes away and comes back is read on from where it was', { timeout: 60_000 }, async () => {
    const write = (subject: string) =>
      nodemailer
        .createTransport({ host: '127.0.0.1', port: servers.smtpPort, ignoreTLS: true })
        .sendMail({ from: 'olena@example.test', to: 'shop@acme.test', subject, text: subject });
    await write('before');
    expect(await awaited()).toMatchObject([{ kind: 'message', text: 'before' }]);
    await servers.stopImap();
    await write('meanwhile');
    const gone = await poll(cursor).catch((error: unknown) => error);
    expect(gone).toMatchObject({ errorClass: 'unreachable' });
    await servers.startImap();
    await write('after');
    const texts: string[] = [];
    while (texts.length < 2)
      texts.push(...(await awaited()).flatMap((one) => (one.kind === 'message' ? one.text : [])));
    expect(texts.sort()).toEqual(['after', 'meanwhile']);
  });
});

describe.skipIf(reason !== null)(
  `the engine, listening to dovecot${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    let servers: Awaited<ReturnType<typeof startDebianMail>>;
    let ws: TestWorkspace;
    let stop: AbortController;
    let running: Promise<unknown> = Promise.resolve();
    beforeEach(async () => {
      servers = await startDebianMail();
      ws = await testWorkspace();
      // The real one, by which no poll comes due by itself before a minute has passed.
      Object.defineProperty(ws.clock, 'now', { get: Date.now });
      await addAccount(ws, {
        type: 'smtp-imap',
        name: 'Shop mail',
        config: {
          host: '127.0.0.1',
          port: servers.smtpPort,
          security: 'none',
          fromAddress: 'shop@acme.test',
          imapHost: '127.0.0.1',
          imapPort: servers.imapPort,
          imapSecurity: 'none',
          imapUser: 'shop',
          imapPassword: password,
        },
      });
      stop = new AbortController();
      running = ws.engine.run(stop.signal);
    });
    afterEach(async () => {
      stop.abort();
      await running;
      await ws?.dispose();
      await servers?.close();
    });

    const write = (subject: string) =>
      nodemailer
        .createTransport({ host: '127.0.0.1', port: servers.smtpPort, ignoreTLS: true })
        .sendMail({ from: 'Olena <olena@example.test>', to: 'shop@acme.test', subject, text: subject });
    const received = () =>
      ws.store.db
        .prepare<[], string>("SELECT json(props) FROM events WHERE type = 'message.received' ORDER BY id")
        .pluck()
        .all()
        .map((props) => (JSON.parse(props) as { subject?: string }).subject);
    /** Listening, and the poll that comes with it is over. */
    const listening = async () => {
      await expect.poll(() => servers.idling(), { timeout: 15_000 }).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5000));
    };

    it('a mail is there within seconds, though the next poll is far away', { timeout: 60_000 }, async () => {
      await listening();
      await write('told at once');
      const from = performance.now();
      await expect.poll(received, { timeout: 10_000, interval: 50 }).toEqual(['told at once']);
      expect(performance.now() - from).toBeLessThan(5000);
    });

    it('when dovecot goes and comes back it listens again, and finds what came meanwhile', {
      timeout: 90_000,
    }, async () => {
      await listening();
      const from = performance.now();
      await servers.stopImap();
      await write('meanwhile');
      // A few tries that reach nobody.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      expect([servers.idling(), received()]).toEqual([0, []]);
      await servers.startImap();
      await expect.poll(received, { timeout: 30_000, interval: 50 }).toEqual(['meanwhile']);
      await expect.poll(() => servers.idling(), { timeout: 15_000 }).toBe(1);
      await write('after');
      await expect.poll(received, { timeout: 10_000, interval: 50 }).toEqual(['meanwhile', 'after']);
      // An ordinary poll had no part in it.
      expect(performance.now() - from).toBeLessThan(50_000);
    });

    it('nothing is left open once the engine stops', { timeout: 60_000 }, async () => {
      await listening();
      stop.abort();
      await running;
      await expect.poll(() => servers.idling(), { timeout: 15_000 }).toBe(0);
    });
  },
);

describe.skipIf(reason !== null)(
  `dovecot that asks a sign-in server${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    it('lets a token in that holds, and another when that one is taken back', { timeout: 60_000 }, async () => {
      const oauth = await startFakeOAuth();
      const servers = await startDebianMail({ introspect: `${oauth.baseUrl}/introspect` });
      let held = oauth.issue();
      const refusals: string[] = [];
      const client = connector.open(
        connector.config.parse({
          provider: 'gmail',
          user: 'shop',
          fromAddress: 'shop@acme.test',
          host: '127.0.0.1',
          port: servers.smtpPort,
          security: 'none',
          imapHost: '127.0.0.1',
          imapPort: servers.imapPort,
          imapSecurity: 'none',
        }),
        {
          hookAddress: () => null,
          access: {
            async token({ refused } = {}) {
              if (refused === held) {
                refusals.push(refused);
                held = oauth.issue();
              }
              return held;
            },
          },
        },
      );
      const look = () => client.poll?.(null, { signal: AbortSignal.timeout(20_000), now: Date.now() });
      try {
        expect((await look())?.cursor).toMatchObject({ uid: expect.any(Number) });
        expect(refusals).toEqual([]);
        oauth.endAccess();
        expect((await look())?.cursor).toMatchObject({ uid: expect.any(Number) });
        expect(refusals).toHaveLength(1);
      } finally {
        await client.close?.();
        await servers.close();
        await oauth.close();
      }
    });
  },
);
