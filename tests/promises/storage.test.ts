/** The disk fails in every way a disk can: no message twice, none lost, words for the person, and the engine does not spin. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { addAccount } from '../../flows/host/accounts.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { createWorkspace, type OpenWorkspace, openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { type ScriptedVendor, scriptedVendor } from '../kit/scripted-vendor.ts';
import { email, everybody, flowOf } from '../kit/workspace.ts';

const people = 100;
const mounted: string[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) spawnSync('umount', ['-l', folder]);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderOf(): string {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kaskad-storage-'));
  folders.push(folder);
  return folder;
}

/** A disk of its own that is soon full; null where we may not make one. */
function smallDisk(megabytes: number): string | null {
  const folder = join(folderOf(), 'disk');
  mkdirSync(folder);
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (done.status !== 0) return null;
  mounted.push(folder);
  return folder;
}

const document = flowOf(
  [
    ['start', 'trigger-manual', { audience: everybody }],
    email('mail'),
    ['told', 'milestone', { name: 'Told' }],
    email('again'),
    ['pause', 'wait', { for: 'P1D' }],
  ],
  ['start.next>mail', 'mail.next>told', 'told.next>again', 'again.next>pause'],
);

async function started(file: string, vendor: ScriptedVendor): Promise<{ ws: OpenWorkspace; flow: string }> {
  const ws = await createWorkspace(
    file,
    { name: 'Storage', timezone: 'UTC', language: 'en' },
    { host: 'web', registry: vendor.registry, vault: memoryVault() },
  );
  await addAccount(ws, { type: 'scripted', name: 'Vendor', config: {}, makeDefault: true });
  ws.store.db.transaction(() => {
    for (let n = 0; n < people; n++) {
      ws.store.contacts.save(
        {
          key: `${n}`,
          addresses: [{ kind: 'email', value: `${n}@people.example` }],
          consents: [{ channel: 'email', topic: '', granted: true }],
        },
        Date.now(),
        'test',
      );
    }
  })();
  const flow = ws.store.flows.create(document, Date.now());
  ws.engine.startFlow(flow);
  return { ws, flow };
}

const reopened = (file: string, vendor: ScriptedVendor): Promise<OpenWorkspace> =>
  openWorkspace(file, { mode: 'write', host: 'web', registry: vendor.registry, vault: memoryVault() });

/** What must hold when all was run to its end after at most `failures` interruptions. */
function whole(ws: OpenWorkspace, flow: string, vendor: ScriptedVendor, failures: number): void {
  expect([...vendor.acted].filter(([, times]) => times !== 1)).toEqual([]);
  const report = readReport(ws.store, ws.registry, flow);
  expect(readReport(ws.store, ws.registry, flow, { rebuild: true })).toEqual(report);
  let unknown = 0;
  for (const message of report.messages) {
    expect(message.sent + message.unknown).toBe(people);
    unknown += message.unknown;
  }
  expect(unknown).toBeLessThanOrEqual(5 * failures);
  expect(report.nodes.find(({ id }) => id === 'pause')?.waiting).toBe(people);
  expect(vendor.acted.size).toBeGreaterThanOrEqual(2 * people - unknown);
  expect(ws.store.health.check(Date.now()).damage).toEqual([]);
}

describe('a full disk', () => {
  it('[D1] stops the run in words, asks the vendor for nothing meanwhile, and loses nobody', async () => {
    const vendor = scriptedVendor(await loadEngineRegistry());
    const { ws, flow } = await started(join(folderOf(), 'full.kaskad'), vendor);
    let failures = 0;
    for (const room of [0, 2, 5, 9, 14]) {
      const pages = ws.store.db.pragma('page_count', { simple: true }) as number;
      ws.store.db.pragma(`max_page_count = ${pages + room}`);
      const before = vendor.calls;
      try {
        await ws.engine.runUntilIdle();
      } catch (error) {
        failures++;
        expect(error).toMatchObject({ code: 'disk-full', message: expect.stringMatching(/full.*Free some space/) });
        // What it could not note it did not go on to do again and again.
        expect(vendor.calls - before).toBeLessThanOrEqual(2 * people);
      }
    }
    expect(failures).toBeGreaterThan(2);
    ws.store.db.pragma('max_page_count = 1000000');
    await ws.engine.runUntilIdle();
    whole(ws, flow, vendor, failures);
    await ws.close();
  });

  it('[D1] a real one (ENOSPC): the same, over closing and opening again', async ({ skip }) => {
    const disk = smallDisk(12);
    if (disk === null) return skip('a small disk can only be mounted as root');
    const vendor = scriptedVendor(await loadEngineRegistry());
    const file = join(disk, 'real.kaskad');
    const { ws, flow } = await started(file, vendor);
    const filler = join(disk, 'filler');
    const room = (): number => Number(execFileSync('df', ['--output=avail', '-B1', disk]).toString().split('\n')[1]);
    writeFileSync(filler, Buffer.alloc(Math.max(0, room() - 100_000)));
    await expect(ws.engine.runUntilIdle()).rejects.toMatchObject({ code: 'disk-full' });
    await ws.close().catch(() => undefined);
    unlinkSync(filler);
    const again = await reopened(file, vendor);
    await again.engine.runUntilIdle();
    whole(again, flow, vendor, 1);
    await again.close();
  });

  it('[D1] while the engine works in real time ends it instead of turning in circles', async () => {
    const vendor = scriptedVendor(await loadEngineRegistry());
    const { ws } = await started(join(folderOf(), 'live.kaskad'), vendor);
    ws.store.db.pragma(`max_page_count = ${ws.store.db.pragma('page_count', { simple: true })}`);
    const stop = new AbortController();
    await expect(ws.engine.run(stop.signal)).rejects.toMatchObject({ code: 'disk-full' });
    expect(vendor.calls).toBeLessThanOrEqual(20);
    await ws.close().catch(() => undefined);
  });
});

describe('a disk that may only be read', () => {
  it('[D2] is refused in words for writing', async ({ skip }) => {
    const vendor = scriptedVendor(await loadEngineRegistry());
    const root = process.getuid?.() === 0;
    const folder = root ? smallDisk(4) : folderOf();
    if (folder === null) return skip('root may write everywhere, and may not mount here');
    const file = join(folder, 'still.kaskad');
    const { ws } = await started(file, vendor);
    await ws.close();
    if (root) {
      if (spawnSync('mount', ['-o', 'remount,ro', folder]).status !== 0) return skip('a disk cannot be remounted here');
    } else for (const path of [file, `${file}-lock`, folder]) chmodSync(path, 0o500);
    await expect(reopened(file, vendor)).rejects.toMatchObject({
      code: 'workspace-read-only',
      message: expect.stringMatching(/cannot be opened for writing/),
    });
    if (!root) chmodSync(folder, 0o700);
    expect(vendor.calls).toBe(0);
  });
});

describe('a damaged file', () => {
  it('[D3] is named as such, whichever page it is, and nothing is sent twice', async () => {
    const registry = await loadEngineRegistry();
    const folder = folderOf();
    const sound = join(folder, 'sound.kaskad');
    const first = scriptedVendor(registry);
    const made = await started(sound, first);
    await made.ws.close();
    const pageSize = 4096;
    const pages = Math.floor(statSync(sound).size / pageSize);
    const found = { refused: 0, stopped: 0, seen: 0, harmless: 0 };
    for (let page = 1; page < pages; page += Math.max(1, Math.floor(pages / 20))) {
      const file = join(folder, 'bad.kaskad');
      copyFileSync(sound, file);
      const handle = openSync(file, 'r+');
      writeSync(handle, Buffer.alloc(pageSize, 0xff), 0, pageSize, page * pageSize);
      closeSync(handle);
      const vendor = scriptedVendor(registry);
      try {
        const ws = await reopened(file, vendor);
        try {
          const damage = ws.store.health.check(Date.now()).damage.length > 0;
          if (damage) found.seen++;
          else found.harmless++;
          await ws.engine.runUntilIdle();
        } catch (error) {
          found.stopped++;
          expect(error).toMatchObject({ code: 'workspace-damaged' });
        } finally {
          await ws.close().catch(() => undefined);
        }
      } catch (error) {
        found.refused++;
        expect(error).toMatchObject({ code: 'workspace-damaged' });
      }
      expect([...vendor.acted].filter(([, times]) => times !== 1)).toEqual([]);
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    }
    expect(found.seen + found.refused).toBeGreaterThan(10);
    expect(found.stopped).toBeGreaterThan(1);
    // Only pages that are in no use may go unnoticed.
    expect(found.harmless).toBeLessThan(found.seen + found.refused);
  }, 240_000);

  it('[D3] that is no database at all is refused', async () => {
    const vendor = scriptedVendor(await loadEngineRegistry());
    const file = join(folderOf(), 'letter.kaskad');
    writeFileSync(file, 'Dear diary, '.repeat(1000));
    await expect(reopened(file, vendor)).rejects.toMatchObject({ code: 'not-a-workspace' });
  });
});

describe('a second opener', () => {
  it('[D4] is refused in words, reads meanwhile, and comes in when the first is gone', async () => {
    const vendor = scriptedVendor(await loadEngineRegistry());
    const file = join(folderOf(), 'busy.kaskad');
    const { ws, flow } = await started(file, vendor);
    await expect(reopened(file, vendor)).rejects.toMatchObject({
      code: 'workspace-in-use',
      message: expect.stringMatching(/open in another Kaskad/),
    });
    const reader = await openWorkspace(file, { mode: 'read', host: 'web', registry: vendor.registry });
    await ws.engine.runUntilIdle();
    expect(readReport(reader.store, reader.registry, flow)).toEqual(readReport(ws.store, ws.registry, flow));
    await reader.close();
    await ws.close();
    const next = await reopened(file, vendor);
    whole(next, flow, vendor, 0);
    await next.close();
  });
});
