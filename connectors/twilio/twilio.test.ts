import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type Incoming, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { accountSid, type FakeTwilio, ownNumber, startFakeTwilio } from '../../tests/kit/fake-twilio.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';
import { openApi } from '../../tests/kit/openapi.ts';
import { connector } from './index.ts';
import { incomingFrom, messageSchema } from './messages.ts';
import specification from './specification/twilio.json' with { type: 'json' };

let twilio: FakeTwilio;
beforeEach(async () => {
  twilio = await startFakeTwilio();
});
afterEach(async () => {
  expect(twilio.faults).toEqual([]);
  await twilio.close();
});

const service = `MG${'0c'.repeat(16)}`;
const messagesPath = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
const open = (extra: Record<string, unknown> = {}) =>
  connector.open(
    connector.config.parse({
      accountSid,
      secret: twilio.secret,
      sender: ownNumber,
      baseUrl: twilio.baseUrl,
      ...extra,
    }),
  );
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 42,
  key: '7:hello:1',
  channel: 'sms',
  to: '+380501112233',
  toName: null,
  parts: { text: 'Вітаємо & "до зустрічі" 🎁' },
  buttons: [],
  ...over,
});
const { signal } = new AbortController();
const calm = { signal, handover: async () => {} };
type Client = ReturnType<typeof open>;
const send = (client: Client, what = message()) => {
  if (client.send === undefined) throw new Error('does not send');
  return client.send(what, calm);
};
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};
/** A whole pass, as the engine makes it. */
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
  it.each([
    [ownNumber, { From: ownNumber }],
    ['Flowers', { From: 'Flowers' }],
    [service, { MessagingServiceSid: service }],
  ])('from %s', async (sender, expected) => {
    expect(await send(open({ sender }))).toMatchObject({ state: 'sent', vendorId: twilio.messages[0]?.sid });
    expect(Object.fromEntries(new URLSearchParams(twilio.requests[0]?.text))).toEqual({
      To: '+380501112233',
      Body: 'Вітаємо & "до зустрічі" 🎁',
      SmartEncoded: 'true',
      ...expected,
    });
  });

  it('makes only requests that the description takes, whatever the text', async () => {
    // The fake refuses all others, see fake-twilio.ts; afterEach looks.
    const client = open();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 800 }).filter((text) => text.trim() !== ''),
        async (text) => {
          await send(client, message({ parts: { text } }));
          expect(twilio.messages.at(-1)?.body).toBe(text);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses what is too long or empty before anybody is asked', async () => {
    for (const text of ['', '  ', 'x'.repeat(1601)])
      expect((await failure(send(open(), message({ parts: { text } })))).errorClass).toBe('bad-request');
    expect(twilio.requests).toEqual([]);
  });
});

describe('errors', () => {
  const said = (status: number, code: number | null, headers?: Record<string, string>): VendorFault => ({
    kind: 'reply',
    reply: { status, body: { code, message: 'Said so', status }, ...(headers === undefined ? {} : { headers }) },
  });
  it.each([
    [said(401, 20003), 'bad-credentials', false],
    [said(403, null), 'bad-credentials', false],
    [said(404, 20404), 'bad-credentials', false],
    [said(429, 20429, { 'retry-after': '7' }), 'rate-limited', false],
    [said(400, 21211), 'unreachable-recipient', false],
    [said(400, 21614), 'unreachable-recipient', false],
    [said(400, 21610), 'blocked', false],
    [said(400, 21611), 'temporary', false],
    [said(400, 21408), 'bad-request', false],
    [said(503, 20503), 'temporary', false],
    [garbage(502), 'temporary', true],
    [garbage(200), 'temporary', true],
    [garbage(503), 'temporary', false],
    [garbage(429), 'rate-limited', false],
    [{ kind: 'reply', reply: { status: 302, headers: { location: 'https://elsewhere.test/' } } }, 'temporary', true],
    [{ kind: 'reply', reply: { status: 201, body: { surprise: true } } }, 'temporary', true],
    [{ kind: 'cut' }, 'unreachable', true],
  ] as const)('%j is %s', async (fault, errorClass, mayHaveActed) => {
    twilio.fail(fault);
    const error = await failure(send(open()));
    expect(error).toMatchObject({ errorClass, mayHaveActed });
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain(twilio.secret);
    expect(error.cause).toBeUndefined();
    if (errorClass === 'rate-limited' && fault.kind === 'reply' && 'headers' in fault.reply)
      expect([7000, null]).toContain(error.retryAfter);
  });

  it('says of an account what is wrong with it', async () => {
    expect((await open().verify({ signal })).detail).toContain('Flower shop');
    twilio.setAccount({ status: 'active', type: 'Trial' });
    expect((await open().verify({ signal })).detail).toContain('trial');
    twilio.setAccount({ status: 'suspended', type: 'Full' });
    expect((await failure(open().verify({ signal }))).errorClass).toBe('bad-credentials');
  });

  it('an API key is the login where there is one, and sees no more than messages', async () => {
    const apiKey = `SK${'0d'.repeat(16)}`;
    await open({ apiKey }).verify({ signal });
    expect(twilio.requests.map(({ path }) => path)).toEqual([messagesPath]);
    const login = Buffer.from(String(twilio.requests[0]?.headers.authorization).slice(6), 'base64').toString();
    expect(login).toBe(`${apiKey}:${twilio.secret}`);
  });
});

describe('polling', () => {
  const noon = Date.UTC(2026, 10, 29, 12);
  const minute = 60_000;

  it('finds what became of messages, once each, with the price', async () => {
    twilio.setClock(noon);
    const client = open();
    const first = await pass(client, null, noon);
    expect(first.incoming).toEqual([]);
    const ids = [];
    for (const to of ['+380500000011', '+380500000012', '+380500000013', '+380500000014'])
      ids.push((await send(client, message({ to }))).vendorId ?? '');
    const [good, dead, off, stopped] = ids as [string, string, string, string];
    twilio.setClock(noon + minute);
    twilio.settle(good, { status: 'delivered', price: '-0.0075', num_segments: '2' });
    twilio.settle(dead, { status: 'undelivered', error_code: 30005 });
    twilio.settle(off, { status: 'undelivered', error_code: 30003 });
    twilio.settle(stopped, { status: 'failed', error_code: 21610, error_message: 'unsubscribed recipient' });
    const second = await pass(client, first.cursor, noon + 2 * minute);
    expect(second.incoming).toHaveLength(6);
    expect(second.incoming).toEqual(
      expect.arrayContaining([
        {
          kind: 'receipt',
          id: `${good}:delivered`,
          vendorId: good,
          state: 'delivered',
          at: noon + minute,
          props: { price: 0.0075, currency: 'USD', parts: 2 },
        },
        expect.objectContaining({ vendorId: off, state: 'failed', reason: '30003' }),
        expect.objectContaining({ kind: 'address', address: 'phone', value: '+380500000012', state: 'bounced' }),
        expect.objectContaining({ kind: 'address', address: 'phone', value: '+380500000014', state: 'blocked' }),
      ]),
    );
    const later = await pass(client, second.cursor, noon + 3 * minute);
    const before = new Set(second.incoming.map(({ id }) => id));
    expect(later.incoming.every(({ id }) => before.has(id))).toBe(true);
  });

  it('passes on answers of this sender only; STOP unsubscribes, START lets the number be written to again', async () => {
    twilio.setClock(noon);
    const client = open();
    const { cursor } = await pass(client, null, noon);
    twilio.setClock(noon + minute);
    twilio.write('+380501112233', 'Дякую, stop by tomorrow');
    twilio.write('+380501112234', ' Stop. ');
    twilio.write('+380501112235', 'СТОП');
    twilio.write('+380501112236', 'START');
    twilio.write('+380501112237', 'to somebody else', { to: '+15005559999' });
    twilio.write('whatsapp:+380501112238', 'another channel');
    twilio.write('INFO', 'a name');
    twilio.write('12345', 'a short code');
    const { incoming } = await pass(client, cursor, noon + 2 * minute);
    expect(incoming).toMatchObject([
      { kind: 'message', channel: 'sms', from: '+380501112233', text: 'Дякую, stop by tomorrow', at: noon + minute },
      { kind: 'message', from: '+380501112234', props: { unsubscribe: true } },
      { kind: 'message', from: '+380501112235', props: { unsubscribe: true } },
      { kind: 'message', from: '+380501112236' },
      { kind: 'address', value: '+380501112236', state: 'valid' },
    ]);
    expect(incoming[0]).not.toHaveProperty('props');
  });

  it('of a Messaging Service: its own messages and answers alone', async () => {
    twilio.setClock(noon);
    const client = open({ sender: service });
    const { cursor } = await pass(client, null, noon);
    const { vendorId } = await send(client);
    twilio.settle(vendorId ?? '', { status: 'delivered', from: '+15005550001' });
    twilio.write('+380501112233', 'for the service', { to: '+15005550001', messaging_service_sid: service });
    twilio.write('+380501112233', 'for another number');
    const { incoming } = await pass(client, cursor, noon + minute);
    expect(incoming).toMatchObject([
      { kind: 'receipt', vendorId, state: 'delivered' },
      { kind: 'message', text: 'for the service' },
    ]);
  });

  it('loses nothing and repeats nothing new, however pages, days and receipts fall', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            /** Minutes to the next message, and from there to its receipt. */
            gap: fc.integer({ min: 0, max: 600 }),
            fate: fc.constantFrom('delivered', 'undelivered', 'failed', 'sent'),
            after: fc.integer({ min: 0, max: 40 * 60 }),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 4 }),
        async (plan, pageLimit) => {
          const own = await startFakeTwilio();
          try {
            own.setPageLimit(pageLimit);
            const client = open({ baseUrl: own.baseUrl });
            const known = new Map<string, string>();
            const apply = (found: Incoming[]) => {
              for (const one of found) if (one.kind === 'receipt' && !known.has(one.id)) known.set(one.id, one.state);
            };
            let { cursor } = await pass(client, null, noon);
            const due: { at: number; sid: string; fate: string }[] = [];
            let now = noon;
            const until = async (end: number) => {
              // Half an hour between two passes; receipts come when they come.
              for (; now < end; now += 30 * minute) {
                own.setClock(now);
                for (const one of due.splice(0, due.findLastIndex(({ at }) => at <= now) + 1))
                  own.settle(one.sid, { status: one.fate });
                const found = await pass(client, cursor, now);
                apply(found.incoming);
                cursor = found.cursor;
              }
            };
            const expected = new Set<string>();
            for (const { gap, fate, after } of plan) {
              await until(now + gap * minute);
              own.setClock(now);
              const sid = (await send(client)).vendorId ?? '';
              own.settle(sid, { status: 'sent' });
              if (fate !== 'sent') {
                due.push({ at: now + after * minute, sid, fate });
                due.sort((a, b) => a.at - b.at);
                expected.add(`${sid}:${fate === 'delivered' ? 'delivered' : 'failed'}`);
              }
            }
            await until(now + 42 * 60 * minute);
            expect(new Set(known.keys())).toEqual(expected);
            expect(own.faults).toEqual([]);
          } finally {
            await own.close();
          }
        },
      ),
      { numRuns: 6 },
    );
  }, 60_000);

  it('follows no address of an answer but that of the next page', async () => {
    twilio.fail({
      kind: 'reply',
      reply: { status: 200, body: { messages: [{ odd: 1 }], next_page_uri: 'https://elsewhere.test/steal' } },
    });
    const found = await pass(open(), null, noon);
    expect(found.incoming).toEqual([]);
    expect(twilio.requests.map(({ path }) => path)).toEqual([messagesPath, messagesPath]);
  });
});

describe('the description', () => {
  const spec = openApi(specification);
  it('has only examples that are understood', () => {
    const created = spec.examples('POST', messagesPath, 201);
    const listed = spec.examples('GET', messagesPath, 200);
    expect(created.length).toBeGreaterThan(3);
    expect(listed.length).toBeGreaterThan(3);
    const all = [
      ...created.map(([, value]) => value),
      ...listed.flatMap(([, value]) => (value as { messages: unknown[] }).messages),
    ];
    for (const value of all) expect(() => incomingFrom(messageSchema.parse(value))).not.toThrow();
  });
  it('bites: what it does not take is told', () => {
    const ask = (body: unknown, query = '') =>
      spec.problemOf({ method: 'POST', path: messagesPath, query: new URLSearchParams(query), body });
    expect(ask({ To: '+380501112233', Body: 'x' })).toBeNull();
    expect(ask({ Body: 'x' })).toContain('To');
    expect(ask({ To: '+1', Tex: 'x' })).toContain('unevaluated');
    expect(ask({ To: '+1', MessagingServiceSid: 'MG1' })).toContain('fewer than 34');
    expect(ask({ To: '+1' }, 'Since=1')).toContain('Since');
  });
});
