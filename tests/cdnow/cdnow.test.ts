import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
  await kaskad('flow', 'start', file, flow, '--at', '1997-01-01T00:00:00+02:00');
  const begun = performance.now();
  await kaskad('run', file, '--from', '1997-01-01T00:00:00+02:00', '--to', to);
  const seconds = (performance.now() - begun) / 1000;
  return { report: await kaskad<Report>('report', file, flow), seconds };
}

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
      const want = expected(
        { contacts, orders },
        { zone, from: midnight('1997-01-01', zone), to: Date.parse(to), first: 720, following: 1440 },
      );
      expect(want.entered).toBeGreaterThan(1000);
      const waiting = Object.fromEntries(report.nodes.filter((n) => n.waiting > 0).map((n) => [n.id, n.waiting]));
      expect({
        entered: report.entered,
        exited: report.exited,
        waiting,
        sent: report.messages[0]?.sent,
        reached: report.goal.reached,
        value: report.goal.value,
      }).toEqual(want);
      addsUp(report);
    },
    120_000,
  );

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
  }, 300_000);
});

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
