import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type Incoming, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { type FakeSendGrid, startFakeSendGrid } from '../../tests/kit/fake-sendgrid.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';
import { openApi } from '../../tests/kit/openapi.ts';
import { connector } from './index.ts';
import specification from './specification/sendgrid.json' with { type: 'json' };
import { noticesOf } from './suppressions.ts';

let sendgrid: FakeSendGrid;
beforeEach(async () => {
  sendgrid = await startFakeSendGrid();
});
afterEach(async () => {
  expect(sendgrid.faults).toEqual([]);
  await sendgrid.close();
});

const open = (extra: Record<string, unknown> = {}) =>
  connector.open(
    connector.config.parse({
      apiKey: sendgrid.key,
      fromAddress: 'shop@example.com',
      baseUrl: sendgrid.baseUrl,
      ...extra,
    }),
  );
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 42,
  key: '7:hello:1',
  channel: 'email',
  to: 'olena@example.com',
  toName: null,
  parts: { subject: 'Вітаємо', html: '<p>Hi</p>', text: 'Hi' },
  buttons: [],
  ...over,
});
const { signal } = new AbortController();
type Client = ReturnType<typeof open>;
const send = (client: Client, what = message()) => {
  if (client.send === undefined) throw new Error('does not send');
  return client.send(what, { signal, handover: async () => {} });
};
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};
async function pass(client: Client, cursor: unknown, now: number): Promise<{ incoming: Incoming[]; cursor: unknown }> {
  const incoming: Incoming[] = [];
  for (let at = cursor; ; ) {
    const found = await client.poll?.(at, { signal, now });
    if (found === undefined) throw new Error('does not poll');
    incoming.push(...found.incoming);
    at = JSON.parse(JSON.stringify(found.cursor));
    if (!found.more) return { incoming, cursor: at };
  }
}

describe('sending', () => {
  it('says who, to whom and what, plain text first', async () => {
    const client = open({ fromName: 'Flowers', replyTo: 'desk@example.com', category: 'spring' });
    expect(await send(client, message({ toName: 'Olena' }))).toEqual({ vendorId: 'letter-1', state: 'sent' });
    expect(sendgrid.letters).toEqual([
      {
        personalizations: [
          { to: [{ email: 'olena@example.com', name: 'Olena' }], custom_args: { kaskad: '7:hello:1' } },
        ],
        from: { email: 'shop@example.com', name: 'Flowers' },
        reply_to: { email: 'desk@example.com' },
        subject: 'Вітаємо',
        content: [
          { type: 'text/plain', value: 'Hi' },
          { type: 'text/html', value: '<p>Hi</p>' },
        ],
        categories: ['spring'],
      },
    ]);
  });

  it('makes only requests that the description takes, whatever is in the letter', async () => {
    // The fake refuses all others, see fake-sendgrid.ts; afterEach looks.
    const client = open();
    const part = fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(part, part, part, part, async (subject, html, text, toName) => {
        const parts = Object.fromEntries(
          Object.entries({ subject, html, text }).filter((entry): entry is [string, string] => entry[1] !== undefined),
        );
        const before = sendgrid.letters.length;
        const sends = (subject ?? '').trim() !== '' && ((html ?? '').trim() !== '' || (text ?? '').trim() !== '');
        const work = send(client, message({ parts, toName: toName ?? null }));
        if (sends) await work;
        else expect((await failure(work)).errorClass).toBe('bad-request');
        expect(sendgrid.letters.length - before).toBe(sends ? 1 : 0);
      }),
      { numRuns: 60 },
    );
  });

  it('goes to the region of the account', () => {
    expect(connector.config.parse({ apiKey: sendgrid.key, fromAddress: 'a@b.co' }).region).toBe('global');
    expect(connector.config.safeParse({ apiKey: 'not a key', fromAddress: 'a@b.co' }).success).toBe(false);
  });
});

describe('errors', () => {
  const said = (status: number, headers: Record<string, string> = {}): VendorFault => ({
    kind: 'reply',
    reply: { status, body: { errors: [{ message: `not so, ${sendgrid.key}`, field: 'from' }] }, headers },
  });
  it.each([
    [() => said(400), 'bad-request', false],
    [() => said(401), 'bad-credentials', false],
    [() => said(403), 'bad-credentials', false],
    [() => said(404), 'bad-request', false],
    [() => said(413), 'bad-request', false],
    [() => said(429, { 'retry-after': '9' }), 'rate-limited', false],
    [() => said(500), 'temporary', false],
    [() => garbage(502), 'temporary', true],
    [() => garbage(200), 'temporary', true],
    [() => garbage(503), 'temporary', false],
    [(): VendorFault => ({ kind: 'cut' }), 'unreachable', true],
  ] as const)('%s is %s', async (fault, errorClass, mayHaveActed) => {
    sendgrid.fail(fault());
    const error = await failure(send(open()));
    expect(error).toMatchObject({ errorClass, mayHaveActed });
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain(sendgrid.key);
    if (errorClass === 'rate-limited') expect(error.retryAfter).toBe(9000);
  });

  it('a key that may not send is refused; one that may not read is told of', async () => {
    expect((await open().verify({ signal })).detail).toContain('shop@example.com');
    sendgrid.setReadable(false);
    expect((await open().verify({ signal })).detail).toContain('Suppressions');
    sendgrid.setScopes(['alerts.read']);
    expect((await failure(open().verify({ signal }))).errorClass).toBe('bad-credentials');
  });
});

describe('polling', () => {
  const now = Date.UTC(2026, 10, 29, 12);
  const at = Math.floor(now / 1000);

  it('reads the five lists; what is older than the account refuses nothing', async () => {
    sendgrid.add('bounces', { created: at - 9e6, email: 'Gone@Example.com', reason: 'no such user', status: '5.1.1' });
    sendgrid.add('unsubscribes', { created: at - 9e6, email: 'long-ago@example.com' });
    const client = open();
    const first = await pass(client, null, now);
    expect(first.incoming).toMatchObject([
      {
        kind: 'receipt',
        recipient: 'gone@example.com',
        channel: 'email',
        state: 'failed',
        reason: '5.1.1 no such user',
      },
      { kind: 'address', address: 'email', value: 'gone@example.com', state: 'bounced' },
      { kind: 'address', value: 'long-ago@example.com', state: 'blocked' },
    ]);
    sendgrid.add('blocks', { created: at + 1, email: 'full@example.com', reason: 'full', status: '4.2.2' });
    sendgrid.add('invalid_emails', { created: at + 2, email: 'typo@exmaple.com', reason: 'unknown domain' });
    sendgrid.add('spam_reports', { created: at + 3, email: 'angry@example.com', ip: '10.0.0.1' });
    sendgrid.add('unsubscribes', { created: at + 4, email: 'tired@example.com' });
    const second = await pass(client, first.cursor, now + 60_000);
    expect(second.incoming).toMatchObject([
      { kind: 'receipt', id: first.incoming[0]?.id },
      { kind: 'address', id: first.incoming[1]?.id },
      { kind: 'receipt', recipient: 'full@example.com', state: 'failed', reason: '4.2.2 full' },
      { kind: 'receipt', recipient: 'typo@exmaple.com', state: 'failed' },
      { kind: 'address', value: 'typo@exmaple.com', state: 'bounced' },
      { kind: 'unsubscribe', channel: 'email', from: 'angry@example.com', at: (at + 3) * 1000 },
      { kind: 'address', value: 'angry@example.com', state: 'blocked' },
      { kind: 'address', id: first.incoming[2]?.id },
      { kind: 'unsubscribe', from: 'tired@example.com' },
      { kind: 'address', value: 'tired@example.com', state: 'blocked' },
    ]);
  });

  it('reads every page once, and then only the end of each list', async () => {
    const entries = Array.from({ length: 1203 }, (_, index) => ({
      created: at + index * 10,
      email: `p${index}@a.test`,
    }));
    sendgrid.add('unsubscribes', ...entries);
    const client = open();
    const first = await pass(client, null, now);
    const told = first.incoming.filter((one) => one.kind === 'unsubscribe').map((one) => one.from);
    expect(told).toEqual(entries.map(({ email }) => email));
    const second = await pass(client, first.cursor, now + 60_000);
    // Ten minutes' worth, in case the list was late.
    expect(second.incoming.filter((one) => one.kind === 'unsubscribe')).toHaveLength(61);
  });

  it('a key that may not read stops nothing', async () => {
    sendgrid.setReadable(false);
    expect((await open().poll?.(null, { signal, now }))?.incoming).toEqual([]);
    sendgrid.fail({ kind: 'reply', reply: { status: 200, body: { odd: true } } });
    expect((await failure(open().poll?.(null, { signal, now }) ?? Promise.resolve())).errorClass).toBe('temporary');
  });
});

it('understands every example of the description', () => {
  const spec = openApi(specification);
  for (const list of ['bounces', 'blocks', 'invalid_emails', 'spam_reports', 'unsubscribes'] as const) {
    const examples = spec.examples('GET', `/v3/suppression/${list}`, 200);
    expect(examples.length, list).toBeGreaterThan(0);
    for (const [, value] of examples)
      for (const entry of value as unknown[]) expect(noticesOf(list, entry, 0).length, list).toBeGreaterThan(0);
  }
  for (const status of [400, 401, 403, 404, 405, 413, 500])
    expect(spec.examples('POST', '/v3/mail/send', status).length, String(status)).toBeGreaterThan(0);
});
