import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../flows/api/shapes.ts';
import { expected, midnight } from './oracle.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const contacts = join(root, 'resources/sample/contacts.csv');
const orders = join(root, 'resources/sample/orders.csv');
const zone = 'Europe/Kyiv';

async function kaskad<T>(...args: string[]): Promise<T> {
  const { stdout } = await run(process.execPath, [join(root, 'cli/main.ts'), ...args, '--json'], {
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stdout) as T;
}

async function imported(file: string, from: { contacts: string; orders: string }) {
  await kaskad('init', file, '--timezone', zone);
  const people = await kaskad<{ created: number; rejected: unknown[] }>(
    'contacts',
    'import',
    file,
    from.contacts,
    '--key',
    'customer_id',
    '--map',
    'email_consent=consent.email',
    '--map',
    'sms_consent=consent.sms',
  );
  const events = await kaskad<{ created: number; rejected: unknown[] }>(
    'events',
    'import',
    file,
    from.orders,
    '--type',
    'order.created',
    '--contact',
    'customer_id',
    '--at',
    'date',
    '--key',
    'order_id',
  );
  return { people, events };
}

/** Imports the flow, starts it as of the first day and runs it on the virtual clock; the report and the seconds of the run. */
async function ran(file: string, to: string): Promise<{ report: Report; seconds: number }> {
  const { flow } = await kaskad<{ flow: string }>(
    'flow',
    'import',
    file,
    join(import.meta.dirname, 'second-order.flow.json'),
  );
  await kaskad('flow', 'start', file, flow, '--at', start);
  const begun = performance.now();
  await kaskad('run', file, '--from', start, '--to', to);
  const seconds = (performance.now() - begun) / 1000;
  return { report: await kaskad<Report>('report', file, flow), seconds };
}

const start = '1997-01-01T00:00:00+02:00';
const spanTo = (to: string) => ({
  zone,
  from: midnight('1997-01-01', zone),
  to: Date.parse(to),
  first: 720,
  following: 1440,
});

/** What the oracle computes, read from a report. */
const counts = (report: Report) => ({
  entered: report.entered,
  exited: report.exited,
  waiting: Object.fromEntries(report.nodes.filter((n) => n.waiting > 0).map((n) => [n.id, n.waiting])),
  sent: report.messages[0]?.sent,
  reached: report.goal.reached,
  value: report.goal.value,
});

function addsUp(report: Report): void {
  for (const node of report.nodes) {
    const out = [...Object.values(node.left), ...Object.values(node.exited)].reduce((a, b) => a + b, 0);
    expect(node.entered, node.id).toBe(node.waiting + out);
  }
}

describe('the CDNOW base over 1997 and 1998', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaskad-cdnow-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['1998-12-31T00:00:00+02:00', 'to the end'],
    ['1997-03-15T12:00:00+02:00', 'cut off in the middle, with people inside'],
  ])(
    'counts exactly what the CSV files say (until %s, %s)',
    async (to) => {
      const file = join(folder, `${to.slice(0, 10)}.kaskad`);
      const { people, events } = await imported(file, { contacts, orders });
      expect(people).toMatchObject({ created: 2357, rejected: [] });
      expect(events).toMatchObject({ created: 6919, rejected: [] });
      const { report } = await ran(file, to);
      const want = expected({ contacts, orders }, spanTo(to));
      expect(want.entered).toBeGreaterThan(1000);
      expect(counts(report)).toEqual(want);
      addsUp(report);
      // The golden check: every step taken again with what was known then answers as the journal says.
      const { stdout } = await run(process.execPath, [join(root, 'scripts/replay.ts'), file]);
      expect(stdout).toMatch(/^\d{4,} steps taken again, 0 differ from the journal\.\n$/);
    },
    120_000,
  );

  it('a backtest of the draft counts the same, changes nothing, and gives the same bytes in every process', async () => {
    const file = join(folder, 'foreseen.kaskad');
    const to = '1998-12-31T00:00:00+02:00';
    await imported(file, { contacts, orders });
    const { flow } = await kaskad<{ flow: string }>(
      'flow',
      'import',
      file,
      join(import.meta.dirname, 'second-order.flow.json'),
    );
    const foresee = async (seed: string): Promise<string> => {
      const args = ['simulate', file, flow, '--from', start, '--to', to, '--seed', seed, '--json'];
      return (await run(process.execPath, [join(root, 'cli/main.ts'), ...args], { maxBuffer: 1 << 28 })).stdout;
    };
    const before = readFileSync(file);
    const first = await foresee('7');
    const report = JSON.parse(first) as Report;
    expect(counts(report)).toEqual(expected({ contacts, orders }, spanTo(to)));
    addsUp(report);
    expect(await foresee('7')).toBe(first);
    expect(await foresee('8')).not.toBe(first);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(await enteredSoFar(file)).toBe(0);
  }, 480_000);

  it('killed with SIGKILL in the middle of run, and run again, ends in the same counts', async () => {
    const file = join(folder, 'killed.kaskad');
    const to = '1998-12-31T00:00:00+02:00';
    await imported(file, { contacts, orders });
    const { flow } = await kaskad<{ flow: string }>(
      'flow',
      'import',
      file,
      join(import.meta.dirname, 'second-order.flow.json'),
    );
    await kaskad('flow', 'start', file, flow, '--at', start);
    const stages: number[] = [];
    for (let kill = 0; kill < 3; kill++) {
      const child = spawn(process.execPath, [join(root, 'cli/main.ts'), 'run', file, '--from', start, '--to', to], {
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      // Not by the clock: when the run has got some way further.
      const before = stages.at(-1) ?? 0;
      for (;;) {
        await setTimeout(40);
        const entered = (await enteredSoFar(file)) ?? 0;
        if (entered > before || child.exitCode !== null) {
          stages.push(entered);
          break;
        }
      }
      child.kill('SIGKILL');
      await ended;
    }
    expect(stages[0]).toBeLessThan(2357);
    await kaskad('run', file, '--from', start, '--to', to);
    const report = await kaskad<Report>('report', file, flow);
    expect(counts(report)).toEqual(expected({ contacts, orders }, spanTo(to)));
    addsUp(report);
  }, 480_000);

  it('ten times the people take about ten times as long', async () => {
    const small = join(folder, 'small.kaskad');
    const large = join(folder, 'large.kaskad');
    const copies = { contacts: join(folder, 'contacts-10.csv'), orders: join(folder, 'orders-10.csv') };
    writeFileSync(copies.contacts, tenfold(contacts, [0], 3));
    writeFileSync(copies.orders, tenfold(orders, [0, 1], null));
    await imported(small, { contacts, orders });
    await imported(large, copies);
    const end = '1998-12-31T00:00:00+02:00';
    const one = await ran(small, end);
    const ten = await ran(large, end);
    expect(ten.report.entered).toBe(one.report.entered * 10);
    expect(ten.report.exited).toEqual(
      Object.fromEntries(Object.entries(one.report.exited).map(([k, n]) => [k, n * 10])),
    );
    // Starting the command costs the same for both; what is left must not grow faster than the people (with noise).
    expect(ten.seconds / one.seconds).toBeLessThan(20);
  }, 900_000);
});

/** Read beside the running engine. */
async function enteredSoFar(file: string): Promise<number | null> {
  const db = new Database(file, { readonly: true, timeout: 2000 });
  try {
    return (db.prepare('SELECT count(*) AS n FROM journeys').get() as { n: number }).n;
  } finally {
    db.close();
  }
}

/** Each row ten times, with the ids in the given columns (and the e-mail) made different. */
function tenfold(file: string, ids: readonly number[], email: number | null): string {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const copies = lines.flatMap((line) => {
    const cells = line.split(',');
    return Array.from({ length: 10 }, (_, n) =>
      cells.map((cell, i) => (ids.includes(i) || (i === email && cell !== '') ? `${n}x${cell}` : cell)).join(','),
    );
  });
  return [header, ...copies].join('\n');
}
