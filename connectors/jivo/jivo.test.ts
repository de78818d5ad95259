import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliveryOf, type Signed } from '../../tests/kit/deliveries.ts';
import { type JivoEvent, jivoAnswered, jivoTold, jivoVisitor, startFakeJivo } from '../../tests/kit/fake-jivo.ts';
import { hook } from './hook.ts';
import { connector } from './index.ts';
import { markedPerson } from './person.ts';

const now = Date.parse('2026-03-02T09:00:00Z');
const receive = (told: Signed, at = now, config = {}) => hook.receive(config, deliveryOf(told), { now: at, word: 'w' });
const incoming = (name: JivoEvent, over: object = {}, at = now) => {
  const result = receive(jivoTold(name, over), at);
  if (result.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
  return result.incoming;
};
const olena = { email: 'olena@example.com', phone: '+380501112233', first_name: 'Olena Test' };

describe('what Jivo delivers', () => {
  it('is answered in the words that Jivo waits for', () => {
    for (const name of ['chat_accepted', 'chat_finished', 'created_deal', 'client_attribute_updated'] as const)
      expect(receive(jivoTold(name))).toMatchObject({
        kind: 'taken',
        answer: { type: 'application/json', body: '{"result":"ok"}' },
      });
  });

  it('says who it was, where, and with whom', () => {
    expect(incoming('chat_accepted')).toEqual([
      {
        kind: 'event',
        id: expect.stringMatching(/^chat_accepted:/),
        type: 'chat.accepted',
        at: now,
        who: olena,
        props: {
          chat: '7636',
          widget: '3948',
          visitor: '2198',
          chats: 1,
          page: 'https://shop.example/shoes',
          page_title: 'Shoes',
          city: 'Kyiv',
          country: 'UA',
          utm_source: 'google',
          utm_medium: 'cpc',
          utm_campaign: 'spring',
          utm_content: 'banner',
          utm_term: 'shoes',
          agent: 'Petro Agent',
          department: 'Sales desk',
          topic: 'Delivery',
          category: 'contact_later',
          tags: ['Sales'],
        },
      },
    ]);
  });

  it('has no more of the visitor than conditions can use', () => {
    const kept = JSON.stringify(incoming('chat_finished', { user_token: 'session-of-somebody' }));
    for (const secret of ['203.0.113.7', 'Mozilla', '50.45', 'session-of-somebody', 'agent@shop.example'])
      expect(kept).not.toContain(secret);
  });

  it('tells how a chat went, and what the visitor alone wrote', () => {
    expect(incoming('chat_finished')).toMatchObject([
      {
        type: 'chat.finished',
        who: olena,
        props: { messages: 3, visitor_messages: 2, text: 'Do you deliver to Lviv?\nThanks!', agent: 'Petro Agent' },
      },
    ]);
    const rated = { messages: [], blacklisted: false, rate: 'good' };
    expect(incoming('chat_finished', { chat: rated })[0]).toMatchObject({ props: { messages: 0, rate: 'good' } });
  });

  it('keeps nobody whom the operators banned', () => {
    expect(incoming('chat_finished', { chat: { messages: [], blacklisted: true, rate: null } })).toEqual([]);
  });

  it('knows an offline message by its own id', () => {
    expect(incoming('offline_message')).toMatchObject([
      { id: 'offline_message:1665399500726', type: 'chat.offline', props: { text: 'Call me tomorrow' } },
    ]);
  });

  it('takes contact details for the same news only for a day', () => {
    const [told] = incoming('client_updated');
    expect(told).toMatchObject({ type: 'chat.contact', who: olena, props: { visitor: '1217' } });
    expect(incoming('client_updated', {}, now + 3_600_000)[0]?.id).toBe(told?.id);
    expect(incoming('client_updated', {}, now + 86_400_000)[0]?.id).not.toBe(told?.id);
    expect(incoming('client_updated', { visitor: { ...jivoVisitor, name: 'Olha' } })[0]?.id).not.toBe(told?.id);
    expect(incoming('chat_updated')).toMatchObject([{ type: 'chat.contact', props: { chat: '7507' } }]);
  });

  it('tells of calls when they are over, with the number that was called', () => {
    const call = { type: 'incoming', phone: '+380671112233', status: 'start' };
    expect(incoming('call_event', { call })).toEqual([]);
    expect(incoming('call_event', { call: { ...call, status: 'agent_connected' } })).toEqual([]);
    expect(
      incoming('call_event', { visitor: { number: '1' }, call: { ...call, status: 'error', reason: 'busy' } }),
    ).toMatchObject([
      {
        type: 'chat.call',
        who: { phone: '+380671112233' },
        props: { call: 'incoming', status: 'error', reason: 'busy' },
      },
    ]);
    expect(incoming('call_event')).toMatchObject([{ props: { record: 'https://jivo.example/record.mp3' } }]);
  });

  it('is news again when it differs, and not when it is repeated', () => {
    const id = incoming('chat_accepted')[0]?.id;
    expect(incoming('chat_accepted', {}, now + 5_000)[0]?.id).toBe(id);
    expect(incoming('chat_accepted', { visitor: { ...jivoVisitor, chats_count: 2 } })[0]?.id).not.toBe(id);
  });

  it('counts in spite of a part that is not as documented', () => {
    const odd = { page: 'https://shop.example', session: null, tags: { id: 1 }, department: [], agent: { name: {} } };
    expect(incoming('chat_accepted', odd)).toMatchObject([{ who: olena, props: { chat: '7636', topic: 'Delivery' } }]);
    expect(incoming('chat_finished', { visitor: null, chat: 'x' })).toMatchObject([
      { who: {}, props: { messages: 0 } },
    ]);
  });

  it('brings nothing where it is of no person, or unheard of', () => {
    expect(incoming('client_attribute_updated')).toEqual([]);
    expect(incoming('created_deal')).toEqual([]);
    expect(receive({ headers: {}, body: '{"event_name":"of_tomorrow"}' })).toMatchObject({
      kind: 'taken',
      incoming: [],
    });
  });

  it.each(['', '[]', '{}', 'null', '{"event_name":1}', 'event_name=chat_accepted'])('is not %j', (body) => {
    expect(receive({ headers: {}, body })).toEqual({ kind: 'refused', reason: 'foreign' });
  });

  it('is never told by opening the address', () => {
    const opened = deliveryOf(jivoTold('chat_accepted'), undefined, 'GET');
    expect(hook.receive({}, opened, { now, word: 'w' })).toEqual({ kind: 'refused', reason: 'foreign' });
  });
});

it('says when there is no address for it yet', async () => {
  const check = async (address: string | null) =>
    (await connector.open({}, { hookAddress: () => address }).verify({ signal: AbortSignal.timeout(1000) })).detail;
  expect(await check(null)).toContain('none yet');
  expect(await check('https://go.example.com/hooks/v/x')).toContain('Webhook');
});

describe('what operators answer', () => {
  const chatUrl = 'https://wh.jivosite.com/random/channel';
  const to = markedPerson(chatUrl, '7-kx3');
  const answered = (text: string, over: object = {}, at = now) => {
    const result = receive(jivoAnswered(to, text, over), at, { chatUrl });
    if (result.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
    return result.incoming;
  };

  it('is for the person who was handed over, and known by its id', () => {
    expect(answered(' It left today. ', { id: 'm7' })).toEqual([
      { kind: 'answer', id: 'reply:7-kx3:m7', person: '7-kx3', at: now, text: 'It left today.' },
    ]);
  });

  it('is the same for a while where it has no id', () => {
    const id = (text: string, at = now) => answered(text, { id: undefined }, at)[0]?.id;
    expect(id('Yes', now + 60_000)).toBe(id('Yes'));
    expect(id('No')).not.toBe(id('Yes'));
    expect(id('Yes', now + 3_600_000)).not.toBe(id('Yes'));
  });

  it.each([
    ['another channel’s mark', { chatUrl: `${chatUrl}2` }, to],
    ['no mark', { chatUrl }, '7-kx3'],
    ['a mark of somebody else', { chatUrl }, to.replace('7-', '8-')],
    ['an account without a chat', {}, to],
  ])('is foreign by %s', (_name, config, recipient) => {
    expect(receive(jivoAnswered(recipient, 'Hi'), now, config)).toEqual({ kind: 'refused', reason: 'foreign' });
  });

  it('says what is no text without bringing anything', () => {
    for (const type of ['typein', 'photo', 'document', 'of-tomorrow']) expect(answered('', { type })).toEqual([]);
    expect(answered('', { text: { odd: true } })).toEqual([]);
  });
});

describe('the chat of the team', () => {
  let jivo: Awaited<ReturnType<typeof startFakeJivo>>;
  const signal = AbortSignal.timeout(5_000);
  beforeEach(async () => {
    jivo = await startFakeJivo();
  });
  afterEach(() => jivo.close());
  const client = (address: string | null = null) =>
    connector.open({ chatUrl: jivo.chatUrl }, { hookAddress: () => address });
  const handOver = (over: object = {}) =>
    client().operate?.('chat.hand-over', { person: '7-kx3', text: 'Help', ...over }, { key: '1:chat:1', signal });

  it('is given the person as a channel gives one, with nothing that is not known', async () => {
    await handOver({ name: 'Olena Test', phone: '+380501112233' });
    await handOver();
    expect(jivo.written).toEqual([
      {
        sender: { id: markedPerson(jivo.chatUrl, '7-kx3'), name: 'Olena Test', phone: '+380501112233' },
        message: { type: 'text', id: '1:chat:1', text: 'Help' },
      },
      { sender: { id: markedPerson(jivo.chatUrl, '7-kx3') }, message: { type: 'text', id: '1:chat:1', text: 'Help' } },
    ]);
  });

  it('says whether anybody is there', async () => {
    const status = () => client().operate?.('chat.status', {}, { key: 'x', signal });
    expect(await status()).toEqual({ online: true });
    jivo.setOnline(false);
    expect(await status()).toEqual({ online: false });
    jivo.fail({ kind: 'reply', reply: { status: 200, body: 'maybe' } });
    await expect(status()).rejects.toMatchObject({ errorClass: 'temporary' });
  });

  it('is checked by asking, and says whether answers come back', async () => {
    const check = async (address: string | null) => (await client(address).verify({ signal })).detail;
    expect(await check('https://go.example.com/hooks/v/x')).toBe('Jivo’s chat answers. Operators are online.');
    jivo.setOnline(false);
    expect(await check(null)).toMatch(/No operator is online now\. .*public address/);
  });

  it.each([
    [400, 'bad-request'],
    [401, 'bad-credentials'],
    [403, 'bad-credentials'],
    [404, 'bad-credentials'],
    [413, 'bad-request'],
    [429, 'rate-limited'],
    [500, 'temporary'],
    [503, 'temporary'],
    [302, 'temporary'],
  ])('by HTTP %i the event was not taken: %s', async (status, errorClass) => {
    jivo.fail({ kind: 'reply', reply: { status, body: `no ${jivo.chatUrl}` } });
    const error = await Promise.resolve(handOver()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ errorClass, mayHaveActed: false });
    expect(String(error)).not.toContain('Planted');
  });

  it('hands nobody over without its address', async () => {
    const work = async () =>
      connector.open({}).operate?.('chat.hand-over', { person: '7-kx3', text: 'Help' }, { key: 'x', signal });
    await expect(work()).rejects.toMatchObject({ errorClass: 'bad-request' });
  });

  it.each([
    ['https://wh.jivosite.com/foo/bar', true],
    ['http://127.0.0.1:8080/foo/bar', true],
    ['http://wh.jivosite.com/foo/bar', false],
    ['https://wh.jivosite.com/', false],
    ['https://wh.jivosite.com/foo/bar?x=1', false],
    ['wh.jivosite.com/foo/bar', false],
  ])('takes %s: %s', (address, taken) => {
    expect(connector.config.safeParse({ chatUrl: address }).success).toBe(taken);
  });
});
