/** Long work does not make the files grow without end. */
import { existsSync, statSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { email, flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

const hour = 3_600_000;
let ws: TestWorkspace;
afterEach(async () => {
  await ws.dispose();
});

it('[D5] the write-ahead log stays bounded while the engine works, and is gone when it closes', async () => {
  ws = await testWorkspace();
  const people = Array.from({ length: 50 }, (_, n) =>
    ws.contact(`c${n}`, {
      addresses: [{ kind: 'email', value: `c${n}@example.com` }],
      consents: [{ channel: 'email', topic: '', granted: true }],
    }),
  );
  const flow = ws.flow(
    flowOf(
      [['order', 'trigger-event', { event: 'order' }], ['pause', 'wait', { for: 'PT1H' }], email('mail')],
      ['order.next>pause', 'pause.next>mail'],
    ),
  );
  ws.engine.startFlow(flow);
  const wal = `${ws.file}-wal`;
  const pages = (): number => ws.store.db.pragma('page_count', { simple: true }) as number;
  const before = pages();
  let written = 0;
  let largest = 0;
  for (let turn = 0; turn < 60; turn++) {
    ws.store.db.transaction(() => {
      for (const contact of people) ws.event(contact, 'order', ws.clock.now);
    })();
    await ws.engine.runUntilIdle();
    ws.clock.now += 2 * hour;
    await ws.engine.runUntilIdle();
    const size = statSync(wal).size;
    largest = Math.max(largest, size);
    written = (pages() - before) * 4096;
  }
  // Not vacuous: far more was written than the log may ever hold.
  expect(ws.report(flow).entered).toBe(3000);
  expect(written).toBeGreaterThan(1_000_000);
  // SQLite moves the log into the file every thousand pages; a large transaction may come on top.
  expect(largest).toBeLessThan(10_000_000);
  await ws.close();
  expect(existsSync(wal) ? statSync(wal).size : 0).toBe(0);
}, 240_000);
