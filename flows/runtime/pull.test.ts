/** A goal that brings people to itself from anywhere, and the rules of older versions, which hold for those inside them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { FlowDocument } from '../document/schema.ts';
import { explainContact } from '../explain/explain.ts';
import { replayJourneys } from '../explain/replay.ts';
import type { RuleGroup } from '../sdk/rule.ts';

const hour = 3_600_000;
let ws: TestWorkspace;
let anna: number;
beforeEach(async () => {
  ws = await testWorkspace();
  anna = ws.contact('anna', { addresses: [{ kind: 'email', value: 'anna@example.com' }] });
});
afterEach(async () => {
  const all = ws.store.db.prepare<[], number>('SELECT id FROM journeys').pluck().all();
  expect(replayJourneys(ws, all).differences).toEqual([]);
  await ws.dispose();
});

const choice = (then: 'count' | 'end') => ({ then });
const large: RuleGroup = { combinator: 'and', rules: [{ field: 'props.total', operator: '>=', value: 50 }] };
const goal = (more: object = {}) =>
  [
    'bought',
    'goal',
    { event: 'order.created', pull: true, value: 'event.total', ...choice('count'), ...more },
  ] as const;
const start = ['start', 'trigger-manual', { audience: everybody }] as const;
const service = (id: string) => email(id, { topic: 'service', content: { en: { subject: 'x', html: '<p>x</p>' } } });

/** A month's wait, then nothing; the goal stands apart, and thanks a day later. */
const apart = (more: object = {}): FlowDocument =>
  flowOf(
    [
      [...start],
      ['month', 'wait', { for: 'P30D' }],
      [...goal(more)],
      ['day', 'wait', { for: 'P1D' }],
      service('thanks'),
    ],
    ['start.next>month', 'bought.next>day', 'day.next>thanks'],
  );
const begin = async (document: FlowDocument): Promise<string> => {
  const flow = ws.flow(document);
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  return flow;
};
const order = async (props: object = { total: 80 }): Promise<void> => {
  ws.clock.now += hour;
  ws.event(anna, 'order.created', ws.clock.now, { ...props });
  await ws.engine.runUntilIdle();
};
const at = (flow: string, id: string) => ws.report(flow).nodes.find((node) => node.id === id);

describe('a goal that pulls', () => {
  it('[X3] brings a journey to itself out of the middle of a wait, counts it, and lets it go on from there', async () => {
    const flow = await begin(apart());
    await order();
    expect(at(flow, 'month')).toMatchObject({ waiting: 0, left: { pulled: 1 } });
    expect(at(flow, 'bought')).toMatchObject({ entered: 1, left: { next: 1 } });
    expect(at(flow, 'day')).toMatchObject({ waiting: 1 });
    expect(ws.report(flow).goal).toMatchObject({ reached: 1, value: 80 });
  });
  it('pulls once: who has been there is where it led them', async () => {
    const flow = await begin(apart());
    await order();
    await order();
    expect(at(flow, 'bought')).toMatchObject({ entered: 1 });
    expect(at(flow, 'day')).toMatchObject({ waiting: 1 });
  });
  it('only by the event it names, of those the rule is for', async () => {
    const flow = await begin(apart({ where: large }));
    await order({ total: 10 });
    expect(at(flow, 'month')).toMatchObject({ waiting: 1 });
    await order({ total: 60 });
    expect(at(flow, 'day')).toMatchObject({ waiting: 1 });
  });
  it('may end the journey', async () => {
    const flow = await begin({
      ...apart(choice('end')),
      edges: flowOf([], ['start.next>month', 'day.next>thanks']).edges,
    });
    await order();
    expect(ws.report(flow)).toMatchObject({ active: 0, exited: { goal: 1 } });
  });
  it('is no place to be sent twice from: what was queued or waited for is dropped, also by the same event', async () => {
    const drawn = flowOf(
      [
        [...start],
        service('hello'),
        [...goal()],
        ['again', 'wait-for', { outcomes: [{ id: 'more', event: 'order.created' }], timeout: 'P1D' }],
      ],
      ['start.next>hello', 'bought.next>again'],
    );
    const flow = await begin({ ...drawn, settings: { quietHours: { from: '00:00', to: '23:59' } } });
    await order();
    expect(ws.report(flow).messages.find(({ node }) => node === 'hello')).toMatchObject({ queued: 0, sent: 0 });
    expect(at(flow, 'again')).toMatchObject({ waiting: 1 });
  });
  it('where entry is by a key, leaves journeys with another one alone', async () => {
    const trigger = ['start', 'trigger-event', { event: 'cart.updated' }] as const;
    const document = apart();
    const flow = await begin({
      ...document,
      nodes: [flowOf([[...trigger]], []).nodes[0] as FlowDocument['nodes'][number], ...document.nodes.slice(1)],
      settings: { entry: { key: 'event.cart' } },
    });
    for (const cart of ['a', 'b']) ws.event(anna, 'cart.updated', ws.clock.now, { cart });
    await ws.engine.runUntilIdle();
    await order({ total: 5, cart: 'b' });
    expect(at(flow, 'month')).toMatchObject({ waiting: 1, left: { pulled: 1 } });
  });
  it('[X3] of a paused flow pulls on resume, before what was waited for', async () => {
    const flow = await begin(apart());
    ws.engine.pauseFlow(flow);
    await order();
    expect(at(flow, 'month')).toMatchObject({ waiting: 1 });
    ws.engine.resumeFlow(flow);
    await ws.engine.runUntilIdle();
    expect(at(flow, 'day')).toMatchObject({ waiting: 1 });
  });
  it('may lead back: a block that is visited again sends again', async () => {
    const flow = await begin(
      flowOf(
        [[...start], service('hello'), ['month', 'wait', { for: 'P30D' }], [...goal()]],
        ['start.next>hello', 'hello.next>month', 'bought.next>hello'],
      ),
    );
    await order();
    expect(at(flow, 'hello')).toMatchObject({ entered: 2 });
    expect(ws.store.db.prepare("SELECT count(DISTINCT key) FROM messages WHERE node = 'hello'").pluck().get()).toBe(2);
  });
  it('is explained, as the way there and as what lies ahead', async () => {
    const flow = await begin(apart());
    const told = () => explainContact(ws, { flow, contact: 'anna' }).journeys[0];
    expect(told()?.notReached.find(({ node }) => node === 'bought')).toMatchObject({
      how: 'ahead',
      outlets: ['pulled'],
    });
    await order();
    expect(told()?.steps.find(({ node }) => node === 'month')).toMatchObject({
      outlet: 'pulled',
      to: 'bought',
      why: [{ kind: 'pulled', to: 'bought', event: 'order.created' }],
      differs: false,
    });
  });
});

describe('rules of a version', () => {
  const leaves = (rules: NonNullable<NonNullable<FlowDocument['settings']>['exit']>['when']): FlowDocument => ({
    ...flowOf([[...start], ['month', 'wait', { for: 'P30D' }]], ['start.next>month']),
    settings: { exit: { when: rules } },
  });
  const change = (flow: string, document: FlowDocument): void => {
    const { revision } = ws.store.flows.need(flow);
    ws.store.flows.save(flow, { revision, document }, ws.clock.now);
    ws.engine.startFlow(flow, undefined, { inside: 'stay' });
  };

  const exits = () => ws.store.db.prepare('SELECT exit_reason FROM journeys').pluck().all();

  it('[V1] hold for those inside it, also when the newest has none: an exit event', async () => {
    const flow = await begin(leaves([{ event: 'order.created' }]));
    change(flow, leaves([]));
    await order();
    expect(exits()).toEqual(['event:order.created']);
  });
  it('[V1] hold for those inside it, also when the newest has none: what a contact is', async () => {
    const flow = await begin(
      leaves([{ rule: { combinator: 'and', rules: [{ field: 'tags', operator: 'contains', value: 'gone' }] } }]),
    );
    change(flow, leaves([]));
    ws.store.contacts.applyChanges(anna, [{ op: 'tag', tag: 'gone' }], ws.clock.now);
    await ws.engine.runUntilIdle();
    expect(exits()).toEqual(['rule']);
  });
});

describe('where entry is by a key', () => {
  it('[E4] a wait is over by an event of that key, or of none, and not by another’s', async () => {
    const drawn = flowOf(
      [
        ['start', 'trigger-event', { event: 'order.created' }],
        ['paid', 'wait-for', { outcomes: [{ id: 'yes', event: 'order.paid' }], timeout: 'P1D' }],
        ['end', 'exit', { reason: 'paid' }],
      ],
      ['start.next>paid', 'paid.yes>end'],
    );
    const flow = await begin({ ...drawn, settings: { entry: { key: 'event.order_id' } } });
    const happens = async (type: string, props: object) => {
      ws.clock.now += hour;
      ws.event(anna, type, ws.clock.now, { ...props });
      await ws.engine.runUntilIdle();
    };
    for (const order_id of ['a', 'b', 'c']) await happens('order.created', { order_id });
    await happens('order.paid', { order_id: 'b' });
    expect(at(flow, 'paid')).toMatchObject({ waiting: 2, left: { yes: 1 } });
    await happens('order.paid', {});
    expect(at(flow, 'paid')).toMatchObject({ waiting: 0, left: { yes: 3 } });
  });
  it('[E4] a journey that has no key, such as an audience’s, is about every event', async () => {
    const drawn = flowOf(
      [[...start], ['paid', 'wait-for', { outcomes: [{ id: 'yes', event: 'order.paid' }], timeout: 'P1D' }]],
      ['start.next>paid'],
    );
    const flow = await begin({ ...drawn, settings: { entry: { key: 'event.order_id' } } });
    ws.clock.now += hour;
    ws.event(anna, 'order.paid', ws.clock.now, { order_id: 'x' });
    await ws.engine.runUntilIdle();
    expect(at(flow, 'paid')).toMatchObject({ waiting: 0 });
  });
});
