/** The connector against Debian's exim and dovecot: real sessions, a real mailbox, a real bounce. */
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectorClient, Incoming, OutgoingMessage } from '../../flows/sdk/connector.ts';
import { password, startDebianMail, whyNot } from '../../tests/kit/debian-mail.ts';
import { connector } from './index.ts';

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
});
