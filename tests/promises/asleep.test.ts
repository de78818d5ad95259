/** The laptop is closed for a week, with everything under way, and opened at night. */
import { afterEach, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { addAccount } from '../../flows/host/accounts.ts';
import { scriptedVendor } from '../kit/scripted-vendor.ts';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

const people = 40;
let ws: TestWorkspace;
afterEach(() => ws.dispose());

describe('asleep for a week', () => {
  it('[L1] on waking at night nobody is written to; in the morning each gets one letter, and it is told what was late', async () => {
    const vendor = scriptedVendor(await loadEngineRegistry());
    ws = await testWorkspace({ now: '2026-03-02T09:30:00Z', registry: vendor.registry });
    await addAccount(ws, { type: 'scripted', name: 'Vendor', config: {}, makeDefault: true });
    for (let n = 0; n < people; n++) {
      ws.contact(`c${n}`, {
        addresses: [{ kind: 'email', value: `c${n}@example.com` }],
        consents: [{ channel: 'email', topic: '', granted: true }],
      });
    }
    const quietHours = { from: '21:00', to: '09:00' };
    const waiting = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { for: 'P2D', at: '12:00' }],
          email('mail'),
        ],
        ['start.next>pause', 'pause.next>mail'],
        { quietHours },
      ),
    );
    const daily = ws.flow({
      ...flowOf(
        [['start', 'trigger-schedule', { cron: '0 10 * * *', audience: everybody }], email('news')],
        ['start.next>news'],
        { quietHours, entry: { onRepeat: 'new', maxActivePerKey: 9 } },
      ),
      name: 'Daily',
    });
    ws.engine.startFlow(waiting);
    ws.engine.startFlow(daily);
    await ws.engine.runUntilIdle();
    ws = await ws.reopen();

    ws.clock.now = at('2026-03-09T23:00:00Z');
    await ws.engine.runUntilIdle();
    expect(vendor.calls).toBe(0);
    expect(ws.report(waiting).active).toBe(people);
    const told = ws.store.notices.list(10).filter(({ code }) => code === 'woke-late');
    expect(told).toHaveLength(1);
    expect(told[0]?.params).toMatchObject({ late: people + 1 });
    // The forty waits, and the daily start. Seven missed mornings are not seven letters.
    expect(ws.report(daily).entered).toBeLessThanOrEqual(people);
    const missed = ws.report(daily).entered;

    ws = await ws.reopen();
    for (const hour of ['09', '10', '12', '13']) {
      ws.clock.now = at(`2026-03-10T${hour}:00:00Z`);
      await ws.engine.runUntilIdle();
    }
    expect(ws.report(waiting).messages[0]).toMatchObject({ sent: people, queued: 0, unknown: 0 });
    // That of the missed week, if it still was let in, and that of the day itself.
    expect(ws.report(daily).messages[0]).toMatchObject({ sent: missed + people, queued: 0 });
    expect(vendor.acted.size).toBe(2 * people + missed);
    expect([...vendor.acted.values()].every((times) => times === 1)).toBe(true);
    expect(ws.store.notices.list(10).filter(({ code }) => code === 'woke-late')).toHaveLength(1);
  });
});
