import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { deliveryOf, metaSigned } from '../../tests/kit/deliveries.ts';
import { graphRefusal, metaSecret } from '../../tests/kit/fake-meta.ts';
import { pageId, startFakeMessenger } from './conformance.ts';
import { connector } from './index.ts';

let api: Awaited<ReturnType<typeof startFakeMessenger>>;
beforeEach(async () => {
  api = await startFakeMessenger();
});
afterEach(() => api.close());

const person = '6190000000000001';
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 42,
  key: '7:hello:1',
  channel: 'messenger',
  to: person,
  toName: null,
  parts: { text: 'Coming?' },
  buttons: [],
  ...over,
});
const open = () => connector.open(connector.config.parse(api.config));
const calm = () => ({ signal: new AbortController().signal, handover: async () => {} });
const send = (over: Partial<OutgoingMessage> = {}) =>
  open().send?.(message(over), calm()) ?? Promise.reject(new Error('does not send'));
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

describe('sending', () => {
  it('an answer within the day, with quick replies that bring back what was pressed', async () => {
    expect(await send({ buttons: [{ id: 'yes', text: 'Yes' }] })).toEqual({ vendorId: 'm_1', state: 'sent' });
    expect(api.calls[0]).toMatchObject({ method: 'POST', path: `/v25.0/${pageId}/messages`, query: {} });
    expect(api.sent).toEqual([
      {
        recipient: { id: person },
        messaging_type: 'RESPONSE',
        message: {
          text: 'Coming?',
          quick_replies: [{ content_type: 'text', title: 'Yes', payload: '42:yes' }],
        },
      },
    ]);
  });

  it('a link makes buttons under the text; a picture goes by itself', async () => {
    await send({
      buttons: [
        { id: 'yes', text: 'Yes' },
        { id: 'site', text: 'Site', url: 'https://a.test' },
      ],
    });
    expect(api.sent[0]?.message).toEqual({
      attachment: {
        type: 'template',
        payload: {
          template_type: 'button',
          text: 'Coming?',
          buttons: [
            { type: 'postback', title: 'Yes', payload: '42:yes' },
            { type: 'web_url', url: 'https://a.test', title: 'Site' },
          ],
        },
      },
    });
    await send({ parts: { text: '', image: ' https://a.test/a.png ' } });
    expect(api.sent[1]?.message).toEqual({ attachment: { type: 'image', payload: { url: 'https://a.test/a.png' } } });
  });

  it.each([
    ['nothing', { parts: { text: ' ' } }],
    ['a text and a picture', { parts: { text: 'a', image: 'https://a.test/a.png' } }],
    ['a long text', { parts: { text: 'a'.repeat(2001) } }],
    [
      'a long text above a link',
      { parts: { text: 'a'.repeat(641) }, buttons: [{ id: 'a', text: 'A', url: 'https://a.test' }] },
    ],
    [
      'a link under a picture',
      { parts: { image: 'https://a.test/a.png' }, buttons: [{ id: 'a', text: 'A', url: 'https://a.test' }] },
    ],
    ['many quick replies', { buttons: Array.from({ length: 14 }, (_, n) => ({ id: `b${n}`, text: 'x' })) }],
    [
      'many buttons with a link',
      { buttons: Array.from({ length: 4 }, (_, n) => ({ id: `b${n}`, text: 'x', url: 'https://a.test' })) },
    ],
    ['a long label', { buttons: [{ id: 'a', text: 'a'.repeat(21) }] }],
    ['a name for a number', { to: '@olena' }],
  ])('refuses %s before anything leaves', async (_what, over) => {
    expect((await failure(send(over))).errorClass).toBe('bad-request');
    expect(api.calls).toEqual([]);
  });
});

describe('refusals', () => {
  it.each([
    [graphRefusal(190, 'token'), 'bad-credentials'],
    [graphRefusal(200, 'permission'), 'bad-credentials'],
    [graphRefusal(10, 'permission'), 'bad-credentials'],
    [graphRefusal(10, 'restricted', { subcode: 1893063 }), 'bad-credentials'],
    [graphRefusal(10, 'window', { subcode: 2018278 }), 'outside-window'],
    [graphRefusal(10, 'window', { subcode: 2534022 }), 'outside-window'],
    [graphRefusal(551, 'not available'), 'blocked'],
    [graphRefusal(10903, 'cannot reply'), 'unreachable-recipient'],
    [graphRefusal(10904, 'messages are off'), 'bad-credentials'],
    [graphRefusal(100, 'No matching user found'), 'unreachable-recipient'],
    [graphRefusal(100, 'Invalid parameter'), 'bad-request'],
    [graphRefusal(4, 'app limit'), 'rate-limited'],
    [graphRefusal(613, 'limit'), 'rate-limited'],
    [graphRefusal(1200, 'Temporary send message failure. Please try again later.'), 'temporary'],
    [graphRefusal(2, 'down', { status: 500 }), 'temporary'],
    [graphRefusal(99999, 'unheard of'), 'bad-request'],
  ] as const)('%j is %s, and nothing was done', async (answer, errorClass) => {
    api.setFault({ kind: 'answer', ...answer });
    const error = await failure(send());
    expect(error).toMatchObject({ errorClass, mayHaveActed: false });
    expect(error.cause).toBeUndefined();
  });

  it('what is no answer of Messenger’s may have acted', async () => {
    api.setFault({ kind: 'garbage', status: 502 });
    expect(await failure(send())).toMatchObject({ errorClass: 'temporary', mayHaveActed: true });
    api.setFault({ kind: 'answer', body: { ok: true } });
    expect(await failure(send())).toMatchObject({ errorClass: 'temporary', mayHaveActed: true });
  });
});

describe('what Meta delivers', () => {
  const context = { now: 1_772_442_000_000, word: 'w' };
  const told = (messaging: unknown[], id = pageId, object = 'page') => ({
    object,
    entry: [{ id, time: 1, messaging }],
  });
  const receive = (value: unknown) =>
    connector.hook?.receive(connector.config.parse(api.config), deliveryOf(metaSigned(metaSecret, value)), context);
  const incoming = (...messaging: unknown[]) => {
    const result = receive(told(messaging));
    if (result?.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
    return result.incoming;
  };
  const from = { sender: { id: person }, recipient: { id: pageId }, timestamp: 1_772_442_001_000 };

  it('what people write, after which they can be written to', () => {
    expect(incoming({ ...from, message: { mid: 'm_in', text: 'Hello', reply_to: { mid: 'm_1' } } })).toEqual([
      { kind: 'address', id: 'm_in:valid', address: 'messenger', value: person, state: 'valid', at: from.timestamp },
      {
        kind: 'message',
        id: 'm_in',
        channel: 'messenger',
        from: person,
        at: from.timestamp,
        text: 'Hello',
        inReplyTo: 'm_1',
      },
    ]);
  });

  it('what they press', () => {
    expect(
      incoming({ ...from, message: { mid: 'm_in', text: 'Yes', quick_reply: { payload: '42:yes' } } }),
    ).toMatchObject([{}, { text: 'Yes', answers: 42, button: 'yes' }]);
    expect(incoming({ ...from, postback: { mid: 'm_p', title: 'Yes', payload: '42:yes' } })).toMatchObject([
      {},
      { id: 'm_p', text: 'Yes', answers: 42, button: 'yes' },
    ]);
    const begun = incoming({ ...from, postback: { title: 'Get started', payload: 'GET_STARTED' } });
    expect(begun).toMatchObject([{}, { text: 'Get started' }]);
    expect(begun[1]).not.toHaveProperty('button');
    expect(
      incoming({ ...from, message: { mid: 'm_s', attachments: [{ type: 'sticker', payload: {} }] } }),
    ).toMatchObject([{}, { text: '', props: { attachment: 'sticker' } }]);
  });

  it('delivery by name, reading up to a moment', () => {
    expect(incoming({ ...from, delivery: { mids: ['m_1', 'm_2'], watermark: 1_772_442_000_500 } })).toEqual([
      { kind: 'receipt', id: 'm_1:delivered', vendorId: 'm_1', state: 'delivered', at: 1_772_442_000_500 },
      { kind: 'receipt', id: 'm_2:delivered', vendorId: 'm_2', state: 'delivered', at: 1_772_442_000_500 },
    ]);
    expect(incoming({ ...from, read: { watermark: 1_772_442_000_500 } })).toEqual([
      {
        kind: 'receipt',
        id: `read:${person}:1772442000500`,
        recipient: person,
        channel: 'messenger',
        state: 'read',
        at: 1_772_442_000_500,
      },
    ]);
  });

  it('nothing of our own words, of other pages and of what is not known', () => {
    expect(incoming({ ...from, sender: { id: pageId }, message: { mid: 'm_1', text: 'x', is_echo: true } })).toEqual(
      [],
    );
    expect(incoming({ ...from, message: { mid: 'm_1', text: 'x', is_echo: true } })).toEqual([]);
    expect(incoming(null, 7, {}, { sender: { id: 'x' } }, { ...from, optin: { ref: 'a' } })).toEqual([]);
    expect(receive(told([{ ...from, message: { mid: 'm', text: 'x' } }], '999'))).toEqual({
      kind: 'taken',
      incoming: [],
    });
    expect(receive(told([{ ...from, message: { mid: 'm', text: 'x' } }], pageId, 'instagram'))).toEqual({
      kind: 'taken',
      incoming: [],
    });
  });
});

it('asks for the name of who wrote', async () => {
  const signal = new AbortController().signal;
  api.names.set(person, { first_name: 'Peter', last_name: 'Chang', id: person });
  expect(await open().nameOf?.(person, { signal })).toEqual({ first: 'Peter', last: 'Chang' });
  api.names.set(person, {});
  expect(await open().nameOf?.(person, { signal })).toEqual({ first: '', last: '' });
  expect(await open().nameOf?.('../me', { signal })).toBeNull();
});
