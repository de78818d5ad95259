import { describe, expect, it } from 'vitest';
import { deliveryOf, sendGridKeys, sendGridSigned } from '../../tests/kit/deliveries.ts';
import { hook, isSigned } from './hook.ts';
import { connector } from './index.ts';

const { signing, shown } = sendGridKeys();
const config = connector.config.parse({
  apiKey: `SG.${'a'.repeat(22)}.${'b'.repeat(43)}`,
  fromAddress: 'shop@example.com',
  verificationKey: shown,
});
const now = Date.parse('2026-03-02T09:00:00Z');
const context = { now, word: 'w' };
const receive = (events: unknown, at = now, key = signing) =>
  hook.receive(config, deliveryOf(sendGridSigned(key, at, events)), context);
const incoming = (...events: unknown[]) => {
  const result = receive(events);
  if (result.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
  return result.incoming;
};
const event = (name: string, over: object = {}) => ({
  email: 'Ann@example.com',
  timestamp: 1_772_442_000,
  event: name,
  sg_event_id: `id-${name}`,
  sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
  kaskad: '7:hello:1',
  ...over,
});

describe('whether it is SendGrid’s', () => {
  it('agrees with the signature that SendGrid’s own library is tested by', () => {
    const key =
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==';
    const signature =
      'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=';
    const body = `${JSON.stringify([
      {
        email: 'hello@world.com',
        event: 'dropped',
        reason: 'Bounced Address',
        sg_event_id: 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA',
        sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
        'smtp-id': '<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>',
        timestamp: 1_600_112_492,
      },
    ])}\r\n`;
    expect(isSigned(key, signature, '1600112502', Buffer.from(body))).toBe(true);
    expect(isSigned(key, signature, '1600112503', Buffer.from(body))).toBe(false);
    expect(isSigned(key, signature, '1600112502', Buffer.from(body.trim()))).toBe(false);
    expect(isSigned(shown, signature, '1600112502', Buffer.from(body))).toBe(false);
    expect(isSigned('bm8ga2V5', signature, '1600112502', Buffer.from(body))).toBe(false);
  });

  it('is refused when another signed it, when it is older than SendGrid would try, and when it is of the future', () => {
    expect(receive([event('delivered')], now, sendGridKeys().signing)).toEqual({ kind: 'refused', reason: 'unsigned' });
    expect(receive([event('delivered')], now - 26 * 3_600_000)).toEqual({ kind: 'refused', reason: 'old' });
    expect(receive([event('delivered')], now + 3_600_000)).toEqual({ kind: 'refused', reason: 'old' });
    expect(receive([event('delivered')], now - 23 * 3_600_000).kind).toBe('taken');
    const signed = sendGridSigned(signing, now, [event('delivered')]);
    const later = { ...signed.headers, 'x-twilio-email-event-webhook-timestamp': String(now / 1000 + 1) };
    expect(hook.receive(config, deliveryOf({ ...signed, headers: later }), context)).toEqual({
      kind: 'refused',
      reason: 'unsigned',
    });
  });

  it('is refused without a key to check it by', () => {
    const bare = { ...config, verificationKey: undefined };
    expect(hook.ready(bare)).toBe(false);
    expect(hook.receive(bare, deliveryOf(sendGridSigned(signing, now, [])), context)).toEqual({
      kind: 'refused',
      reason: 'unset',
    });
  });
});

describe('what it says', () => {
  it('what became of a letter, which SendGrid’s id names, or its own key', () => {
    expect(incoming(event('delivered', { response: '250 OK' }))).toEqual([
      {
        kind: 'receipt',
        id: 'event:id-delivered',
        vendorId: 'LRzXl_NHStOGhQ4kofSm_A',
        key: '7:hello:1',
        recipient: 'Ann@example.com',
        channel: 'email',
        state: 'delivered',
        at: 1_772_442_000_000,
      },
    ]);
    expect(incoming(event('processed'), event('deferred'), event('group_resubscribe'))).toEqual([]);
  });

  it('reading and clicking by people, not by machines nor by way of our own addresses', () => {
    const agent =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36';
    expect(
      incoming(event('open', { useragent: agent }), event('click', { useragent: agent, url: 'https://shop.test/a' })),
    ).toMatchObject([{ state: 'read' }, { state: 'clicked', props: { url: 'https://shop.test/a' } }]);
    expect(
      incoming(
        event('open', { sg_machine_open: true }),
        event('open', { useragent: 'Mozilla/5.0 (compatible; Barracuda Sentinel (EE); bot)' }),
        event('click', { useragent: 'python-requests/2.32', url: 'https://shop.test/a' }),
        event('click', { useragent: agent, url: 'https://go.example.com/p/l/00abc' }),
      ),
    ).toEqual([]);
    // A page of the shop on the same server.
    expect(incoming(event('click', { useragent: agent, url: 'https://go.example.com/shoes' }))).toHaveLength(1);
  });

  it('a bounce marks the address, a block does not; complaints and unsubscribes take the consent back', () => {
    expect(incoming(event('bounce', { type: 'bounce', status: '5.1.1', reason: '550 no' }))).toMatchObject([
      { kind: 'receipt', state: 'failed', reason: '5.1.1 550 no' },
      { kind: 'address', id: 'bounces:ann@example.com:1772442000', state: 'bounced', value: 'ann@example.com' },
    ]);
    expect(incoming(event('bounce', { type: 'blocked', reason: 'spam' }))).toMatchObject([{ kind: 'receipt' }]);
    expect(incoming(event('dropped', { reason: 'Unsubscribed Address' }))).toMatchObject([{ state: 'failed' }]);
    for (const name of ['spamreport', 'unsubscribe', 'group_unsubscribe'])
      expect(incoming(event(name))).toMatchObject([
        { kind: 'unsubscribe', from: 'ann@example.com' },
        { kind: 'address' },
      ]);
  });

  it('nothing of shapes that are not known; the rest is not lost', () => {
    expect(incoming(null, 7, {}, { event: 'delivered' }, event('delivered', { sg_message_id: 5 }))).toMatchObject([
      { key: '7:hello:1', state: 'delivered' },
    ]);
    expect(receive({ event: 'delivered' })).toEqual({ kind: 'unreadable' });
  });
});
