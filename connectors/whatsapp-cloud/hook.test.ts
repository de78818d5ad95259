import { describe, expect, it } from 'vitest';
import { deliveryOf, metaSigned } from '../../tests/kit/deliveries.ts';
import { appSecret, number } from './conformance.ts';
import { hook } from './hook.ts';
import { connector } from './index.ts';

const config = connector.config.parse({
  token: 'EAAFakeAccessTokenForTests0123456789',
  phoneNumberId: number,
  businessAccountId: '102290129340398',
  appSecret,
});
const context = { now: Date.parse('2026-03-02T09:00:00Z'), word: 'the-word' };
const told = (value: object, phone = number, over: object = {}) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: phone },
            ...value,
          },
        },
      ],
    },
  ],
  ...over,
});
const receive = (value: unknown, secret = appSecret) =>
  hook.receive(config, deliveryOf(metaSigned(secret, value)), context);
const incoming = (value: unknown) => {
  const result = receive(value);
  if (result.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
  return result.incoming;
};
const text = { from: '380501112233', id: 'wamid.in1', timestamp: '1772442000', type: 'text', text: { body: 'Привіт' } };
const contacts = [{ profile: { name: 'Olena' }, wa_id: '380501112233' }];

describe('whether it is Meta’s', () => {
  it('is known by the signature over the bytes that came', () => {
    const delivery = (signature: string) =>
      deliveryOf({ headers: { 'x-hub-signature-256': signature }, body: 'Hello, World!' });
    const secret = { ...config, appSecret: "It's a Secret to Everybody" };
    // GitHub's published example of the same scheme.
    expect(
      hook.receive(
        secret,
        delivery('sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'),
        context,
      ),
    ).toEqual({ kind: 'unreadable' });
    expect(hook.receive(secret, delivery(`sha256=${'0'.repeat(64)}`), context)).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['another secret', metaSigned('ffffffffffffffffffffffffffffffff', told({ messages: [text] }))],
    ['no signature', { headers: {}, body: JSON.stringify(told({ messages: [text] })) }],
    ['an old kind of signature', { headers: { 'x-hub-signature': 'sha1=00' }, body: '{}' }],
    ['a changed body', { ...metaSigned(appSecret, told({ messages: [text] })), body: JSON.stringify(told({})) }],
  ])('is refused with %s', (_what, signed) => {
    expect(hook.receive(config, deliveryOf(signed), context)).toEqual({ kind: 'refused', reason: 'unsigned' });
  });

  it('is refused while there is no secret to check it by', () => {
    const bare = connector.config.parse({ ...config, appSecret: undefined });
    expect(hook.ready(bare)).toBe(false);
    expect(hook.receive(bare, deliveryOf(metaSigned(appSecret, told({}))), context)).toEqual({
      kind: 'refused',
      reason: 'unset',
    });
  });

  it('is asked by the word, and repeats nothing that could be a page', () => {
    const ask = (query: Record<string, string>) =>
      hook.receive(
        config,
        deliveryOf({ headers: {}, body: '' }, `https://go.example.com/hooks/v/x?${new URLSearchParams(query)}`, 'GET'),
        context,
      );
    const right = { 'hub.mode': 'subscribe', 'hub.verify_token': 'the-word', 'hub.challenge': '1158201444' };
    expect(ask(right)).toEqual({ kind: 'proved', text: '1158201444' });
    for (const wrong of [
      { ...right, 'hub.verify_token': 'another' },
      { ...right, 'hub.mode': 'unsubscribe' },
      { ...right, 'hub.challenge': '<script>alert(1)</script>' },
      {},
    ])
      expect(ask(wrong)).toEqual({ kind: 'refused', reason: 'unsigned' });
  });
});

describe('what it says', () => {
  it('a message of a person, who may be known by their phone', () => {
    expect(incoming(told({ contacts, messages: [text] }))).toEqual([
      {
        kind: 'message',
        id: 'wamid.in1',
        channel: 'whatsapp',
        from: '+380501112233',
        also: [
          { kind: 'whatsapp', value: '380501112233' },
          { kind: 'phone', value: '+380501112233' },
        ],
        fromName: 'Olena',
        at: 1_772_442_000_000,
        text: 'Привіт',
      },
    ]);
  });

  it('a pressed button of ours, of a template or under free text, and one of another program', () => {
    const press = (over: object) => ({ from: '380501112233', id: 'wamid.in2', timestamp: 1772442000, ...over });
    const of = (message: object) => incoming(told({ messages: [press(message)] }))[0];
    expect(
      of({
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: '42:yes', title: 'Yes' } },
        context: { from: '15550783881', id: 'wamid.out' },
      }),
    ).toMatchObject({ text: 'Yes', button: 'yes', answers: 42, inReplyTo: 'wamid.out' });
    expect(of({ type: 'button', button: { payload: '7:late', text: 'Later' } })).toMatchObject({
      text: 'Later',
      button: 'late',
      answers: 7,
    });
    const foreign = of({ type: 'button', button: { payload: 'STOP', text: 'Stop' } });
    expect(foreign).toMatchObject({ text: 'Stop' });
    expect(foreign).not.toHaveProperty('button');
    expect(of({ type: 'image', image: { id: '1', caption: 'Look' } })).toMatchObject({
      text: 'Look',
      props: { attachment: 'image' },
    });
  });

  it('what became of messages, by the ids that polling gives', () => {
    const status = (state: string, over: object = {}) => ({
      id: 'wamid.1',
      status: state,
      timestamp: '1772442001',
      recipient_id: '380501112233',
      ...over,
    });
    const statuses = [status('sent'), status('delivered'), status('read')];
    expect(incoming(told({ statuses }))).toEqual([
      { kind: 'receipt', id: 'wamid.1:delivered', vendorId: 'wamid.1', state: 'delivered', at: 1_772_442_001_000 },
      { kind: 'receipt', id: 'wamid.1:read', vendorId: 'wamid.1', state: 'read', at: 1_772_442_001_000 },
    ]);
    const failed = (code: number) =>
      incoming(
        told({ statuses: [status('failed', { errors: [{ code, title: 'No', error_data: { details: 'Why' } }] })] }),
      );
    expect(failed(131000)).toMatchObject([{ state: 'failed', reason: '131000 Why' }]);
    expect(failed(131050)).toMatchObject([
      { kind: 'receipt' },
      { kind: 'unsubscribe', from: '+380501112233' },
      { kind: 'unsubscribe', from: '380501112233' },
    ]);
    expect(failed(131026)).toMatchObject([
      { kind: 'receipt' },
      { kind: 'address', state: 'bounced', value: '+380501112233' },
      { kind: 'address', state: 'bounced', value: '380501112233' },
    ]);
  });

  it('who stops marketing messages; who resumes them gave no consent', () => {
    const said = (value: string) =>
      incoming(
        told({
          user_preferences: [
            { wa_id: '380501112233', detail: '…', category: 'marketing_messages', value, timestamp: 1772442000 },
          ],
        }),
      );
    expect(said('stop')).toMatchObject([{ kind: 'unsubscribe', channel: 'whatsapp' }, { kind: 'unsubscribe' }]);
    expect(said('resume')).toEqual([]);
  });

  it('nothing of other numbers, other products, reactions and shapes that are not known; the rest is not lost', () => {
    expect(incoming(told({ messages: [text] }, '999'))).toEqual([]);
    expect(incoming(told({ messages: [text] }, number, { object: 'page' }))).toEqual([]);
    expect(
      incoming(told({ messages: [{ ...text, type: 'reaction', id: 'r' }, { ...text, from: '<b>' }, 7, null, text] })),
    ).toHaveLength(1);
    expect(incoming(told({ contacts: 'none', messages: [text] }))).toHaveLength(1);
    expect(incoming({ object: 'whatsapp_business_account', entry: [null, 1, { changes: [null, {}] }] })).toEqual([]);
    expect(receive('not json')).toEqual({ kind: 'unreadable' });
    expect(receive('[]')).toEqual({ kind: 'unreadable' });
  });
});
