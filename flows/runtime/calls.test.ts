/** One flow starts, waits for and stops another. */
import { afterEach, describe, expect, it } from 'vitest';
import { at, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';

const start = at('2026-03-02T09:00:00Z');
const day = 86_400_000;
let ws: TestWorkspace;
afterEach(() => ws.dispose());

const vips = { combinator: 'and' as const, rules: [{ field: 'tags', operator: '=' as const, value: 'vip' }] };

/** The other flow: stays a day, ends. `callee` gets its id of the name. */
const callee = {
  ...flowOf(
    [
      ['in', 'trigger-flow', {}],
      ['nap', 'wait', { for: 'P1D' }],
      ['bye', 'exit', { reason: 'done' }],
    ],
    ['in.next>nap', 'nap.next>bye'],
  ),
  name: 'Callee',
};

const caller = (config: object, more: Partial<ReturnType<typeof flowOf>> = {}) => ({
  ...flowOf(
    [
      ['all', 'trigger-manual', { audience: vips }],
      ['call', 'start-flow', { flow: 'callee', ...config }],
      ['went', 'exit', { reason: 'went' }],
      ['none', 'exit', { reason: 'none' }],
      ['late', 'exit', { reason: 'late' }],
    ],
    [
      'all.next>call',
      'call.next>went',
      ...('waitForEnd' in config ? ['call.not-started>none'] : []),
      ...('timeout' in config ? ['call.timeout>late'] : []),
    ],
    {},
    { flows: { callee: {} } },
  ),
  name: 'Caller',
  ...more,
});

const run = (to: number) => ws.engine.runVirtual(start, to, { reallySend: false });

describe('a flow that starts another', () => {
  it('hands values over and goes on at once', async () => {
    ws = await testWorkspace();
    const ann = ws.contact('ann', { tags: ['vip'] });
    const other = ws.flow(callee);
    const flow = ws.flow(caller({ context: [{ name: 'total', value: 12 }] }));
    ws.engine.startFlow(other, start);
    ws.engine.startFlow(flow, start);
    await run(start + 1000);
    expect(ws.report(flow).exited).toEqual({ went: 1 });
    expect(ws.report(other)).toMatchObject({ entered: 1, active: 1 });
    const [event] = ws.store.events.ofContact(ann, 10);
    expect(event).toMatchObject({ type: 'flow.started', props: { total: 12, flow: other, chain: 1 } });
  });

  it('waits for the end, but no longer than its time', async () => {
    ws = await testWorkspace();
    ws.contact('ann', { tags: ['vip'] });
    const other = ws.flow(callee);
    const patient = ws.flow(caller({ waitForEnd: true }));
    const hasty = ws.flow(caller({ waitForEnd: true, timeout: 'PT2H' }));
    for (const flow of [other, patient]) ws.engine.startFlow(flow, start);
    await run(start + day - 1000);
    expect(ws.report(patient)).toMatchObject({ active: 1 });
    // Inside already: the other flow lets nobody in a second time, so there is nothing to wait for.
    ws.engine.startFlow(hasty, start + day - 1000);
    await ws.engine.runVirtual(start + day - 1000, start + 2 * day, { reallySend: false });
    expect(ws.report(patient).exited).toEqual({ went: 1 });
    expect(ws.report(hasty).exited).toEqual({ none: 1 });
  });

  it('goes on by its time limit', async () => {
    ws = await testWorkspace();
    ws.contact('ann', { tags: ['vip'] });
    const other = ws.flow(callee);
    const hasty = ws.flow(caller({ waitForEnd: true, timeout: 'PT2H' }));
    for (const flow of [other, hasty]) ws.engine.startFlow(flow, start);
    await run(start + 2 * day);
    expect(ws.report(hasty).exited).toEqual({ late: 1 });
    expect(ws.report(other).exited).toEqual({ done: 1 });
  });

  it('is told when the other flow does not run', async () => {
    ws = await testWorkspace();
    ws.contact('ann', { tags: ['vip'] });
    ws.flow(callee);
    const flow = ws.flow(caller({ waitForEnd: true }));
    ws.engine.startFlow(flow, start);
    await run(start + 1000);
    expect(ws.report(flow).exited).toEqual({ none: 1 });
  });

  it('does not start while its slot stands for nothing, and stays bound when the other flow gets another name', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(caller({}));
    expect(() => ws.engine.startFlow(flow, start)).toThrow(/callee/);
    const other = ws.flow({ ...callee, name: 'Callee' });
    const row = ws.store.flows.need(flow);
    const bindings = { callee: other };
    ws.store.flows.save(flow, { revision: row.revision, document: row.draft, bindings }, ws.clock.now);
    const renamed = ws.store.flows.need(other);
    const document = { ...renamed.draft, name: 'Something else' };
    ws.store.flows.save(other, { revision: renamed.revision, document }, ws.clock.now);
    ws.engine.startFlow(flow, start);
    ws.store.flows.remove(other);
    expect(() => ws.engine.startFlow(flow, start)).toThrow(/callee/);
  });

  it('does not spin when flows start one another in a circle', async () => {
    ws = await testWorkspace();
    ws.contact('ann', { tags: ['vip'] });
    const circle = ws.flow({
      ...flowOf(
        [
          ['all', 'trigger-manual', { audience: everybody }],
          ['in', 'trigger-flow', {}],
          ['again', 'start-flow', { flow: 'circle' }],
          ['out', 'exit', { reason: 'out' }],
        ],
        ['all.next>again', 'in.next>again', 'again.next>out'],
        {},
        { flows: { circle: {} } },
      ),
      name: 'Circle',
    });
    ws.engine.startFlow(circle, start);
    await run(start + day);
    expect(ws.report(circle)).toMatchObject({ entered: 11, active: 0, exited: { out: 10, 'flow-circle': 1 } });
  });
});

describe('a flow that stops another', () => {
  it('ends the contact there, and nobody else', async () => {
    ws = await testWorkspace();
    ws.contact('ann', { tags: ['vip'] });
    ws.contact('ben');
    const other = ws.flow({
      ...flowOf(
        [
          ['all', 'trigger-manual', { audience: everybody }],
          ['nap', 'wait', { for: 'P9D' }],
        ],
        ['all.next>nap'],
      ),
      name: 'Other',
    });
    const flow = ws.flow({
      ...flowOf(
        [
          ['all', 'trigger-manual', { audience: vips }],
          ['stop', 'stop-flow', { flow: 'other' }],
          ['out', 'exit', { reason: 'out' }],
        ],
        ['all.next>stop', 'stop.next>out'],
        {},
        { flows: { other: {} } },
      ),
    });
    ws.engine.startFlow(other, start);
    ws.engine.startFlow(flow, start);
    await run(start + day);
    expect(ws.report(other)).toMatchObject({ active: 1, exited: { 'stopped-by-flow': 1 } });
    expect(ws.report(flow).exited).toEqual({ out: 1 });
  });
});
