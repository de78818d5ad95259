/** Blocks that speak with people over several messages, and those that hand over to a person, in a real workspace. */
import { afterEach, describe, expect, it } from 'vitest';
import { at, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { replayJourneys } from '../explain/replay.ts';
import { taskDone } from '../sdk/tasks.ts';
import type { ContactInput } from '../store/contact-input.ts';

let ws: TestWorkspace;
afterEach(async () => {
  // Whatever a test did: every step, asked again with what was known then, says what the journal says.
  expect(replayJourneys(ws, ws.store.explain.allJourneys()).differences).toEqual([]);
  await ws.dispose();
});

const hour = 3_600_000;
const reachable = (...channels: string[]): Omit<ContactInput, 'key'> => ({
  addresses: [
    { kind: 'email', value: 'anna@example.com' },
    { kind: 'phone', value: '+380501112233' },
    { kind: 'telegram', value: '42' },
  ].filter(({ kind }) => channels.includes(kind === 'phone' ? 'sms' : kind)),
  consents: channels.map((channel) => ({ channel, topic: '', granted: true })),
});
const start = ['start', 'trigger-manual', { audience: everybody }] as const;
const state = (flow: string) => ws.report(flow).exited;
const messages = (contact: number) =>
  (['telegram', 'email', 'sms'] as const).flatMap((channel) =>
    ws.store.facts
      .load(contact, { now: { ms: ws.clock.now, zone: 'UTC' } })
      ?.messages(channel)
      .map(({ reached }) => `${channel} ${Object.keys(reached).sort().join('+')}`),
  );
const keys = () =>
  ws.store.db.prepare('SELECT key, state, channel FROM messages ORDER BY id').all() as {
    key: string;
    state: string;
    channel: string;
  }[];
/** What the recipient does, by way of the sandbox. */
let notice = 0;
const receipt = (key: string, kind: 'delivered' | 'read' | 'clicked' | 'failed') =>
  ws.engine.receive('sandbox', [{ kind: 'receipt', id: `n${++notice}`, key, state: kind, at: ws.clock.now }]);
const writes = (channel: string, from: string, text: string, button?: string) =>
  ws.engine.receive('sandbox', [
    {
      kind: 'message',
      id: `n${++notice}`,
      channel,
      from,
      at: ws.clock.now,
      text,
      ...(button === undefined ? {} : { button }),
    },
  ]);

const rung = (channel: string, account: string, over: object = {}) => ({
  channel,
  account,
  content: { en: channel === 'email' ? { subject: 'Hi', html: '<p>Hi</p>' } : { text: 'Hi' } },
  advance: 'not-read',
  after: 'PT2H',
  ...over,
});
const cascade = (rungs: object[], over: object = {}, settings: object = {}) =>
  flowOf(
    [
      [...start],
      ['climb', 'cascade', { topic: 'marketing', rungs, deadline: 'P1D', ...over }],
      ['yes', 'exit', { reason: 'reached' }],
      ['no', 'exit', { reason: 'exhausted' }],
    ],
    ['start.next>climb', 'climb.reached>yes', 'climb.exhausted>no'],
    settings,
  );

async function pass(ms: number): Promise<void> {
  ws.clock.now += ms;
  await ws.engine.runUntilIdle();
}

describe('a cascade', () => {
  const three = [rung('telegram', 'bot'), rung('email', 'mail'), rung('sms', 'text')];

  it('climbs rung by rung, each message with its own key, until one is read', async () => {
    ws = await testWorkspace();
    ws.contact('anna', reachable('telegram', 'email', 'sms'));
    const flow = ws.flow(cascade(three));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    await pass(2 * hour);
    expect(keys()).toEqual([
      { key: '1:climb:1', state: 'delivered', channel: 'telegram' },
      { key: '1:climb:1:2', state: 'delivered', channel: 'email' },
    ]);
    receipt('1:climb:1:2', 'read');
    await ws.engine.runUntilIdle();
    expect(state(flow)).toEqual({ reached: 1 });
    expect(keys()).toHaveLength(2);
  });

  it('skips at once what cannot be sent, and ends exhausted when nothing is left', async () => {
    ws = await testWorkspace();
    ws.contact('anna', reachable('sms'));
    ws.contact('nobody');
    const flow = ws.flow(cascade(three, { rungs: three.map((one) => ({ ...one, advance: 'not-delivered' })) }));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(state(flow)).toEqual({ reached: 1, exhausted: 1 });
    expect(ws.report(flow).messages).toMatchObject([
      { node: 'climb', channel: 'cascade', sent: 1, suppressed: { 'no-address': 5 } },
    ]);
  });

  it('reports what it saved on those whom it reached', async () => {
    ws = await testWorkspace();
    ws.contact('anna', reachable('telegram', 'sms'));
    ws.contact('boris', { ...reachable('sms'), addresses: [{ kind: 'phone', value: '+380501112244' }] });
    ws.contact('nobody');
    const rungs = [rung('telegram', 'bot'), rung('sms', 'text', { price: 1.5 })];
    const flow = ws.flow(cascade(rungs.map((one) => ({ ...one, advance: 'not-delivered' }))));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).savings).toMatchObject([{ node: 'climb', people: 2, dearest: 1.5 }]);
    const [row] = ws.report(flow).savings;
    expect(row?.saved).toBe(3 - (row?.cost ?? 0));
  });

  it('a late receipt of an earlier message calls the next one back while it still waits', async () => {
    ws = await testWorkspace({ now: '2026-03-02T20:30:00Z' });
    ws.contact('anna', reachable('telegram', 'email'));
    const flow = ws.flow(cascade(three, {}, { quietHours: { from: '22:00', to: '08:00' } }));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    await pass(2 * hour);
    expect(keys().map((one) => one.state)).toEqual(['delivered', 'queued']);
    receipt('1:climb:1', 'read');
    await ws.engine.runUntilIdle();
    expect(state(flow)).toEqual({ reached: 1 });
    expect(keys().map((one) => one.state)).toEqual(['read', 'canceled']);
    await pass(24 * hour);
    expect(keys().map((one) => one.state)).toEqual(['read', 'canceled']);
  });

  it('a receipt of another visit or another journey is none of its business', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', reachable('telegram', 'email'));
    const flow = ws.flow(cascade(three, {}, { entry: { maxActivePerKey: 2, onRepeat: 'new' } }));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const second = ws.flow(cascade(three));
    ws.engine.startFlow(second);
    await ws.engine.runUntilIdle();
    receipt('2:climb:1', 'read');
    await ws.engine.runUntilIdle();
    expect(state(flow)).toEqual({});
    expect(state(second)).toEqual({ reached: 1 });
    expect(messages(anna)).toHaveLength(2);
  });

  it('on a virtual clock it goes by what the recipients do', async () => {
    ws = await testWorkspace();
    ws.contact('anna', reachable('telegram', 'email'));
    ws.contact('boris', { ...reachable('telegram'), addresses: [{ kind: 'telegram', value: '43' }] });
    const flow = ws.flow(cascade(three));
    const from = at('2026-03-02T09:00:00Z');
    ws.engine.startFlow(flow, from);
    await ws.engine.runVirtual(from, from + 48 * hour, {
      reallySend: false,
      respond: ({ key, channel, at: sentAt }) => ({
        answers:
          channel === 'email' ? [{ kind: 'receipt', id: `r ${key}`, key, state: 'read', at: sentAt + hour }] : [],
      }),
    });
    expect(state(flow)).toEqual({ reached: 1, exhausted: 1 });
  });
});

const ask = (over: object = {}, settings: object = {}) =>
  flowOf(
    [
      [...start],
      [
        'size',
        'ask',
        {
          channels: [
            { channel: 'telegram', account: 'bot' },
            { channel: 'sms', account: 'text' },
          ],
          topic: 'service',
          content: { en: { text: 'Which size?', again: 'A number, please' } },
          answer: { kind: 'number', min: 30, max: 50 },
          saveTo: 'attributes.size',
          retries: 1,
          timeout: 'P1D',
          ...over,
        },
      ],
      ['known', 'exit', { reason: 'answered' }],
      ['odd', 'exit', { reason: 'invalid' }],
      ['late', 'exit', { reason: 'timeout' }],
      ['lost', 'exit', { reason: 'not-sent' }],
    ],
    ['start.next>size', 'size.answered>known', 'size.invalid>odd', 'size.timeout>late', 'size.not-sent>lost'],
    settings,
  );
const attribute = (contact: number) => ws.store.contacts.view(contact, { workspace: 'UTC' })?.attributes.size;

describe('a question', () => {
  it('is asked where the person is talking; the answer is saved', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', reachable('telegram', 'sms'));
    writes('sms', '+380501112233', 'Hello?');
    ws.clock.now += hour;
    const flow = ws.flow(ask());
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(keys()).toEqual([{ key: '1:size:1', state: 'delivered', channel: 'sms' }]);
    writes('sms', '+380501112233', 'big');
    await ws.engine.runUntilIdle();
    expect(keys().map(({ key }) => key)).toEqual(['1:size:1', '1:size:1:2']);
    writes('sms', '+380501112233', ' 42 ');
    await ws.engine.runUntilIdle();
    expect(attribute(anna)).toBe(42);
    expect(state(flow)).toEqual({ answered: 1 });
  });

  it('gets the answer also when another flow has written since; two questions get one answer each', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', reachable('telegram'));
    const first = ws.flow(ask());
    ws.engine.startFlow(first);
    await ws.engine.runUntilIdle();
    ws.clock.now += hour;
    const other = ws.flow(
      flowOf(
        [
          [...start],
          ['news', 'telegram', { account: 'bot', topic: 'marketing', content: { en: { text: 'News' } } }],
          ['wait', 'wait', { for: 'P9D' }],
        ],
        ['start.next>news', 'news.next>wait'],
      ),
    );
    ws.engine.startFlow(other);
    const second = ws.flow(ask({ saveTo: 'attributes.shoes' }));
    await ws.engine.runUntilIdle();
    writes('telegram', '42', '40');
    await ws.engine.runUntilIdle();
    expect(attribute(anna)).toBe(40);
    expect(state(first)).toEqual({ answered: 1 });
    const third = ws.flow(ask());
    ws.engine.startFlow(third);
    await ws.engine.runUntilIdle();
    ws.clock.now += 1000;
    ws.engine.startFlow(second);
    await ws.engine.runUntilIdle();
    ws.clock.now += 1000;
    writes('telegram', '42', '41');
    await ws.engine.runUntilIdle();
    // The one that asked last has it; the other one goes on waiting.
    expect(state(second)).toEqual({ answered: 1 });
    writes('telegram', '42', '43');
    await ws.engine.runUntilIdle();
    expect(state(third)).toEqual({ answered: 1 });
    expect(attribute(anna)).toBe(43);
  });

  it('takes a button once: the press is not also read as words', async () => {
    ws = await testWorkspace();
    ws.contact('anna', reachable('telegram'));
    const choices = [{ id: 'yes', text: 'Yes' }];
    const config = {
      channels: [{ channel: 'telegram', account: 'bot' }],
      topic: 'service',
      content: { en: { text: 'Shall we call?' } },
      answer: { kind: 'choice', choices },
      timeout: 'P1D',
    };
    const flow = ws.flow(
      flowOf(
        [[...start], ['first', 'ask', config], ['again', 'ask', config]],
        ['start.next>first', 'first.yes>again', 'first.invalid>again'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    writes('telegram', '42', 'What?');
    await ws.engine.runUntilIdle();
    writes('telegram', '42', 'Yes', 'yes');
    await ws.engine.runUntilIdle();
    // The press answered the first question and not also the second one.
    expect(keys().map(({ key }) => key)).toEqual(['1:first:1', '1:first:1:2', '1:again:1']);
    expect(ws.report(flow).nodes.find(({ id }) => id === 'again')).toMatchObject({ waiting: 1 });
  });

  it('an answer that comes while a reminder waits for the morning calls the reminder back', async () => {
    ws = await testWorkspace({ now: '2026-03-02T20:30:00Z' });
    const anna = ws.contact('anna', reachable('telegram'));
    const flow = ws.flow(ask({ remindAfter: 'PT2H' }, { quietHours: { from: '22:00', to: '08:00' } }));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    await pass(2 * hour);
    expect(keys().map((one) => one.state)).toEqual(['delivered', 'queued']);
    writes('telegram', '42', '39');
    await ws.engine.runUntilIdle();
    expect(attribute(anna)).toBe(39);
    expect(keys().map((one) => one.state)).toEqual(['replied', 'canceled']);
    expect(state(flow)).toEqual({ answered: 1 });
  });

  it('time runs out; what was never sent is not waited for', async () => {
    ws = await testWorkspace();
    ws.contact('anna', reachable('telegram'));
    ws.contact('nobody');
    const flow = ws.flow(ask());
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    await pass(24 * hour);
    expect(state(flow)).toEqual({ timeout: 1, 'not-sent': 1 });
  });

  it('on a virtual clock it is answered by whoever plays the recipient', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', reachable('telegram'));
    const flow = ws.flow(ask());
    const from = at('2026-03-02T09:00:00Z');
    ws.engine.startFlow(flow, from);
    const said = ['large', '44'];
    await ws.engine.runVirtual(from, from + 48 * hour, {
      reallySend: false,
      respond: ({ key, recipient, at: sentAt }) => ({
        answers: [
          {
            kind: 'message',
            id: `a ${key}`,
            channel: 'telegram',
            from: recipient,
            at: sentAt + 60_000,
            text: said.shift() ?? '',
          },
        ],
      }),
    });
    expect(attribute(anna)).toBe(44);
    expect(state(flow)).toEqual({ answered: 1 });
  });
});

const task = (over: object = {}, settings: object = {}) =>
  flowOf(
    [
      [...start],
      [
        'call',
        'operator-task',
        {
          kind: 'call',
          title: 'Call {{ contact.first_name }}',
          due: 'PT4H',
          outcomes: [
            { id: 'agreed', name: 'Agreed' },
            { id: 'refused', name: 'Refused' },
          ],
          timeout: 'P3D',
          ...over,
        },
      ],
      ['yes', 'exit', { reason: 'agreed' }],
      ['no', 'exit', { reason: 'refused' }],
      ['late', 'exit', { reason: 'timeout' }],
    ],
    ['start.next>call', 'call.agreed>yes', 'call.refused>no', 'call.timeout>late'],
    settings,
  );
const open = () => ws.store.tasks.list({ state: 'open', offset: 0, limit: 10 });

describe('a task for a person', () => {
  const done = (id: number, outcome: string) => {
    const one = ws.store.tasks.get(id);
    if (one === null) throw new Error('no such task');
    ws.store.tasks.complete(id, outcome, 'a note', ws.clock.now);
    ws.event(one.contact_id, taskDone, ws.clock.now, { task: id, call: one.key, outcome, note: 'a note' });
  };

  it('is created with the journey’s step, and its outcome decides the way on', async () => {
    ws = await testWorkspace();
    ws.contact('anna', { profile: { first_name: 'Anna' } });
    ws.contact('boris', { profile: { first_name: 'Boris' } });
    const flow = ws.flow(task());
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(open()).toMatchObject([
      { title: 'Call Anna', kind: 'call', due_at: ws.clock.now + 4 * hour, key: '1:call:1', flow_name: 'Test flow' },
      { title: 'Call Boris' },
    ]);
    ws.clock.now += hour;
    done(open()[0]?.id ?? 0, 'refused');
    await ws.engine.runUntilIdle();
    expect(state(flow)).toEqual({ refused: 1 });
    expect(open().map(({ title }) => title)).toEqual(['Call Boris']);
  });

  it('is taken back when time runs out, when the journey ends, and when the flow stops', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const flow = ws.flow(task({}, { exit: { when: [{ event: 'order.created' }] } }));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.clock.now += hour;
    ws.event(anna, 'order.created', ws.clock.now);
    await ws.engine.runUntilIdle();
    expect(open()).toEqual([]);
    const second = ws.flow(task());
    ws.engine.startFlow(second);
    await ws.engine.runUntilIdle();
    expect(open()).toHaveLength(1);
    await pass(72 * hour);
    expect(open()).toEqual([]);
    expect(state(second)).toEqual({ timeout: 1 });
    const third = ws.flow(task());
    ws.engine.startFlow(third);
    await ws.engine.runUntilIdle();
    expect(open()).toHaveLength(1);
    ws.engine.stopFlow(third);
    expect(open()).toEqual([]);
    expect(ws.store.tasks.list({ state: 'done', offset: 0, limit: 10 })).toEqual([]);
  });

  it('on a virtual clock nobody does it: it stays open until time runs out', async () => {
    ws = await testWorkspace();
    ws.contact('anna');
    const flow = ws.flow(task());
    const from = at('2026-03-02T09:00:00Z');
    ws.engine.startFlow(flow, from);
    await ws.engine.runVirtual(from, from + 71 * hour, { reallySend: false });
    expect(open()).toHaveLength(1);
    await ws.engine.runVirtual(from + 71 * hour, from + 73 * hour, { reallySend: false });
    expect(state(flow)).toEqual({ timeout: 1 });
  });

  it('is asked of SQLite by index, however many there are', async () => {
    ws = await testWorkspace();
    for (const sql of Object.values(ws.store.tasks.sql)) {
      const params = sql.includes('?') ? [1, 0] : [];
      const plan = ws.store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...params) as { detail: string }[];
      const text = plan.map(({ detail }) => detail).join('; ');
      expect(text).toMatch(/tasks_(open|ended)/);
      expect(text).not.toMatch(/TEMP B-TREE/);
    }
  });
});

describe('consent', () => {
  const consent = (config: object, rest: readonly [string, string, Record<string, unknown>][] = []) =>
    flowOf(
      [[...start], ['say', 'consent', { channel: 'telegram', topic: 'news', ...config }], ...rest],
      ['start.next>say', ...rest.slice(0, 1).map(([id]) => `say.next>${id}`)],
    );
  const agreed = (contact: number) =>
    ws.store.contacts.consents(contact).map(({ channel, topic, granted }) => `${channel} ${topic} ${granted}`);

  it('is given, and kept from those who refused', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', reachable('telegram'));
    const boris = ws.contact('boris', { consents: [{ channel: 'telegram', topic: 'news', granted: false }] });
    const flow = ws.flow(consent({ action: 'subscribe' }));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(agreed(anna)).toEqual(['telegram  true', 'telegram news true']);
    expect(agreed(boris)).toEqual(['telegram news false']);
    expect(ws.report(flow).nodes[1]?.exited).toEqual({ end: 2 });
  });

  it('taken back from the last reachable channel, it ends this journey and those of other flows', async () => {
    ws = await testWorkspace();
    ws.contact('anna', reachable('telegram', 'email'));
    const news = (id: string): [string, string, Record<string, unknown>] => [
      id,
      'telegram',
      { account: 'bot', topic: 'news', content: { en: { text: 'News' } } },
    ];
    const waiting = ws.flow(
      flowOf([[...start], ['pause', 'wait', { for: 'P9D' }], news('later')], ['start.next>pause', 'pause.next>later']),
    );
    const both = ws.flow(
      flowOf(
        [
          [...start],
          ['pause', 'wait', { for: 'P9D' }],
          [
            'both',
            'cascade',
            { topic: 'news', rungs: [rung('telegram', 'bot'), rung('email', 'mail')], deadline: 'P1D' },
          ],
        ],
        ['start.next>pause', 'pause.next>both'],
      ),
    );
    for (const flow of [waiting, both]) ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const flow = ws.flow(consent({ action: 'unsubscribe' }, [news('bye')]));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(state(flow)).toEqual({ unsubscribed: 1 });
    expect(state(waiting)).toEqual({ unsubscribed: 1 });
    expect(state(both)).toEqual({});
  });

  it('is given by a yes to the question', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', { addresses: [{ kind: 'telegram', value: '42' }] });
    const flow = ws.flow(
      consent({
        action: 'confirm',
        confirm: { account: 'bot', content: { en: { text: 'May we write?' } }, button: 'Yes', timeout: 'P2D' },
      }),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    writes('telegram', '42', 'hm');
    await ws.engine.runUntilIdle();
    expect(agreed(anna)).toEqual([]);
    writes('telegram', '42', 'Yes', 'confirm');
    await ws.engine.runUntilIdle();
    expect(agreed(anna)).toEqual(['telegram news true']);
  });
});

describe('a pause of everything automatic', () => {
  it('is kept with the contact and never shortened', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const paused = () => ws.store.facts.load(anna, { now: { ms: ws.clock.now, zone: 'UTC' } })?.pausedUntil();
    expect(paused()).toBeNull();
    for (const length of ['PT24H', 'PT1H']) {
      const flow = ws.flow(flowOf([[...start], ['hand', 'pause-automation', { for: length }]], ['start.next>hand']));
      ws.engine.startFlow(flow);
      await ws.engine.runUntilIdle();
      expect(paused()).toBe(ws.clock.now + 24 * hour);
    }
    ws.store.pauses.resume(anna);
    expect(paused()).toBeNull();
  });
});
