/**
 * A power cut loses what was written but not yet synced, which SIGKILL cannot show: the system keeps a dead process's pages.
 * strace says what the engine wrote to the write-ahead log, when it was synced, and when the vendor was called. From that the
 * file is made as each call would have found it after a power cut.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOf, type Harness, harness, jobOf, opened, type Template, template } from './harness.ts';
import { startVendor } from './vendor.ts';

const unavailable = (): string | null => {
  if (process.platform !== 'linux') return 'strace is only on Linux';
  const tried = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (tried.error !== undefined) return 'strace is not installed: apt-get install strace';
  return tried.status === 0 ? null : `strace may not trace here: ${tried.stderr.trim()}`;
};

interface Call {
  key: string;
  /** Bytes of the write-ahead log that were safe when the call left. */
  safe: number;
  /** Bytes of it that had been written. */
  written: number;
}

interface Trace {
  calls: Call[];
  syncs: number;
  /** Writes into the database file itself: only then would the log begin anew. */
  checkpoints: number;
}

/** Reads the log of strace: lines such as `12 pwrite64(19</x.kaskad-wal>, "..."..., 4096, 32) = 4096`. */
function read(log: string): Trace {
  const trace: Trace = { calls: [], syncs: 0, checkpoints: 0 };
  let safe = 0;
  let written = 0;
  // A call that another thread interrupts is written in two lines; what counts is when it began, and for a sync when it ended.
  for (const line of log.split('\n')) {
    const wal = /^\d+ +(pwrite64|fdatasync|fsync)\(\d+<[^>]*\.kaskad-wal>(.*)$/.exec(line);
    if (wal?.[1] === 'pwrite64') {
      const [, size = '0', offset = '0'] = /, (\d+), (\d+)\)? *(?:=|<unfinished)/.exec(wal[2] ?? '') ?? [];
      written = Math.max(written, Number(offset) + Number(size));
    } else if (wal !== null) {
      if (!line.endsWith('= 0')) throw new Error(`A sync did not end by itself: ${line}`);
      safe = written;
      trace.syncs++;
    } else if (/^\d+ +pwrite64\(\d+<[^>]*\.kaskad>/.test(line)) trace.checkpoints++;
    else {
      for (const [, key = ''] of line.matchAll(/POST \/(?:plain|keyed|marked)\/[^/]+\/([^ ]+) HTTP/g)) {
        trace.calls.push({ key: decodeURIComponent(key), safe, written });
      }
    }
  }
  return trace;
}

const missing = unavailable();

describe.skipIf(missing !== null)(`a power cut${missing === null ? '' : ` (${missing})`}`, () => {
  let h: Harness;
  beforeAll(async () => {
    h = await harness(await startVendor());
  }, 480_000);
  afterAll(async () => {
    h.close();
    await h.vendor.close();
  });

  /** One run under strace, killed at its last call so that no closing tidies up. */
  async function traced(of: Template): Promise<{ file: string; trace: Trace; order: string[] }> {
    const round = `traced-${of.manner}`;
    const file = copyOf(h, of, round);
    const ledger = h.vendor.ledgerOf(round);
    ledger.kill = (call) => (call === 60 ? 'after-acting' : null);
    const log = `${file}.strace`;
    expect(
      await h
        .spawnUnder([
          'strace',
          '-f',
          '-y',
          '-s',
          '200',
          '-e',
          'trace=pwrite64,fdatasync,fsync,write,writev,sendto',
          '-o',
          log,
        ])
        .run(jobOf(of, round, file)),
    ).toBe(true);
    return { file, trace: read(readFileSync(log, 'utf8')), order: ledger.order };
  }

  it('[S3] finds, whenever a call has left, its intent in the part of the log that is safe', async () => {
    for (const manner of ['plain', 'marked'] as const) {
      const of = await template(h, 'started', manner);
      const { file, trace, order } = await traced(of);
      // Not vacuous: there were calls, and no checkpoint that would begin the log anew.
      expect(trace.calls.length).toBeGreaterThanOrEqual(60);
      expect(trace.checkpoints).toBe(0);
      expect(new Set(order).size).toBe(order.length);

      for (const [index, call] of trace.calls.entries()) {
        const cut = `${file}-cut.kaskad`;
        copyFileSync(of.file, cut);
        if (call.safe > 0) {
          copyFileSync(`${file}-wal`, `${cut}-wal`);
          truncateSync(`${cut}-wal`, call.safe);
        }
        const ws = await opened(cut, 'cut');
        const called = new Set(trace.calls.slice(0, index + 1).map(({ key }) => key));
        const again = ws.store.db
          .prepare<[], { key: string; handed: number | null }>(
            "SELECT key, handed_at AS handed FROM messages WHERE state IN ('queued', 'sending')",
          )
          .all()
          .filter(({ key, handed }) => called.has(key) && handed === null);
        await ws.close();
        // What the vendor has, or may have, would not be sent again.
        expect({ call: index, again }).toEqual({ call: index, again: [] });
      }
      expect(trace.syncs).toBeGreaterThan(10);
    }
  }, 480_000);

  it('[S3] at any byte of the log leaves an earlier state that is whole', async () => {
    const of = await template(h, 'started', 'keyed');
    const { file } = await traced(of);
    const wal = `${file}-wal`;
    expect(existsSync(wal)).toBe(true);
    const size = readFileSync(wal).length;
    const journal: number[] = [];
    for (let part = 0; part <= 40; part++) {
      const cut = `${file}-part.kaskad`;
      copyFileSync(of.file, cut);
      copyFileSync(wal, `${cut}-wal`);
      truncateSync(`${cut}-wal`, Math.floor((size * part) / 40));
      const ws = await opened(cut, 'part');
      expect(ws.store.health.check(Date.now()).damage).toEqual([]);
      journal.push(ws.store.db.prepare<[], number>('SELECT count(*) FROM steps').pluck().get() ?? 0);
      await ws.close();
    }
    expect(journal).toEqual([...journal].sort((a, b) => a - b));
    expect(journal.at(-1)).toBeGreaterThan(journal[0] ?? 0);
  }, 480_000);
});
