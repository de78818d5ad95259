/** A person answers instead of a flow: through the outbox, once; what flows do meanwhile, and what an answer does that comes meanwhile. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { conversationsApi } from '../host/api/conversations.ts';
import { byHand } from '../sdk/operator.ts';

let ws: TestWorkspace;
let anna: number;
const hour = 3_600_000;
const api = () => createRouterClient(conversationsApi, { context: ws });
let serial = 0;
const key = () => `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`;

beforeEach(async () => {
  ws = await testWorkspace({ now: '2026-03-02T09:00:00Z' });
  anna = ws.contact('anna', {
    profile: { first_name: 'Anna' },
    addresses: [
      { kind: 'telegram', value: '42' },
      { kind: 'whatsapp', value: '+380501112233' },
      { kind: 'email', value: 'anna@example.com' },
    ],
    consents: [
      { channel: 'telegram', topic: '', granted: true },
      { channel: 'email', topic: '', granted: true },
    ],
  });
});
afterEach(() => ws.dispose());

const from: Record<string, string> = { telegram: '42', whatsapp: '+380501112233', email: 'anna@example.com' };
function writes(text: string, channel = 'telegram', button?: string): void {
  ws.engine.receive('sandbox', [
    {
      kind: 'message',
      id: `in${++serial}`,
      channel,
      from: from[channel] ?? '',
      at: ws.clock.now,
      text,
      ...(button === undefined ? {} : { button }),
    },
  ]);
}
async function pass(ms: number): Promise<void> {
  ws.clock.now += ms;
  await ws.engine.runUntilIdle();
}
async function answer(text: string, channel = 'telegram', over: object = {}): Promise<void> {
  await api().send({
    contact: anna,
    channel,
    account: 'sandbox',
    to: from[channel] ?? '',
    text,
    key: key(),
    ...over,
  });
  await ws.engine.runUntilIdle();
}
const talk = async () =>
  (await api().get({ contact: anna })).entries.map(({ direction, text, state }) => `${direction} ${text} ${state}`);
const code = (name: string) => expect.objectContaining({ data: expect.objectContaining({ code: name }) });

/** Asks "Sure?" in Telegram, then says "Noted" there. */
const asking = flowOf(
  [
    ['start', 'trigger-manual', { audience: everybody }],
    [
      'question',
      'ask',
      {
        channels: [{ channel: 'telegram', account: 'bot' }],
        topic: 'service',
        content: { en: { text: 'Sure?' } },
        answer: { kind: 'text' },
        timeout: 'P3D',
      },
    ],
    ['reply', 'telegram', { account: 'bot', topic: 'marketing', content: { en: { text: 'Noted' } } }],
    ['end', 'exit', { reason: 'told' }],
    ['late', 'exit', { reason: 'late' }],
  ],
  ['start.next>question', 'question.answered>reply', 'question.timeout>late', 'reply.next>end'],
);

describe('an answer of a person', () => {
  it('leaves once through the outbox, before caps and consent are asked, and is no figure of any flow [I3]', async () => {
    writes('where is my order?');
    expect(await api().count({})).toEqual({ waiting: 1 });
    const same = key();
    await answer('On its way', 'telegram', { key: same });
    await answer('On its way', 'telegram', { key: same });
    expect(await talk()).toEqual(['in where is my order? received', 'out On its way delivered']);
    expect(await api().count({})).toEqual({ waiting: 0 });
    expect(ws.store.db.prepare('SELECT count(*) AS n FROM counters').get()).toEqual({ n: 0 });
    expect(ws.store.db.prepare('SELECT count(*) AS n FROM flow_costs').get()).toEqual({ n: 0 });
    expect(ws.store.db.prepare('SELECT state, attempts FROM messages').all()).toEqual([
      { state: 'delivered', attempts: 1 },
    ]);
  });

  it('goes where it was shown to go, or nowhere', async () => {
    writes('hi');
    await expect(answer('x', 'telegram', { account: 'other' })).rejects.toEqual(code('answer-way-changed'));
    await expect(answer('x', 'telegram', { to: '43' })).rejects.toEqual(code('answer-way-changed'));
    await expect(answer('x', 'email')).rejects.toEqual(code('cannot-answer'));
    await expect(answer('x'.repeat(4097))).rejects.toEqual(code('answer-too-long'));
    await expect(api().get({ contact: anna + 1 })).rejects.toEqual(code('conversation-missing'));
    expect(await talk()).toEqual(['in hi received']);
  });

  it('keeps the channel’s window, also when it closes while the answer waits', async () => {
    writes('hi', 'whatsapp');
    const [way] = (await api().get({ contact: anna })).ways;
    expect(way).toMatchObject({ channel: 'whatsapp', windowUntil: '2026-03-03T09:00:00+00:00', cannot: null });
    ws.store.accounts.pause('sandbox', ws.clock.now + 23.5 * hour, 'busy');
    await answer('soon', 'whatsapp');
    expect(await talk()).toEqual(['in hi received', 'out soon queued']);
    ws.store.accounts.pause('sandbox', ws.clock.now + 24.5 * hour, 'busy');
    await pass(24.2 * hour);
    expect((await api().get({ contact: anna })).entries.at(-1)).toMatchObject({
      state: 'suppressed',
      reason: 'outside-window',
    });
    expect((await api().get({ contact: anna })).ways[0]).toMatchObject({ cannot: 'outside-window' });
    expect(await api().count({}), 'they still wait').toEqual({ waiting: 1 });
  });

  it('says which account answers when the one they wrote by is gone', async () => {
    writes('hi');
    ws.store.db.prepare(`UPDATE events SET props = jsonb_set(props, '$.account', 'old-bot')`).run();
    const { ways } = await api().get({ contact: anna });
    expect(ways[0]).toMatchObject({ account: 'sandbox', insteadOf: { name: 'old-bot', why: 'gone' } });
  });

  it('can be taken back until it leaves', async () => {
    writes('hi');
    ws.store.accounts.pause('sandbox', ws.clock.now + hour, 'busy');
    await answer('wait');
    const message = (await api().get({ contact: anna })).entries.at(-1)?.id ?? 0;
    expect(await api().cancel({ contact: anna, message })).toEqual({ canceled: true });
    expect(await api().cancel({ contact: anna, message })).toEqual({ canceled: false });
    await pass(2 * hour);
    expect(await talk()).toEqual(['in hi received', 'out wait canceled']);
  });

  it('is of unknown fate after a crash, is not sent again, and is told of [I4]', async () => {
    writes('hi');
    ws.store.accounts.pause('sandbox', ws.clock.now + hour, 'busy');
    await answer('lost?');
    const { id } = (await api().get({ contact: anna })).entries.at(-1) ?? { id: 0 };
    ws.store.messages.claim({
      id,
      now: ws.clock.now,
      handed_at: ws.clock.now,
      recipient: '42',
      content: '{"parts":{"text":"lost?"}}',
      capped_at: null,
      reserved: null,
    });
    ws.store.db.exec("UPDATE accounts SET type = 'webhook' WHERE id = 'sandbox'");
    await pass(2 * hour);
    expect(await talk()).toEqual(['in hi received', 'out lost? unknown']);
    expect(ws.store.notices.list(10).map(({ code }) => code)).toEqual(['answer-unknown']);
    expect(await api().count({})).toEqual({ waiting: 1 });
  });

  it('keeps what was begun until it is sent', async () => {
    writes('hi');
    await api().draft({ contact: anna, channel: 'telegram', text: 'Dear An' });
    expect((await api().get({ contact: anna })).draft).toEqual({ channel: 'telegram', text: 'Dear An' });
    expect((await api().list({})).rows[0]).toMatchObject({ draft: true });
    await answer('Dear Anna');
    expect((await api().get({ contact: anna })).draft).toBeNull();
  });

  it('is a letter with their subject in e-mail', async () => {
    ws.engine.receive('sandbox', [
      {
        kind: 'message',
        id: 'mail1',
        channel: 'email',
        from: 'anna@example.com',
        at: ws.clock.now,
        text: 'hello?',
        props: { subject: 'Order 7' },
      },
    ]);
    await answer('Yes <b>\nsoon', 'email');
    const content = ws.store.mailbox.content(ws.store.messages.latestSentTo(anna, 'email')?.id ?? 0);
    expect(content?.parts).toEqual({
      subject: 'Re: Order 7',
      text: 'Yes <b>\nsoon',
      html: '<p>Yes &lt;b&gt;<br>soon</p>',
    });
  });
});

describe('while a person has taken over', () => {
  it('an answer to a question is given to its block; what the flow would say waits until it is given back [I5]', async () => {
    const flow = ws.flow(asking);
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.store.pauses.pause(anna, byHand);
    writes('yes');
    await ws.engine.runUntilIdle();
    const reply = () => ws.report(flow).messages.find(({ node }) => node === 'reply');
    expect(ws.report(flow).nodes.find(({ id }) => id === 'question')?.left).toEqual({ answered: 1 });
    expect(reply()).toMatchObject({ sent: 0 });
    expect(await api().count({}), 'a person has it in hand: they wait for that person').toEqual({ waiting: 1 });
    await pass(100 * hour);
    expect(reply()).toMatchObject({ sent: 0 });
    await api().giveBack({ contact: anna });
    await ws.engine.runUntilIdle();
    expect(reply()).toMatchObject({ sent: 1 });
    expect(ws.report(flow).exited).toEqual({ told: 1 });
  });

  it('what they write to the person who wrote since is no answer to the question, until it is given back [I6]', async () => {
    writes('hi');
    const flow = ws.flow(asking);
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    await pass(hour);
    await answer('A person here. When shall we come?');
    await pass(1000);
    writes('at five');
    await ws.engine.runUntilIdle();
    const waiting = () => ws.report(flow).nodes.find(({ id }) => id === 'question')?.waiting;
    expect(waiting()).toBe(1);
    expect(await api().count({})).toEqual({ waiting: 1 });
    await api().giveBack({ contact: anna });
    await pass(1000);
    writes('yes');
    await ws.engine.runUntilIdle();
    expect(waiting()).toBe(0);
    expect(ws.report(flow).exited).toEqual({ told: 1 });
  });

  it('an answer of a person pauses for as long as is set, and says until when', async () => {
    writes('hi');
    await api().saveSettings({ pauseHours: 4 });
    await answer('hello');
    expect((await api().get({ contact: anna })).conversation).toMatchObject({
      pausedUntil: '2026-03-02T13:00:00+00:00',
      byHand: false,
    });
    expect((await api().list({ view: 'operator' })).rows).toHaveLength(1);
    await api().saveSettings({ pauseHours: null });
    await answer('and again');
    expect((await api().get({ contact: anna })).conversation).toMatchObject({ pausedUntil: null, byHand: true });
    await api().giveBack({ contact: anna });
    expect((await api().list({ view: 'operator' })).rows).toHaveLength(0);
  });

  it('a message with an end of its own waits until then, not for ever', async () => {
    ws.store.pauses.pause(anna, byHand);
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['say', 'telegram', { account: 'bot', topic: 'marketing', ttl: 'PT6H', content: { en: { text: 'Hi' } } }],
          ['end', 'exit', { reason: 'told' }],
          ['lost', 'exit', { reason: 'lost' }],
        ],
        ['start.next>say', 'say.next>end', 'say.not-sent>lost'],
      ),
    );
    ws.engine.startFlow(flow);
    await pass(0);
    expect(ws.report(flow).active).toBe(1);
    await pass(7 * hour);
    expect(ws.report(flow).exited).toEqual({ lost: 1 });
    expect(ws.store.db.prepare('SELECT reason FROM messages').pluck().all()).toEqual(['expired']);
  });
});

it('is closed until the person writes again, and tells flows that it was', async () => {
  writes('hi');
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-event', { event: 'conversation.done' }],
        ['end', 'exit', { reason: 'closed' }],
      ],
      ['start.next>end'],
    ),
  );
  ws.engine.startFlow(flow);
  await api().setState({ contact: anna, state: 'done' });
  expect((await api().list({ view: 'done' })).rows).toHaveLength(1);
  await pass(0);
  expect(ws.report(flow).exited).toEqual({ closed: 1 });
  expect((await api().list({})).rows).toHaveLength(0);
  expect(await api().count({})).toEqual({ waiting: 0 });
  writes('one more thing');
  expect((await api().list({})).rows[0]).toMatchObject({ last: 'one more thing', waiting: true, state: 'open' });
});

it('is found by name, address and channel', async () => {
  writes('hi');
  expect((await api().list({ search: 'Ann' })).rows).toHaveLength(1);
  expect((await api().list({ search: 'anna@example' })).rows).toHaveLength(1);
  expect((await api().list({ search: 'nobody' })).rows).toHaveLength(0);
  expect((await api().list({ channel: 'telegram' })).rows).toHaveLength(1);
  expect((await api().list({ channel: 'sms' })).rows).toHaveLength(0);
});
