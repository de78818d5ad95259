import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { deliveryOf, metaSigned } from '../../tests/kit/deliveries.ts';
import { metaSecret } from '../../tests/kit/fake-meta.ts';
import { accountId, startFakeInstagram } from './conformance.ts';
import { connector } from './index.ts';

let api: Awaited<ReturnType<typeof startFakeInstagram>>;
beforeEach(async () => {
  api = await startFakeInstagram();
});
afterEach(() => api.close());

const person = '7190000000000001';
const open = () => connector.open(connector.config.parse(api.config));
const signal = new AbortController().signal;
const send = (over: Partial<OutgoingMessage> = {}) =>
  open().send?.(
    {
      id: 42,
      key: 'k',
      channel: 'instagram',
      to: person,
      toName: null,
      parts: { text: 'Привіт' },
      buttons: [],
      ...over,
    },
    { signal, handover: async () => {} },
  ) ?? Promise.reject(new Error('does not send'));

describe('sending', () => {
  it('says no type of message, which this host does not take', async () => {
    expect(await send({ buttons: [{ id: 'yes', text: 'Так' }] })).toEqual({ vendorId: 'm_1', state: 'sent' });
    expect(api.sent).toEqual([
      {
        recipient: { id: person },
        message: { text: 'Привіт', quick_replies: [{ content_type: 'text', title: 'Так', payload: '42:yes' }] },
      },
    ]);
    expect(api.calls[0]?.path).toBe(`/v25.0/${accountId}/messages`);
  });

  it('counts a text in bytes', async () => {
    await send({ parts: { text: 'ж'.repeat(500) } });
    await expect(send({ parts: { text: 'ж'.repeat(501) } })).rejects.toThrow('1002 bytes');
    expect(api.sent).toHaveLength(1);
  });

  it('is told when more than a day has passed', async () => {
    const error = await send({ to: '10000000000003' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ errorClass: 'outside-window', mayHaveActed: false });
  });
});

it('testing the account names it, and says when the id is another’s', async () => {
  expect((await open().verify({ signal })).detail).toContain('Connected as @jaspers. Until the webhook');
  const other = connector.open(connector.config.parse({ ...api.config, accountId: '17841400000000000' }));
  expect((await other.verify({ signal })).detail).toContain(`names its id as ${accountId}`);
});

it('reading is told by the message; what the account itself wrote is not an answer', () => {
  const from = { sender: { id: person }, recipient: { id: accountId }, timestamp: 1_772_442_001_000 };
  const receive = (messaging: unknown[]) =>
    connector.hook?.receive(
      connector.config.parse(api.config),
      deliveryOf(metaSigned(metaSecret, { object: 'instagram', entry: [{ id: accountId, time: 1, messaging }] })),
      { now: 1, word: 'w' },
    );
  expect(receive([{ ...from, read: { mid: 'm_1' } }])).toEqual({
    kind: 'taken',
    incoming: [{ kind: 'receipt', id: 'm_1:read', vendorId: 'm_1', state: 'read', at: from.timestamp }],
  });
  expect(
    receive([{ ...from, sender: { id: accountId }, message: { mid: 'm_1', text: 'x', is_echo: true } }]),
  ).toMatchObject({ incoming: [] });
  expect(receive([{ ...from, message: { mid: 'm_9', text: 'Hi', is_deleted: true } }])).toMatchObject({ incoming: [] });
});

it('asks for the name of who wrote', async () => {
  api.names.set(person, { name: ' Ольга ', username: 'olga' });
  expect(await open().nameOf?.(person, { signal })).toEqual({ first: 'Ольга', last: '' });
  api.names.set(person, { username: 'olga' });
  expect(await open().nameOf?.(person, { signal })).toEqual({ first: 'olga', last: '' });
});
