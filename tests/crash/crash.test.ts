/** A real child process is killed with SIGKILL and started again; a loopback mail server counts what arrived. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import type { Report } from '../../flows/api/shapes.ts';
import { addAccount } from '../../flows/host/accounts.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { createWorkspace, openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { crashPointNames } from '../../flows/runtime/crash-points.ts';
import { startSmtp, type TestSmtp } from '../kit/smtp.ts';
import { email, everybody, flowOf } from '../kit/workspace.ts';

const people = 120;
const document = flowOf(
  [
    ['start', 'trigger-manual', { audience: everybody }],
    [
      'arms',
      'split',
      {
        arms: [
          { id: 'a', weight: 5000 },
          { id: 'b', weight: 5000 },
        ],
      },
    ],
    email('mail'),
    ['told', 'milestone', { name: 'Told' }],
    ['pause', 'wait', { for: 'PT1H' }],
  ],
  ['start.next>arms', 'arms.a>mail', 'arms.b>mail', 'mail.next>told', 'told.next>pause'],
);

let smtp: TestSmtp;
let folder: string;
beforeAll(async () => {
  smtp = await startSmtp();
  folder = mkdtempSync(join(tmpdir(), 'kaskad-crash-'));
});
afterAll(async () => {
  await smtp.close();
  rmSync(folder, { recursive: true, force: true });
});

async function prepared(name: string, start = true): Promise<{ file: string; flow: string }> {
  const file = join(folder, `${name}.kaskad`);
  const ws = await createWorkspace(
    file,
    { name, timezone: 'UTC', language: 'en' },
    { host: 'web', registry: await loadEngineRegistry(), vault: memoryVault() },
  );
  await addAccount(ws, {
    type: 'smtp-imap',
    name: 'Mail',
    config: { host: '127.0.0.1', port: smtp.port, security: 'none', fromAddress: 'shop@example.com' },
    makeDefault: true,
  });
  ws.store.db.transaction(() => {
    for (let n = 0; n < people; n++) {
      const consents = n % 10 === 0 ? [] : [{ channel: 'email', topic: '', granted: true }];
      ws.store.contacts.save(
        { key: `${n}`, addresses: [{ kind: 'email', value: `${n}@${name}.example` }], consents },
        Date.now(),
        'test',
      );
    }
  })();
  const flow = ws.store.flows.create(document, Date.now());
  if (start) ws.engine.startFlow(flow);
  await ws.close();
  return { file, flow };
}

/** Runs the child; resolves to the signal that ended it, or null. */
function child(
  file: string,
  where: string,
  options: { killAfter?: number; start?: string } = {},
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(
      process.execPath,
      [join(import.meta.dirname, 'child.ts'), file, where, ...(options.start === undefined ? [] : [options.start])],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let errors = '';
    process_.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const timer =
      options.killAfter === undefined ? undefined : setTimeout(() => process_.kill('SIGKILL'), options.killAfter);
    process_.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (signal === null && code !== 0) reject(new Error(errors));
      else resolve(signal);
    });
  });
}

async function reportOf(file: string, flow: string): Promise<{ report: Report; unknown: Set<string> }> {
  const ws = await openWorkspace(file, {
    mode: 'read',
    host: 'web',
    registry: await loadEngineRegistry(),
    vault: memoryVault(),
  });
  const report = readReport(ws.store, ws.registry, flow);
  expect(readReport(ws.store, ws.registry, flow, { rebuild: true })).toEqual(report);
  const unknown = ws.store.db
    .prepare<[], string>("SELECT recipient FROM messages WHERE state = 'unknown'")
    .pluck()
    .all();
  await ws.close();
  return { report, unknown: new Set(unknown) };
}

/** The same but for which messages are known to have left. */
const settled = (report: Report) => ({
  ...report,
  flow: '',
  messages: report.messages.map(({ sent, unknown, ...rest }) => ({ ...rest, left: sent + unknown })),
});

const received = (name: string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const mail of smtp.mails) {
    for (const to of mail.to) if (to.endsWith(`@${name}.example`)) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return counts;
};

async function finishAndCheck(name: string, file: string, flow: string, undisturbed: Report): Promise<number> {
  await child(file, '-');
  const { report, unknown } = await reportOf(file, flow);
  const counts = received(name);
  expect([...counts].filter(([, n]) => n !== 1)).toEqual([]);
  expect(settled(report)).toEqual(settled(undisturbed));
  // At most what five connections had in flight; each of all others arrived.
  expect(unknown.size).toBeLessThanOrEqual(5);
  const missing = Array.from({ length: people }, (_, n) => n)
    .filter((n) => n % 10 !== 0)
    .map((n) => `${n}@${name}.example`)
    .filter((to) => !counts.has(to) && !unknown.has(to));
  expect(missing).toEqual([]);
  return unknown.size;
}

describe('killed with SIGKILL and run again', () => {
  let undisturbed: Report;
  beforeAll(async () => {
    const { file, flow } = await prepared('undisturbed');
    await child(file, '-');
    undisturbed = (await reportOf(file, flow)).report;
    expect(undisturbed.messages[0]).toMatchObject({ sent: 108, unknown: 0, suppressed: { 'no-consent': 12 } });
    expect(received('undisturbed').size).toBe(108);
  }, 60_000);

  const points = crashPointNames
    .filter((point) => point !== 'start-after-publish')
    .flatMap((point) => [`${point}:1`, `${point}:7`]);

  it.each(points)(
    'at %s every message arrived once and the report is that of an undisturbed run',
    async (where) => {
      const name = where.replace(':', '-');
      const { file, flow } = await prepared(name);
      const signal = await child(file, where);
      // A run of these people commits batches only a few times: then there is nothing to kill, and nothing to lose.
      if (!where.startsWith('batch')) expect(signal).toBe('SIGKILL');
      await finishAndCheck(name, file, flow, undisturbed);
    },
    60_000,
  );

  it('at random moments, again and again', async () => {
    let kills = 0;
    for (let round = 0; round < 6; round++) {
      const name = `random-${round}`;
      const { file, flow } = await prepared(name);
      for (let kill = 0; kill < 3; kill++) {
        if ((await child(file, '-', { killAfter: 350 + Math.random() * 500 })) === 'SIGKILL') kills++;
      }
      const counts = received(name);
      expect([...counts].filter(([, n]) => n !== 1)).toEqual([]);
      await child(file, '-');
      const { report, unknown } = await reportOf(file, flow);
      expect([...received(name)].filter(([, n]) => n !== 1)).toEqual([]);
      expect(unknown.size).toBeLessThanOrEqual(15);
      expect(settled(report)).toEqual(settled(undisturbed));
    }
    expect(kills).toBeGreaterThan(6);
  }, 120_000);

  it('a crash between publishing and letting in lets everybody in once', async () => {
    const { file, flow } = await prepared('again', false);
    expect(await child(file, 'start-after-publish', { start: flow })).toBe('SIGKILL');
    expect((await reportOf(file, flow)).report.entered).toBe(0);
    await finishAndCheck('again', file, flow, undisturbed);
  }, 60_000);
});
