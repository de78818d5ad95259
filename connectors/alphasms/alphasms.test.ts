import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type OpenMessage, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { type FakeAlphaSms, startFakeAlphaSms } from '../../tests/kit/fake-alphasms.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { connector } from './index.ts';

let alphasms: FakeAlphaSms;
beforeEach(async () => {
  alphasms = await startFakeAlphaSms();
});
afterEach(async () => {
  expect(alphasms.faults).toEqual([]);
  await alphasms.close();
});

const open = (extra: Record<string, unknown> = {}) =>
  connector.open(
    connector.config.parse({ apiKey: alphasms.key, sender: 'SMSTest', baseUrl: alphasms.baseUrl, ...extra }),
  );
type Client = ReturnType<typeof open>;
const { signal } = new AbortController();
const now = Date.UTC(2026, 10, 29, 12);
const send = (client: Client, text = 'Вітаємо', to = '+380971234567') => {
  const message: OutgoingMessage = {
    id: 1,
    key: '7:hello:1',
    channel: 'sms',
    to,
    toName: null,
    parts: { text },
    buttons: [],
  };
  if (client.send === undefined) throw new Error('does not send');
  return client.send(message, { signal, handover: async () => {} });
};
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};
const asked = (ids: readonly string[]): OpenMessage[] =>
  ids.map((vendorId, index) => ({ id: index + 1, vendorId, to: '+380971234567', channel: 'sms', sentAt: now + index }));
/** As the engine gives them. */
const opened = (all: readonly OpenMessage[]) => (after: Pick<OpenMessage, 'sentAt' | 'id'> | null, limit: number) =>
  all.filter(({ sentAt }) => after === null || sentAt > after.sentAt).slice(0, limit);

describe('sending', () => {
  it('as an SMS, with a number of its own each time', async () => {
    const client = open();
    const ids = await Promise.all([1, 2, 3].map(async () => (await send(client)).vendorId));
    expect(new Set(ids).size).toBe(3);
    expect(alphasms.sent[0]).toEqual({
      type: 'sms',
      id: Number(ids[0]),
      phone: 380971234567,
      sms_signature: 'SMSTest',
      sms_message: 'Вітаємо',
    });
  });

  it('by Viber first where a sender is named, unless the text is too long for it', async () => {
    const client = open({ viberSender: 'Shop' });
    await send(client);
    await send(client, 'x'.repeat(1001));
    expect(alphasms.sent).toMatchObject([
      {
        type: 'pipeline',
        pipeline: ['viber', 'sms'],
        viber: { type: 'text', signature: 'Shop', message: 'Вітаємо' },
        sms: { signature: 'SMSTest', message: 'Вітаємо' },
      },
      { type: 'sms' },
    ]);
  });

  it('refuses what cannot be sent before anybody is asked', async () => {
    expect((await failure(send(open(), ' '))).errorClass).toBe('bad-request');
    expect((await failure(send(open(), 'Hi', 'anna'))).errorClass).toBe('bad-request');
    expect(alphasms.requests).toEqual([]);
  });

  it.each([
    ['Error in Alpha-name', 31, 'bad-credentials', null],
    ['Something else', 31, 'bad-request', null],
    ['Something else', 0, 'rate-limited', 3_600_000],
  ] as const)('"%s" with %d on the account is %s', async (words, amount, errorClass, retryAfter) => {
    alphasms.refuse(words);
    alphasms.setAmount(amount);
    expect(await failure(send(open()))).toMatchObject({ errorClass, retryAfter, mayHaveActed: false });
  });

  it.each([
    [garbage(502), true],
    [garbage(200), true],
    [garbage(503), false],
    [{ kind: 'reply', reply: { status: 200, body: { success: true, data: [] } } }, true],
    [{ kind: 'cut' }, true],
  ] as const)('after %j it may have acted: %s', async (fault, mayHaveActed) => {
    alphasms.fail(fault);
    const error = await failure(send(open()));
    expect(error.mayHaveActed).toBe(mayHaveActed);
    expect(error.message + error.stack).not.toContain(alphasms.key);
  });

  it('tells the balance', async () => {
    expect((await open().verify({ signal })).detail).toContain('31.17 UAH');
  });
});

describe('polling', () => {
  it('asks for open messages only, and reads their fates', async () => {
    const client = open();
    expect(await client.poll?.(null, { signal, now, open: () => [] })).toMatchObject({ incoming: [], more: false });
    expect(alphasms.requests).toEqual([]);
    const ids = [];
    for (let n = 0; n < 6; n++) ids.push((await send(client)).vendorId ?? '');
    const [good, dead, wrong, replied] = ids as [string, string, string, string];
    alphasms.settle(Number(good), { status: 'DELIVERED' });
    alphasms.settle(Number(dead), { status: 'Undeliverable' });
    alphasms.settle(Number(wrong), { status: 'INVALID_DESTINATION_ADDRESS' });
    alphasms.settle(Number(replied), {
      type: 'viber',
      status: 'REPLIED',
      replies: [{ datetime: '2022-05-01T12:01:02+03:00', message: 'Please wait', media: { url: 'https://a.test/1' } }],
    });
    alphasms.settle(Number(ids[4]), { status: 'A WORD NOBODY KNOWS' });
    const all = asked([...ids, '999', 'not a number']);
    const found = await client.poll?.(null, { signal, now, open: opened(all) });
    expect(found?.incoming).toEqual([
      { kind: 'receipt', id: `${good}:delivered`, vendorId: good, state: 'delivered', at: now, props: { by: 'sms' } },
      expect.objectContaining({ vendorId: dead, state: 'failed', reason: 'Undeliverable' }),
      expect.objectContaining({ vendorId: wrong, state: 'failed' }),
      expect.objectContaining({ kind: 'address', value: '+380971234567', state: 'bounced' }),
      {
        kind: 'message',
        id: `${replied}:reply:0`,
        channel: 'sms',
        from: '+380971234567',
        at: Date.parse('2022-05-01T09:01:02Z'),
        text: 'Please wait',
        inReplyTo: replied,
      },
    ]);
    expect(JSON.parse(alphasms.requests.at(-1)?.text ?? '').data).toHaveLength(7);
  });

  it('walks through all of them, a hundred a request and a thousand at one go', async () => {
    const client = open();
    const all = asked(Array.from({ length: 2345 }, (_, index) => String(5000 + index)));
    let cursor: unknown = null;
    const goes = [];
    for (let go = 0; go < 3; go++) {
      let requests = 0;
      for (let more = true; more; requests++) {
        const found = await client.poll?.(cursor, { signal, now, open: opened(all) });
        cursor = JSON.parse(JSON.stringify(found?.cursor));
        more = found?.more === true;
      }
      goes.push(requests);
    }
    expect(goes).toEqual([10, 10, 4]);
    const numbers = alphasms.requests.flatMap(({ text }) =>
      (JSON.parse(text) as { data: { id: number }[] }).data.map(({ id }) => id),
    );
    expect(numbers).toEqual(all.map(({ vendorId }) => Number(vendorId)));
  });
});
