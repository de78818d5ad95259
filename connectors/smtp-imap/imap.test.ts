import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incoming, PollResult } from '../../flows/sdk/connector.ts';
import { startImap, type TestImap } from '../../tests/kit/imap.ts';
import { smtpLogin } from '../../tests/kit/smtp.ts';
import { connector } from './index.ts';
import { messageIdFor } from './message-id.ts';

const to = 'olena@example.test';
const ours = messageIdFor('7:hello:1', to, 'shop@acme.test');

let server: TestImap;
beforeEach(async () => {
  server = await startImap();
});
afterEach(() => server.close());

const config = (extra: Record<string, unknown> = {}) =>
  connector.config.parse({
    host: '127.0.0.1',
    security: 'none',
    ...smtpLogin,
    fromAddress: 'shop@acme.test',
    unsubscribeAddress: 'stop@acme.test',
    imapHost: server.host,
    imapPort: server.port,
    imapSecurity: 'none',
    ...extra,
  });
const poll = async (cursor: unknown, extra: Record<string, unknown> = {}): Promise<PollResult> => {
  const client = connector.open(config(extra));
  const found = await client.poll?.(cursor, { signal: AbortSignal.timeout(5000), now: Date.now() });
  await client.close?.();
  if (found === undefined) throw new Error('does not poll');
  return found;
};
/** What a first round and then the mails give. */
const read = async (...mails: string[]): Promise<Incoming[]> => {
  const { cursor } = await poll(null);
  for (const mail of mails) server.deliver(mail);
  return (await poll(cursor)).incoming;
};
const mail = (headers: string, body: string): string =>
  `From: Olena <${to}>\nTo: shop@acme.test\nMessage-ID: <r1@example.test>\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n${headers}\n\n${body}`;

describe('position in the folder', () => {
  it('starts at the end, reads each mail once, and keeps its place', async () => {
    server.deliver(mail('Subject: old', 'from before'));
    const first = await poll(null);
    expect(first).toMatchObject({ incoming: [], more: false });
    expect((await poll(first.cursor)).incoming).toEqual([]);
    server.deliver(mail('Subject: new', 'hello'));
    const second = await poll(first.cursor);
    expect(second.incoming).toMatchObject([{ kind: 'message', from: to, text: 'hello', props: { subject: 'new' } }]);
    expect(await poll(second.cursor)).toEqual({ incoming: [], cursor: second.cursor, more: false });
  });

  it('reads in rounds', async () => {
    const { cursor } = await poll(null);
    for (let n = 0; n < 60; n++) server.deliver(mail(`X-N: ${n}`, `number ${n}`));
    const one = await poll(cursor);
    expect([one.incoming.length, one.more]).toEqual([50, true]);
    const two = await poll(one.cursor);
    expect([two.incoming.length, two.more]).toEqual([10, false]);
  });

  it('numbered anew: reads again, under the same ids, so that nothing is applied twice', async () => {
    const { cursor } = await poll(null);
    server.deliver(mail(`In-Reply-To: ${ours}`, 'yes'));
    const before = await poll(cursor);
    server.renumber();
    const after = await poll(before.cursor);
    expect(after.incoming.map((notice) => notice.id)).toEqual(before.incoming.map((notice) => notice.id));
    expect(after.cursor).not.toEqual(before.cursor);
  });
});

describe('replies', () => {
  it('an answer is a receipt and a message without the quotes', async () => {
    const notices = await read(
      mail(
        `Subject: Re: Hello\nIn-Reply-To: ${ours}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit`,
        'Так, дякую!\n\nсб, 21 лист. 2026 р. о 09:00 Acme <shop@acme.test> пише:\n> Hello you\n> bye',
      ),
    );
    expect(notices).toMatchObject([
      { kind: 'message', from: to, fromName: 'Olena', inReplyTo: ours, text: 'Так, дякую!' },
      { kind: 'receipt', vendorId: ours, state: 'replied' },
    ]);
  });

  it('is found by References too, and in HTML alone', async () => {
    const notices = await read(
      mail(
        `References: <other@x.test> ${ours}\nContent-Type: text/html`,
        '<div>Sure &amp; fine</div><div>On Sat, 21 Nov 2026 at 09:00, Acme wrote:</div><blockquote>Hello</blockquote>',
      ),
    );
    expect(notices[0]).toMatchObject({ inReplyTo: ours, text: 'Sure & fine' });
  });

  it.each(['Auto-Submitted: auto-replied', 'X-Autoreply: yes', 'Precedence: bulk', 'Precedence: auto_reply'])(
    '%s is not an answer',
    async (header) => {
      expect(await read(mail(`${header}\nIn-Reply-To: ${ours}`, 'I am on holiday'))).toEqual([]);
    },
  );

  it('a request to unsubscribe says so', async () => {
    const text = mail('Subject: unsubscribe', '').replace('To: shop@acme.test', 'To: stop@acme.test');
    expect(await read(text)).toMatchObject([{ kind: 'message', props: { unsubscribe: true } }]);
  });
});

const report = (status: string, action: string, recipient = to, id = ours): string => `From: MAILER-DAEMON@mx.test
To: shop@acme.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <b1@mx.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=b"

--=b
Content-Type: text/plain

It did not work.

--=b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; ${recipient}
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; 550 ${status} No such
 user here

--=b
Content-Type: message/rfc822-headers

Message-ID: ${id}
Subject: Hello

--=b--
`;

describe('bounces', () => {
  it('a report of RFC 3464: the message failed, the address is bad', async () => {
    expect(await read(report('5.1.1', 'failed'))).toMatchObject([
      { kind: 'receipt', vendorId: ours, state: 'failed', reason: '5.1.1 550 5.1.1 No such user here' },
      { kind: 'address', address: 'email', value: to, state: 'bounced' },
    ]);
  });

  it('a soft one leaves the address alone; a delay is nothing at all', async () => {
    expect(await read(report('4.2.2', 'failed'))).toMatchObject([{ kind: 'receipt', state: 'failed' }]);
    expect(await read(report('4.4.1', 'delayed'))).toEqual([]);
  });

  it('cannot silence somebody to whom the message was not sent', async () => {
    expect((await read(report('5.1.1', 'failed', 'rival@example.test'))).map((n) => n.kind)).toEqual(['receipt']);
    expect(await read(report('5.1.1', 'failed', to, '<foreign@x.test>'))).toEqual([]);
  });

  it('plain text with the original headers', async () => {
    const text = `From: Mail Delivery System <Mailer-Daemon@mx.test>
To: shop@acme.test
Subject: Mail delivery failed: returning message to sender
Message-ID: <b2@mx.test>
Auto-Submitted: auto-replied
X-Failed-Recipients: ${to}

This message was created automatically by mail delivery software.
The following address failed:

  ${to}
    host mx.example.test: 550 no such user

------ This is a copy of the message, including all the headers. ------

Message-ID: ${ours}
Subject: Hello`;
    expect(await read(text)).toMatchObject([
      { kind: 'receipt', vendorId: ours, state: 'failed' },
      { kind: 'address', value: to, state: 'bounced' },
    ]);
  });

  it('a status that stands only in the subject', async () => {
    const text = `From: postmaster@mx.test
To: shop@acme.test
Subject: [5.1.10] Delivery to ${to} was refused
Message-ID: <b3@mx.test>
In-Reply-To: ${ours}

Could not deliver to <${to}>.`;
    expect(await read(text)).toMatchObject([
      { kind: 'receipt', vendorId: ours, state: 'failed' },
      { kind: 'address', value: to, state: 'bounced' },
    ]);
  });
});

describe('a mailbox that does not work', () => {
  it('refuses a wrong password without repeating it', async () => {
    const imapPassword = 'Sw0rdfish-planted';
    const error = await poll(null, { imapPassword }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ errorClass: 'bad-credentials' });
    expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain(imapPassword);
  });

  it('that is not there is unreachable', async () => {
    const { port } = server;
    await server.close();
    expect(await poll(null, { imapPort: port }).catch((reason: unknown) => reason)).toMatchObject({
      errorClass: 'unreachable',
    });
    server = await startImap();
  });

  it('reads the beginning of a mail of megabytes', async () => {
    const notices = await read(mail(`In-Reply-To: ${ours}`, `short\n> ${'quoted '.repeat(200_000)}`));
    expect(notices).toMatchObject([{ text: 'short' }, { kind: 'receipt' }]);
  });

  it('survives garbage', async () => {
    const { cursor } = await poll(null);
    server.deliver('\u0000\u0001 not a mail at all');
    server.deliver(`Content-Type: multipart/mixed; boundary=x\n\n--x\n${'--y\n'.repeat(50)}`);
    server.deliver(mail('Subject: fine', 'still here'));
    expect((await poll(cursor)).incoming).toMatchObject([{ text: 'still here' }]);
  });
});
