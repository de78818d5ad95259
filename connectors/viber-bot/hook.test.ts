import { afterEach, describe, expect, it } from 'vitest';
import { deliveryOf, viberSigned } from '../../tests/kit/deliveries.ts';
import { requestFor } from './client.ts';
import { startFakeViber, token } from './conformance.ts';
import { hook } from './hook.ts';
import { connector } from './index.ts';

const config = connector.config.parse({ token, senderName: 'Pizza' });
const context = { now: 1_772_442_000_000, word: 'w' };
const receive = (value: unknown, key = token) => hook.receive(config, deliveryOf(viberSigned(key, value)), context);
const incoming = (value: unknown) => {
  const result = receive(value);
  if (result.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
  return result.incoming;
};
/** As text: the number is larger than JavaScript can hold. */
const seen = `{"event":"seen","timestamp":1772442001000,"message_token":5741311803571721087,"user_id":"01234567890A="}`;
const message = (over: object, text = 'HI!') =>
  JSON.stringify({
    event: 'message',
    timestamp: 1_772_442_001_000,
    message_token: 1,
    sender: { id: '01234567890A=', name: 'John McClane', avatar: 'http://avatar.example.com', country: 'UK' },
    message: { type: 'text', text, ...over },
    silent: false,
  }).replace('"message_token":1', '"message_token":4912661846655238145');

describe('whether it is Viber’s', () => {
  it('is known by the bot’s own token', () => {
    expect(receive(seen).kind).toBe('taken');
    const { headers, body } = viberSigned(token, seen);
    const upper = {
      headers: { 'x-viber-content-signature': headers['x-viber-content-signature']?.toUpperCase() ?? '' },
      body,
    };
    expect(hook.receive(config, deliveryOf(upper), context).kind).toBe('taken');
  });

  it.each([
    ['another token', viberSigned(`${token}x`, seen)],
    ['no signature', { headers: {}, body: seen }],
    ['a changed body', { ...viberSigned(token, seen), body: seen.replace('seen', 'delivered') }],
    ['a signature cut short', { headers: { 'x-viber-content-signature': 'ab' }, body: seen }],
  ])('is refused with %s', (_what, signed) => {
    expect(hook.receive(config, deliveryOf(signed), context)).toEqual({ kind: 'refused', reason: 'unsigned' });
  });

  it('is never told by opening the address', () => {
    expect(hook.receive(config, deliveryOf(viberSigned(token, ''), undefined, 'GET'), context)).toEqual({
      kind: 'refused',
      reason: 'unsigned',
    });
  });
});

describe('what it says', () => {
  it('what became of a message, whose number is longer than JavaScript’s', () => {
    expect(incoming(seen)).toEqual([
      {
        kind: 'receipt',
        id: '5741311803571721087:read',
        vendorId: '5741311803571721087',
        state: 'read',
        at: 1_772_442_001_000,
      },
    ]);
    expect(incoming(seen.replace('"seen"', '"failed"').replace('}', ',"desc":"gone"}'))).toMatchObject([
      { state: 'failed', reason: 'gone' },
    ]);
  });

  it('what people write, and the button whose words they pressed', () => {
    expect(incoming(message({ tracking_data: 'other' }))).toEqual([
      {
        kind: 'message',
        id: '4912661846655238145',
        channel: 'viber',
        from: '01234567890A=',
        fromName: 'John McClane',
        at: 1_772_442_001_000,
        text: 'HI!',
      },
    ]);
    const { tracking_data } = requestFor(
      {
        id: 42,
        key: '7:hello:1',
        channel: 'viber',
        to: '01234567890A=',
        toName: null,
        parts: { text: 'Coming?' },
        buttons: [
          { id: 'yes', text: 'Yes, "sure"' },
          { id: 'site', text: 'Site', url: 'https://a.test' },
        ],
      },
      config,
    );
    expect(incoming(message({ tracking_data }, 'Yes, "sure"'))).toMatchObject([{ answers: 42, button: 'yes' }]);
    const own = incoming(message({ tracking_data }, 'Maybe'));
    expect(own).toMatchObject([{ answers: 42, text: 'Maybe' }]);
    expect(own[0]).not.toHaveProperty('button');
    for (const word of ['constructor', '__proto__', 'Site'])
      expect(incoming(message({ tracking_data }, word))[0]).not.toHaveProperty('button');
    expect(incoming(message({ type: 'picture', text: undefined }))).toMatchObject([
      { text: '', props: { attachment: 'picture' } },
    ]);
  });

  it('words that look like a token stay the person’s words', () => {
    const words = 'see "message_token":123456';
    expect(incoming(message({}, words))).toMatchObject([{ text: words }]);
  });

  it('who follows the bot and who leaves it', () => {
    const user = { id: '01234567890A=', name: 'John' };
    expect(incoming({ event: 'subscribed', timestamp: 1_772_442_001_000, user, message_token: 5 })).toMatchObject([
      { kind: 'address', address: 'viber', value: '01234567890A=', state: 'valid' },
    ]);
    expect(incoming({ event: 'unsubscribed', timestamp: 1_772_442_001_000, user_id: user.id })).toMatchObject([
      { kind: 'address', state: 'blocked' },
    ]);
  });

  it('nothing of what is not known', () => {
    expect(incoming({ event: 'webhook', timestamp: 1, message_token: 2 })).toEqual([]);
    expect(incoming({ event: 'conversation_started', timestamp: 1, user: { id: 'x' }, type: 'open' })).toEqual([]);
    for (const odd of ['[]', '7', 'null', '{"event":"seen"}', '{"event":"message","timestamp":1}'])
      expect(incoming(odd)).toEqual([]);
    expect(receive('{"event":')).toEqual({ kind: 'unreadable' });
  });
});

describe('telling Viber the address', () => {
  let api: Awaited<ReturnType<typeof startFakeViber>>;
  afterEach(() => api.close());

  it('sets the bot’s webhook, after which testing the account says that answers come here', async () => {
    api = await startFakeViber();
    const address = 'https://go.example.com/hooks/v/abc';
    const live = connector.config.parse(api.config);
    const signal = new AbortController().signal;
    const place = { hookAddress: () => address };
    expect((await connector.open(live, place).verify({ signal })).detail).toContain('another webhook');
    await hook.tell?.(live, address, { signal, word: '' });
    expect(api.webhook()).toBe(address);
    expect(api.calls.at(-1)?.body).toEqual({
      url: address,
      event_types: ['delivered', 'seen', 'failed', 'subscribed', 'unsubscribed'],
    });
    expect((await connector.open(live, place).verify({ signal })).detail).toContain(
      'come to the address of this account',
    );
  });
});
