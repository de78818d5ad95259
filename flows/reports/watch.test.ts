/** What the canvas says besides figures: when those who wait go on, and what keeps messages back. */
import { afterEach, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { plansOf, scansIn } from '../../tests/kit/plans.ts';
import { type Answer, type ScriptedVendor, scriptedVendor } from '../../tests/kit/scripted-vendor.ts';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { troubleStore } from '../store/troubles.ts';
import { waitingStore } from '../store/waiting.ts';
import { readTroubles } from './troubles.ts';
import { readWaiting } from './waiting.ts';

const hour = 3_600_000;
let ws: TestWorkspace;
afterEach(() => ws.dispose());

function fill(people: number): void {
  for (let n = 0; n < people; n++)
    ws.contact(`p${n}`, {
      addresses: [{ kind: 'email', value: `p${n}@example.com` }],
      consents: [{ channel: 'email', topic: '', granted: true }],
    });
}

describe('when those who wait go on', () => {
  const started = async (): Promise<string> => {
    // Ten in the morning in Kyiv.
    ws = await testWorkspace({ now: '2026-03-27T08:00:00Z', timezone: 'Europe/Kyiv' });
    fill(5);
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          [
            'test',
            'split',
            {
              arms: [
                { id: 'a', weight: 5000 },
                { id: 'b', weight: 5000 },
              ],
            },
          ],
          ['short', 'wait', { for: 'PT3H' }],
          ['long', 'wait', { for: 'P3D' }],
          ['order', 'wait-for', { outcomes: [{ id: 'bought', event: 'order.created' }], timeout: 'P30D' }],
        ],
        ['start.next>test', 'test.a>short', 'test.b>long', 'short.next>order'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    return flow;
  };
  const at = async (flow: string, node: string, now: number) => {
    const { nodes, days } = await readWaiting(ws.store, { flow, now });
    return { days, ...nodes.find((one) => one.node === node) };
  };

  it('is told day by day, with the first minute and how many go then', async () => {
    const flow = await started();
    const now = ws.clock.now;
    const short = await at(flow, 'short', now);
    const long = await at(flow, 'long', now);
    expect(short.waiting).toBeGreaterThan(0);
    expect((short.waiting ?? 0) + (long.waiting ?? 0)).toBe(5);
    expect(short).toMatchObject({
      next: { at: '2026-03-27T13:00:00+02:00', people: short.waiting },
      perDay: [short.waiting, 0, 0, 0, 0, 0, 0],
    });
    // The clock goes forward on the 29th: days are of the calendar.
    expect(long.days?.slice(0, 4)).toEqual([
      '2026-03-28T00:00:00+02:00',
      '2026-03-29T00:00:00+02:00',
      '2026-03-30T00:00:00+03:00',
      '2026-03-31T00:00:00+03:00',
    ]);
    expect(long.perDay).toEqual([0, 0, 0, long.waiting, 0, 0, 0]);

    // Late ones go on as soon as the engine comes to them; nobody goes on from an event's wait within the week.
    const late = await at(flow, 'short', now + 5 * hour);
    expect(late.next).toEqual({ at: '2026-03-27T15:00:00+02:00', people: short.waiting });
    ws.clock.now = now + 4 * hour;
    await ws.engine.runUntilIdle();
    expect(await at(flow, 'order', ws.clock.now)).toMatchObject({
      waiting: short.waiting,
      next: null,
      perDay: [0, 0, 0, 0, 0, 0, 0],
    });
  });

  it('stands still while the flow is paused', async () => {
    const flow = await started();
    ws.engine.pauseFlow(flow);
    const { paused, nodes } = await readWaiting(ws.store, { flow, now: ws.clock.now });
    expect(paused).toBe(true);
    expect(nodes.map(({ next }) => next)).toEqual([null, null]);
  });

  it('is read by the index of timers, however many wait', async () => {
    await started();
    const plans = plansOf(ws.store.db, waitingStore);
    expect(plans).toHaveLength(2);
    expect(scansIn(plans)).toEqual([]);
  });
});

describe('what keeps messages back', () => {
  let vendor: ScriptedVendor;
  let account: string;
  const mailing = async (people: number, script: (call: number) => Answer): Promise<string> => {
    vendor = scriptedVendor(await loadEngineRegistry());
    vendor.script = script;
    ws = await testWorkspace({ registry: vendor.registry });
    await addAccount(ws, { type: 'scripted', name: 'Post', config: {}, makeDefault: true });
    account = ws.store.accounts.defaultFor('send.email') ?? '';
    ws.store.meta.setSending({ quietHours: null, caps: [] });
    ws.engine.sendingChanged();
    fill(people);
    const flow = ws.flow(
      flowOf([['start', 'trigger-manual', { audience: everybody }], email('mail')], ['start.next>mail']),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    return flow;
  };
  const troubles = (flow: string, later = 0) => readTroubles(ws.store, ws.registry, flow, ws.clock.now + later);

  it('is nothing while messages leave', async () => {
    const flow = await mailing(10, () => 'takes');
    expect(troubles(flow)).toEqual([]);
  });

  it('is an account that rests, till when and why, with the messages that will be tried again', async () => {
    const flow = await mailing(3, () => 'rate-limited');
    expect(troubles(flow)).toEqual([
      expect.objectContaining({
        node: 'mail',
        kind: 'account-paused',
        account,
        accountName: 'Post',
        reason: 'Slower, please.',
      }),
      expect.objectContaining({
        node: 'mail',
        kind: 'retrying',
        account,
        accountName: 'Post',
        reason: 'account-paused',
      }),
    ]);
    expect(troubles(flow, 10 * hour).map(({ kind }) => kind)).toEqual(['retrying']);
  });

  it('are failures, when they are many of the last hour, and their main reason', async () => {
    const flow = await mailing(20, (call) => (call % 3 === 0 ? 'blocked' : 'takes'));
    expect(troubles(flow)).toEqual([
      expect.objectContaining({ kind: 'failing', count: 6, of: 20, reason: 'blocked', account }),
    ]);
    expect(troubles(flow, 2 * hour)).toEqual([]);
  });

  it('is not one failure among many', async () => {
    const flow = await mailing(20, (call) => (call === 3 ? 'blocked' : 'takes'));
    expect(troubles(flow)).toEqual([]);
  });

  it('are messages of which nobody knows, a check that failed, and an account that is gone', async () => {
    const flow = await mailing(3, (call) => (call === 1 ? 'cut-after-acting' : 'takes'));
    expect(troubles(flow)).toEqual([expect.objectContaining({ kind: 'unknown', count: 1, account })]);
    ws.store.accounts.keepCheck(
      account,
      { ok: false, detail: 'Wrong key.', errorClass: 'bad-credentials' },
      ws.clock.now,
    );
    expect(troubles(flow)[0]).toMatchObject({ kind: 'check-failed', reason: 'Wrong key.' });
    ws.store.accounts.remove(account);
    expect(troubles(flow)[0]).toMatchObject({ kind: 'account-missing', account: null });
  });

  it('is found by indexes, in a bounded sample of each state', async () => {
    await mailing(1, () => 'takes');
    const plans = plansOf(ws.store.db, troubleStore);
    expect(plans.length).toBeGreaterThan(3);
    expect(scansIn(plans)).toEqual([]);
  });
});
