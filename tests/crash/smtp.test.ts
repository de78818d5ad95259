/** The same over a real mail connector: killed between the lines of SMTP, a loopback mail server counts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../flows/host/accounts.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { createWorkspace, openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { startSmtp, type TestSmtp } from '../kit/smtp.ts';
import { email, everybody, flowOf } from '../kit/workspace.ts';
import { type Harness, harness } from './harness.ts';
import { crashRegistry } from './registry.ts';
import { startVendor } from './vendor.ts';

const people = 40;
const agreed = (n: number): boolean => n % 10 !== 0;
const document = flowOf(
  [
    ['start', 'trigger-manual', { audience: everybody }],
    email('mail'),
    ['told', 'milestone', { name: 'Told' }],
    ['pause', 'wait', { for: 'PT1H' }],
  ],
  ['start.next>mail', 'mail.next>told', 'told.next>pause'],
);

let h: Harness;
let smtp: TestSmtp;
beforeAll(async () => {
  h = await harness(await startVendor());
  smtp = await startSmtp();
}, 480_000);
afterAll(async () => {
  h.close();
  await h.vendor.close();
  await smtp.close();
});

const registry = () => crashRegistry('smtp', true);

async function prepared(name: string): Promise<{ file: string; flow: string }> {
  const file = `${h.folder}/${name}.kaskad`;
  const ws = await createWorkspace(
    file,
    { name, timezone: 'UTC', language: 'en' },
    { host: 'web', registry: await registry(), vault: memoryVault() },
  );
  await addAccount(ws, {
    type: 'smtp-imap',
    name: 'Mail',
    config: { host: '127.0.0.1', port: smtp.port, security: 'none', fromAddress: 'shop@example.com' },
    makeDefault: true,
  });
  ws.store.db.transaction(() => {
    for (let n = 0; n < people; n++) {
      const consents = agreed(n) ? [{ channel: 'email', topic: '', granted: true }] : [];
      const addresses = [{ kind: 'email', value: `${n}@${name}.example` }];
      ws.store.contacts.save({ key: `${n}`, addresses, consents }, Date.now(), 'test');
    }
  })();
  const flow = ws.store.flows.create(document, Date.now());
  ws.engine.startFlow(flow);
  await ws.close();
  return { file, flow };
}

const kills = [
  { name: 'handover-after-commit', count: 1 },

  { name: 'send-before-call', count: 8 },
  { name: 'send-after-call', count: 9 },
  { name: 'outcome-before-commit', count: 2 },
];

describe('[S3] killed with SIGKILL while mail leaves, and run again', () => {
  it.each(kills)(
    'at $name, time $count: each letter arrived once, or its fate is told as unknown',
    async (point) => {
      const name = `${point.name}-${point.count}`;
      const { file, flow } = await prepared(name);
      expect(await h.spawn().run({ file, round: 'smtp', smtp: true, point })).toBe(true);
      expect(await h.spawn().run({ file, round: 'smtp', smtp: true })).toBe(false);
      const counts = new Map<string, number>();
      for (const to of smtp.mails.flatMap((mail) => mail.to)) {
        if (to.endsWith(`@${name}.example`)) counts.set(to, (counts.get(to) ?? 0) + 1);
      }
      const ws = await openWorkspace(file, {
        mode: 'read',
        host: 'web',
        registry: await registry(),
        vault: memoryVault(),
      });
      const report = readReport(ws.store, ws.registry, flow);
      expect(readReport(ws.store, ws.registry, flow, { rebuild: true })).toEqual(report);
      const unknown = ws.store.db
        .prepare<[], string>("SELECT recipient FROM messages WHERE state = 'unknown'")
        .pluck()
        .all();
      await ws.close();
      expect([...counts].filter(([, times]) => times !== 1)).toEqual([]);
      expect(unknown.length).toBeLessThanOrEqual(5);
      const wanted = Array.from({ length: people }, (_, n) => n)
        .filter(agreed)
        .map((n) => `${n}@${name}.example`);
      expect(wanted.filter((to) => !counts.has(to) && !unknown.includes(to))).toEqual([]);
      expect(report.messages[0]).toMatchObject({
        sent: wanted.length - unknown.length,
        unknown: unknown.length,
        queued: 0,
      });
      expect(report.nodes.find(({ id }) => id === 'pause')?.waiting).toBe(wanted.length);
    },
    60_000,
  );
});
