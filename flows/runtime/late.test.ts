/** What passed while the computer slept. */
import { afterEach, describe, expect, it } from 'vitest';
import type { FlowSettings } from '../../flows/document/schema.ts';
import { at, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';

let ws: TestWorkspace;
afterEach(() => ws.dispose());

const notices = () =>
  ws.store.notices
    .list(10)
    .filter(({ code }) => code === 'woke-late')
    .map(({ params }) => params);

/** A wait that is due on 3 March at ten; the computer wakes at `woken`. */
async function sleptTill(
  woken: string,
  settings: FlowSettings = {},
  wait: Record<string, unknown> = { for: 'P1D', at: '10:00' },
) {
  ws = await testWorkspace({ now: '2026-03-02T09:00:00Z' });
  ws.contact('anna');
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        ['pause', 'wait', wait],
        ['end', 'exit', { reason: 'done' }],
      ],
      ['start.next>pause', 'pause.next>end'],
      settings,
    ),
  );
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  ws.clock.now = at(woken);
  await ws.engine.runUntilIdle();
  return flow;
}
const due = () => ws.store.journeys.nextDue();

describe('a wait that passed while the computer slept', () => {
  it('[L1] runs at once when it is less than twelve hours late, and the report says so', async () => {
    const flow = await sleptTill('2026-03-03T21:59:00Z');
    expect(ws.report(flow).exited).toEqual({ done: 1 });
    expect(notices()).toEqual([{ late: 1, run: 1, postponed: 0, skipped: 0 }]);
  });

  it('[L1] later than that, goes on at its next time of day', async () => {
    const flow = await sleptTill('2026-03-05T15:00:00Z');
    expect(ws.report(flow).active).toBe(1);
    expect(due()).toBe(at('2026-03-06T10:00:00Z'));
    expect(notices()).toEqual([{ late: 1, run: 0, postponed: 1, skipped: 0 }]);
    ws.clock.now = at('2026-03-06T10:00:00Z');
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ done: 1 });
  });

  it('[L1] a length of time has no hours of its own: it goes on outside of quiet hours', async () => {
    const quietHours = { from: '21:00', to: '09:00' };
    const flow = await sleptTill('2026-03-05T22:00:00Z', { quietHours }, { for: 'PT2H' });
    expect(ws.report(flow).active).toBe(1);
    expect(due()).toBe(at('2026-03-06T09:00:00Z'));
  });

  it('[L1] does as the flow says: run, skip, or run if less late', async () => {
    const run = await sleptTill('2026-03-09T15:00:00Z', { late: { policy: 'run' } });
    expect(ws.report(run).exited).toEqual({ done: 1 });
    await ws.dispose();
    const skip = await sleptTill('2026-03-03T12:00:00Z', { late: { policy: 'skip' } });
    expect(ws.report(skip).exited).toEqual({ late: 1 });
    await ws.dispose();
    const within = await sleptTill('2026-03-03T12:00:00Z', { late: { policy: 'run-if', lessThan: 'PT1H' } });
    expect(ws.report(within).active).toBe(1);
  });

  it('[L1] a few minutes of backlog are no lateness', async () => {
    const flow = await sleptTill('2026-03-03T10:04:00Z', { late: { policy: 'skip' } });
    expect(ws.report(flow).exited).toEqual({ done: 1 });
    expect(notices()).toEqual([]);
  });
});

describe('a trigger whose time passed while the computer slept', () => {
  const born = (value: string) => ({ attributes: { born: value } });
  /** Started on 2 March at nine; the computer wakes at `woken`. */
  async function sleptOver(woken: string, trigger: [string, Record<string, unknown>], settings: FlowSettings = {}) {
    ws = await testWorkspace({ now: '2026-03-02T09:00:00Z' });
    ws.contact('anna', born('1990-03-03'));
    const flow = ws.flow(
      flowOf(
        [
          ['start', ...trigger],
          ['end', 'exit', { reason: 'done' }],
        ],
        ['start.next>end'],
        settings,
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    await wakeAt(woken);
    return flow;
  }
  const wakeAt = async (when: string) => {
    ws.clock.now = at(when);
    await ws.engine.runUntilIdle();
  };
  const daily: [string, Record<string, unknown>] = ['trigger-schedule', { audience: everybody, cron: '0 10 3-31 * *' }];
  const once: [string, Record<string, unknown>] = [
    'trigger-schedule',
    { audience: everybody, once: '2026-03-03T10:00:00Z' },
  ];
  const birthday: [string, Record<string, unknown>] = [
    'trigger-date',
    { attribute: 'born', at: '10:00', yearly: true },
  ];

  it.each([
    ['a daily time', daily],
    ['a single time', once],
    ['a date', birthday],
  ])('[L1] %s: lets in when less than twelve hours late, and the report says so', async (_, trigger) => {
    const flow = await sleptOver('2026-03-03T21:59:00Z', trigger);
    expect(ws.report(flow).entered).toBe(1);
    expect(notices()).toEqual([{ late: 1, run: 1, postponed: 0, skipped: 0 }]);
  });
  it.each([
    ['a daily time', daily],
    ['a single time', once],
    ['a date', birthday],
  ])('[L1] %s: later than that, waits for its next time of day, and comes once', async (_, trigger) => {
    const flow = await sleptOver('2026-03-05T15:00:00Z', trigger);
    expect(ws.report(flow).entered).toBe(0);
    expect(notices()).toEqual([{ late: 1, run: 0, postponed: 1, skipped: 0 }]);
    await wakeAt('2026-03-06T09:59:00Z');
    expect(ws.report(flow).entered).toBe(0);
    await wakeAt('2026-03-06T10:00:00Z');
    expect(ws.report(flow).entered).toBe(1);
    await wakeAt('2026-03-06T23:00:00Z');
    expect(ws.report(flow).entered).toBe(1);
    expect(notices()).toHaveLength(1);
  });
  it.each([
    ['a daily time', daily],
    ['a single time', once],
    ['a date', birthday],
  ])('[L1] %s: lets nobody in when the flow says skip', async (_, trigger) => {
    const flow = await sleptOver('2026-03-03T12:00:00Z', trigger, { late: { policy: 'skip' } });
    expect(ws.report(flow).entered).toBe(0);
    expect(notices()).toEqual([{ late: 1, run: 0, postponed: 0, skipped: 1 }]);
  });
  it('[L1] a day that was skipped is not the last: the next one lets in', async () => {
    const flow = await sleptOver('2026-03-03T12:00:00Z', daily, { late: { policy: 'skip' } });
    await wakeAt('2026-03-04T10:00:00Z');
    expect(ws.report(flow).entered).toBe(1);
  });
  it('[L1] a birthday put off is not a second one, and next year comes', async () => {
    const flow = await sleptOver('2026-03-05T15:00:00Z', birthday);
    await wakeAt('2026-03-06T10:00:00Z');
    await wakeAt('2027-03-03T10:00:00Z');
    expect(ws.report(flow).entered).toBe(2);
  });
  it('[L1] a birthday put off is not lost when the contact changes meanwhile; another date is another', async () => {
    const flow = await sleptOver('2026-03-05T15:00:00Z', birthday);
    const anna = ws.store.contacts.list(
      { sort: 'key', descending: false, offset: 0, limit: 1 },
      { now: { ms: ws.clock.now, zone: 'UTC' }, segments: () => null },
    ).rows[0]?.id as number;
    ws.store.contacts.applyChanges(anna, [{ op: 'set', field: 'first_name', value: 'Anna' }], ws.clock.now);
    await ws.engine.runUntilIdle();
    await wakeAt('2026-03-06T10:00:00Z');
    expect(ws.report(flow).entered).toBe(1);
  });
  it('[L1] what had passed when the flow was started is the author’s wish, not lateness', async () => {
    ws = await testWorkspace({ now: '2026-03-06T09:00:00Z' });
    ws.contact('anna');
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody, at: '2026-03-02T09:00:00Z' }],
          ['end', 'exit', { reason: 'done' }],
        ],
        ['start.next>end'],
        { late: { policy: 'skip' } },
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).entered).toBe(1);
    expect(notices()).toEqual([]);
  });
  it('[L1] the report of a waking outlives the engine that began it', async () => {
    ws = await testWorkspace({ now: '2026-03-02T09:00:00Z' });
    ws.store.meta.setValue('woke', { late: 3, run: 1, postponed: 2, skipped: 0 });
    ws = await ws.reopen();
    await ws.engine.runUntilIdle();
    expect(notices()).toEqual([{ late: 3, run: 1, postponed: 2, skipped: 0 }]);
    ws = await ws.reopen();
    await ws.engine.runUntilIdle();
    expect(notices()).toHaveLength(1);
  });
});
