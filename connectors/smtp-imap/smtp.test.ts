import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { type SmtpFault, smtpLogin, startSmtp, type TestSmtp } from '../../tests/kit/smtp.ts';
import { connector } from './index.ts';

let server: TestSmtp;
let clients: ConnectorClient[] = [];
beforeEach(async () => {
  server = await startSmtp();
});
afterEach(async () => {
  for (const client of clients) await client.close?.();
  clients = [];
  await server.close();
});

const open = (extra: Record<string, unknown> = {}): ConnectorClient => {
  const client = connector.open(
    connector.config.parse({
      host: server.host,
      port: server.port,
      security: 'none',
      ...smtpLogin,
      fromAddress: 'shop@acme.test',
      fromName: 'Acme',
      ...extra,
    }),
  );
  clients.push(client);
  return client;
};
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 1,
  key: '7:hello:1',
  channel: 'email',
  to: 'olena@example.test',
  toName: 'Олена, К.',
  parts: { subject: 'Привіт', html: '<p>Hello <b>you</b></p>', text: 'Hello you' },
  buttons: [],
  ...over,
});
const calm = (signal = new AbortController().signal) => ({ signal, handover: async () => {} });
const failure = async (work: Promise<unknown> | undefined): Promise<ConnectorError> => {
  const error = await work?.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

describe('sending mail', () => {
  it('composes text and html with a Message-ID that depends on the message alone', async () => {
    const first = await open().send?.(message(), calm());
    const again = await open().send?.(message(), calm());
    const other = await open().send?.(message({ key: '7:hello:2' }), calm());
    expect(first?.vendorId).toMatch(/^<kaskad\.[0-9a-f]{32}\.[0-9a-f]{8}@acme\.test>$/);
    expect(again?.vendorId).toBe(first?.vendorId);
    expect(other?.vendorId).not.toBe(first?.vendorId);
    const mail = await PostalMime.parse(server.mails[0]?.raw ?? '');
    expect(mail).toMatchObject({ subject: 'Привіт', messageId: first?.vendorId, text: 'Hello you\n' });
    expect(mail.html).toContain('<b>you</b>');
    expect(mail.to).toEqual([{ address: 'olena@example.test', name: 'Олена, К.' }]);
    expect(mail.from).toEqual({ address: 'shop@acme.test', name: 'Acme' });
    expect(server.mails[0]?.raw).not.toContain('List-Unsubscribe');
    expect(server.mails[0]?.to).toEqual(['olena@example.test']);
  });

  it('carries pictures that its HTML shows, and files beside it', async () => {
    const cid = 'a'.repeat(64);
    await open().send?.(
      message({
        parts: { subject: 'S', html: `<img src="cid:${cid}" alt="Cat">`, text: 'Cat' },
        files: [
          { name: 'picture-1.png', type: 'image/png', shownAs: cid, bytes: () => Buffer.from('PNG') },
          { name: 'догляд.pdf', type: 'application/pdf', shownAs: null, bytes: () => Buffer.from('PDF') },
        ],
      }),
      calm(),
    );
    const mail = await PostalMime.parse(server.mails[0]?.raw ?? '');
    const seen = mail.attachments.map(({ filename, mimeType, disposition, contentId, content }) => [
      filename,
      mimeType,
      disposition,
      contentId ?? null,
      Buffer.from(content as ArrayBuffer).toString(),
    ]);
    expect(seen).toEqual([
      ['picture-1.png', 'image/png', 'inline', `<${cid}>`, 'PNG'],
      ['догляд.pdf', 'application/pdf', 'attachment', null, 'PDF'],
    ]);
    expect(mail.html).toContain(`cid:${cid}`);
    expect(server.mails[0]?.raw).toMatch(/multipart\/(related|mixed)/);
  });
  it('offers to unsubscribe only where there is an address for it; makes text from html', async () => {
    await open({ unsubscribeAddress: 'stop@acme.test' }).send?.(
      message({ parts: { subject: 'S', html: '<p>One</p><p><a href="https://a.test">Two</a></p>' } }),
      calm(),
    );
    const raw = server.mails[0]?.raw ?? '';
    expect(raw).toContain('List-Unsubscribe: <mailto:stop@acme.test?subject=unsubscribe>');
    expect((await PostalMime.parse(raw)).text?.trim()).toBe('One\nTwo (https://a.test)');
  });

  it('offers the one click of RFC 8058 where the message has an https address for it, beside the mailto', async () => {
    const unsubscribe = 'https://go.acme.test/p/u/1-abc';
    await open({ unsubscribeAddress: 'stop@acme.test' }).send?.(message({ unsubscribe }), calm());
    await open().send?.(message({ key: '7:hello:2', unsubscribe: 'http://127.0.0.1:1/p/u/1-abc' }), calm());
    const [raw = '', local = ''] = server.mails.map((mail) => mail.raw.replace(/\r\n[ \t]+/g, ' '));
    expect(raw).toContain(`List-Unsubscribe: <${unsubscribe}>, <mailto:stop@acme.test?subject=unsubscribe>`);
    expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(local).not.toContain('List-Unsubscribe');
  });

  it('a recipient cannot smuggle headers or further recipients', async () => {
    await open()
      .send?.(message({ to: 'a@example.test\r\nBcc: evil@example.test', toName: 'X\r\nBcc: e@example.test' }), calm())
      .catch(() => {});
    for (const mail of server.mails) {
      expect(mail.raw).not.toMatch(/^Bcc:/im);
      expect(mail.to).toHaveLength(1);
    }
  });

  it('hands over after the body and before the final dot, exactly once', async () => {
    const seen: string[][] = [];
    const big = 'x'.repeat(300_000);
    await open().send?.(message({ parts: { subject: 'S', text: big } }), {
      signal: new AbortController().signal,
      handover: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        seen.push([...server.moments]);
      },
    });
    expect(seen).toEqual([['data']]);
    expect(server.moments).toEqual(['data', 'dot']);
  });

  it('a handover that fails leaves the server without a message', async () => {
    const client = open();
    const refusal = { signal: new AbortController().signal, handover: () => Promise.reject(new Error('disk full')) };
    await expect(client.send?.(message(), refusal)).rejects.toThrow('disk full');
    expect(server.moments).toEqual(['data']);
    expect(server.mails).toHaveLength(0);
    await client.send?.(message(), calm());
    expect(server.mails).toHaveLength(1);
  });

  it('goes on over a new connection when the server closed an idle one', async () => {
    const client = open();
    await client.send?.(message(), calm());
    server.cutAll();
    let handovers = 0;
    await client.send?.(message({ key: '8:hello:1' }), {
      signal: new AbortController().signal,
      handover: async () => {
        handovers += 1;
      },
    });
    expect([server.mails.length, handovers]).toEqual([2, 1]);
  });
});

describe('errors of mail servers', () => {
  it.each<[SmtpFault, string, boolean]>([
    [{ kind: 'recipient', code: 550, text: '5.1.1 No such user' }, 'unreachable-recipient', false],
    [{ kind: 'recipient', code: 450, text: '4.2.0 Greylisted, come back later' }, 'temporary', false],
    [{ kind: 'recipient', code: 450, text: '4.7.0 Too many messages' }, 'rate-limited', false],
    [{ kind: 'recipient', code: 452, text: '4.2.2 Mailbox full' }, 'temporary', false],
    [{ kind: 'sender', code: 553, text: '5.7.1 Sender refused' }, 'bad-request', false],
    [{ kind: 'data', code: 554, text: '5.7.1 Looks like spam' }, 'bad-request', false],
    [{ kind: 'data', code: 451, text: '4.3.0 Try later' }, 'rate-limited', false],
    [{ kind: 'cut-after-dot', keeps: true }, 'unreachable', true],
    [{ kind: 'cut-after-dot', keeps: false }, 'unreachable', true],
  ])('%j is %s', async (fault, errorClass, mayHaveActed) => {
    server.setFault(fault);
    expect(await failure(open().send?.(message(), calm()))).toMatchObject({ errorClass, mayHaveActed });
    // Nothing was tried again behind the engine's back.
    expect(server.moments.filter((moment) => moment === 'dot').length).toBeLessThanOrEqual(1);
  });

  it('a connection cut before the message is not an act', async () => {
    server.setFault({ kind: 'cut-at-recipient' });
    expect(await failure(open().send?.(message(), calm()))).toMatchObject({
      errorClass: 'unreachable',
      mayHaveActed: false,
    });
  });

  it('silence after the final dot may be an act; silence before is not', async () => {
    server.setFault({ kind: 'hang-after-dot' });
    const late = await failure(open().send?.(message(), calm(AbortSignal.timeout(400))));
    expect(late).toMatchObject({ errorClass: 'unreachable', mayHaveActed: true });
    server.setFault({ kind: 'hang-at-connect' });
    const early = await failure(open().send?.(message(), calm(AbortSignal.timeout(400))));
    expect(early).toMatchObject({ errorClass: 'unreachable', mayHaveActed: false });
  });

  it('a wrong password says so and is not repeated in the error', async () => {
    const password = 'Sw0rdfish-planted';
    const error = await failure(open({ password }).send?.(message(), calm()));
    expect(error.errorClass).toBe('bad-credentials');
    expect(error.message + error.stack + JSON.stringify(error)).not.toContain(password);
    const checked = await failure(open({ password }).verify({ signal: new AbortController().signal }));
    expect(checked.errorClass).toBe('bad-credentials');
    expect(checked.message).not.toContain(password);
  });

  it('insists on encryption when asked to', async () => {
    expect(await failure(open({ security: 'starttls' }).send?.(message(), calm()))).toMatchObject({
      mayHaveActed: false,
    });
    expect(server.mails).toHaveLength(0);
  });
});
