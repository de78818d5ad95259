import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type OpenMessage, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { type FakeTurboSms, startFakeTurboSms } from '../../tests/kit/fake-turbosms.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { connector } from './index.ts';

let turbosms: FakeTurboSms;
beforeEach(async () => {
  turbosms = await startFakeTurboSms();
});
afterEach(async () => {
  expect(turbosms.faults).toEqual([]);
  await turbosms.close();
});

const open = (extra: Record<string, unknown> = {}) =>
  connector.open(
    connector.config.parse({ token: turbosms.token, sender: 'SHOP', baseUrl: turbosms.baseUrl, ...extra }),
  );
type Client = ReturnType<typeof open>;
const { signal } = new AbortController();
const now = Date.UTC(2026, 10, 29, 12);
const send = (client: Client, over: Partial<OutgoingMessage> = {}) => {
  if (client.send === undefined) throw new Error('does not send');
  return client.send(
    {
      id: 1,
      key: '7:hello:1',
      channel: 'sms',
      to: '+380971234567',
      toName: null,
      parts: { text: 'Вітаємо' },
      buttons: [],
      queuedAt: now,
      ...over,
    },
    { signal, handover: async () => {} },
  );
};
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

describe('sending', () => {
  it('by SMS; by Viber first where a sender is named and the text fits', async () => {
    await send(open());
    const client = open({ viberSender: 'Shop' });
    await send(client, { key: '8:hello:1' });
    await send(client, { key: '9:hello:1', parts: { text: 'x'.repeat(1001) } });
    expect(turbosms.sent).toEqual([
      { recipients: ['380971234567'], sms: { sender: 'SHOP', text: 'Вітаємо' }, sequence_id: expect.any(String) },
      expect.objectContaining({ sms: { sender: 'SHOP', text: 'Вітаємо' }, viber: { sender: 'Shop', text: 'Вітаємо' } }),
      expect.not.objectContaining({ viber: expect.anything() }),
    ]);
  });

  it('a lost answer can be asked for again: the message leaves once', async () => {
    turbosms.fail({ kind: 'cut' });
    expect(await failure(send(open()))).toMatchObject({ errorClass: 'unreachable', mayHaveActed: true });
    turbosms.fail(null);
    // Another text: a try may render it anew.
    const again = await send(open(), { parts: { text: 'Вітаємо ще раз' } });
    expect(turbosms.sent).toHaveLength(1);
    expect(again.vendorId).toMatch(/^f83f8868/);
    // The first message of another workspace has the same key, and is another message.
    await send(open(), { queuedAt: now + 1 });
    await send(open(), { to: '+380971234568' });
    expect(turbosms.sent).toHaveLength(3);
  });

  it.each([
    [105, 'bad-credentials', null],
    [301, 'bad-credentials', null],
    [401, 'bad-credentials', null],
    [203, 'rate-limited', 3_600_000],
    [404, 'blocked', null],
    [305, 'unreachable-recipient', null],
    [427, 'temporary', 90_000],
    [412, 'bad-request', null],
    [503, 'temporary', null],
    [999, 'temporary', null],
  ] as const)('code %d is %s, of the request or of the recipient', async (code, errorClass, retryAfter) => {
    turbosms.refused.set('380971234567', [code, 'SAID_SO']);
    expect(await failure(send(open()))).toMatchObject({ errorClass, retryAfter, mayHaveActed: false });
    turbosms.fail({ kind: 'reply', reply: turbosms.say(code, `SAID_SO ${turbosms.token}`) });
    const error = await failure(send(open()));
    expect(error).toMatchObject({ errorClass, retryAfter, mayHaveActed: false });
    expect(error.message).not.toContain(turbosms.token);
  });

  it.each([
    [garbage(401), 'bad-credentials', false],
    [garbage(403), 'bad-credentials', false],
    [garbage(404), 'temporary', false],
    [garbage(429), 'rate-limited', false],
    [garbage(502), 'temporary', true],
    [garbage(200), 'temporary', true],
  ] as const)('%j is %s', async (fault, errorClass, mayHaveActed) => {
    turbosms.fail(fault);
    expect(await failure(send(open()))).toMatchObject({ errorClass, mayHaveActed });
  });
});

it('asks for open messages and reads their fates', async () => {
  const client = open();
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push((await send(client, { key: `${n}:hello:1` })).vendorId ?? '');
  turbosms.settle(ids[0] ?? '', { status: 'Delivered', type: 'sms', updated: '2026-11-29 10:21:32' });
  turbosms.settle(ids[1] ?? '', { status: 'Read', type: 'viber', rejected_status: '', click_time: null });
  turbosms.settle(ids[2] ?? '', { status: 'Undelivered', type: 'sms', rejected_status: 'absent' });
  turbosms.settle(ids[3] ?? '', { status: 'A word nobody knows', type: 'sms' });
  const all = [...ids, 'nobody-knows-it'].map(
    (vendorId, index): OpenMessage => ({ id: index, vendorId, to: '+380971234567', channel: 'sms', sentAt: now }),
  );
  const found = await client.poll?.(null, { signal, now, open: () => all });
  expect(found).toEqual({
    incoming: [
      {
        kind: 'receipt',
        id: `${ids[0]}:delivered`,
        vendorId: ids[0],
        state: 'delivered',
        at: now,
        props: { by: 'sms' },
      },
      { kind: 'receipt', id: `${ids[1]}:read`, vendorId: ids[1], state: 'read', at: now, props: { by: 'viber' } },
      expect.objectContaining({ vendorId: ids[2], state: 'failed', reason: 'Undelivered: absent' }),
    ],
    cursor: { after: null, asked: 0 },
    more: false,
  });
  turbosms.fail({ kind: 'reply', reply: turbosms.say(0, 'OK', 'odd') });
  expect((await failure(client.poll?.(null, { signal, now, open: () => all }) ?? Promise.resolve())).errorClass).toBe(
    'temporary',
  );
});
