/** Outcomes that the logic blocks rely on, seen from outside: jumps, turns, and where the contact was active last. */
import { afterEach, describe, expect, it } from 'vitest';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';

let ws: TestWorkspace;
afterEach(async () => {
  await ws.dispose();
});

const hour = 3_600_000;
const start = ['start', 'trigger-manual', { audience: everybody }] as const;

describe('goto', () => {
  it('goes round as often as it may, then leaves the flow with the reason', async () => {
    ws = await testWorkspace();
    ws.contact('anna');
    const flow = ws.flow(
      flowOf(
        [[...start], ['pause', 'wait', { for: 'PT1H' }], ['again', 'goto', { node: 'pause', maxLoops: 2 }]],
        ['start.next>pause', 'pause.next>again'],
      ),
    );
    ws.engine.startFlow(flow);
    for (let round = 1; round <= 3; round++) {
      await ws.engine.runUntilIdle();
      expect(ws.report(flow).nodes.find(({ id }) => id === 'pause')).toMatchObject({ entered: round, waiting: 1 });
      ws.clock.now += hour;
    }
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ 'loop-limit': 1 });
  });
  it('switched off, ends the journey as an open end does', async () => {
    ws = await testWorkspace();
    ws.contact('anna');
    const document = flowOf(
      [[...start], ['pause', 'wait', { for: 'PT1H' }], ['again', 'goto', { node: 'pause' }]],
      ['start.next>pause', 'pause.next>again'],
    );
    const flow = ws.flow({
      ...document,
      nodes: document.nodes.map((node) => (node.id === 'again' ? { ...node, disabled: true } : node)),
    });
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.clock.now += hour;
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ end: 1 });
  });
});

describe('limit', () => {
  it('lets so many pass in each period, in the order they came', async () => {
    ws = await testWorkspace();
    for (let person = 0; person < 7; person++) ws.contact(`p${person}`);
    const flow = ws.flow(
      flowOf(
        [[...start], ['slow', 'limit', { count: 3, per: 'PT1H' }], ['end', 'exit', { reason: 'done' }]],
        ['start.next>slow', 'slow.next>end'],
      ),
    );
    ws.engine.startFlow(flow);
    for (const passed of [3, 6, 7]) {
      await ws.engine.runUntilIdle();
      expect(ws.report(flow).exited).toEqual({ done: passed });
      ws.clock.now += hour;
    }
  });
  it('spreads people over the span and loses nobody', async () => {
    ws = await testWorkspace();
    for (let person = 0; person < 40; person++) ws.contact(`p${person}`);
    const flow = ws.flow(
      flowOf(
        [[...start], ['slow', 'limit', { over: 'P1D' }], ['end', 'exit', { reason: 'done' }]],
        ['start.next>slow', 'slow.next>end'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.clock.now += 12 * hour;
    await ws.engine.runUntilIdle();
    const half = ws.report(flow).exited.done ?? 0;
    expect(half).toBeGreaterThan(8);
    expect(half).toBeLessThan(32);
    ws.clock.now += 12 * hour;
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ done: 40 });
  });
});

describe('reachable', () => {
  it('finds the channel in which the contact was active last', async () => {
    ws = await testWorkspace();
    const both = [
      { kind: 'email', value: 'anna@example.com' },
      { kind: 'telegram', value: '77' },
    ];
    const anna = ws.contact('anna', { addresses: both });
    ws.contact('boris', { addresses: both.map(({ kind, value }) => ({ kind, value: `b${value}` })) });
    ws.event(anna, 'message.received', ws.clock.now - 2 * hour, { channel: 'telegram', text: 'hi' });
    const flow = ws.flow(
      flowOf(
        [
          [...start],
          ['way', 'reachable', { channels: [{ id: 'email' }, { id: 'telegram' }], order: 'recent' }],
          ['mail', 'exit', { reason: 'by-email' }],
          ['chat', 'exit', { reason: 'by-telegram' }],
        ],
        ['start.next>way', 'way.email>mail', 'way.telegram>chat'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ 'by-telegram': 1, 'by-email': 1 });
  });
});
