/** Workspaces to kill, processes that are killed, and what must hold afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Report } from '../../flows/api/shapes.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { addAccount } from '../../flows/host/accounts.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { createWorkspace, type OpenWorkspace, openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { onCrashPoint } from '../../flows/runtime/crash-points.ts';
import { bundle } from '../../scripts/bundle.ts';
import { email, everybody, flowOf } from '../kit/workspace.ts';
import { changeTexts, type Form, going, type Job, smallestSet, startOnce } from './job.ts';
import { crashRegistry } from './registry.ts';
import { concurrency, type Ledger, type Manner, type SinkVendor } from './vendor.ts';

/** A killed process loses nothing that it wrote, wherever that is: a disk would only make the rounds slow. */
const memory = '/dev/shm';
const hour = 3_600_000;
const day = 24 * hour;

const people = 40;
/** Every tenth has not agreed to letters. */
const agreed = (n: number): boolean => n % 10 !== 0;

/** Tells a colleague, through the outbox of operations: if that is of unknown fate, the journey goes on by "failed". */
const alarm = [
  'alarm',
  'notify-team',
  { channel: 'email', account: 'mail', to: 'team@people.example', text: 'Somebody is told' },
] as const;
const isAlarm = (key: string): boolean => key.includes(':alarm:');

/** Two letters with a fork, a call to the team, a change of the contact and a milestone between them; then a wait. */
const wallClock: FlowDocument = flowOf(
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
    ['count', 'update-contact', { changes: [{ op: 'add', field: 'attributes.n', value: 1 }] }],
    ['told', 'milestone', { name: 'Told' }],
    [...alarm],
    email('again'),
    ['pause', 'wait', { for: 'PT1H' }],
  ],
  [
    'start.next>arms',
    'arms.a>mail',
    'arms.b>mail',
    'mail.next>count',
    'count.next>told',
    'told.next>alarm',
    'alarm.next>again',
    'alarm.failed>again',
    'again.next>pause',
  ],
);

/** Orders let people in again and again; they wait, are written to, and leave by an event. */
const virtual: FlowDocument = flowOf(
  [
    ['order', 'trigger-event', { event: 'order' }],
    ['wait', 'wait', { for: 'PT6H' }],
    ['count', 'update-contact', { changes: [{ op: 'add', field: 'attributes.n', value: 1 }] }],
    email('mail'),
    ['heard', 'wait-for', { outcomes: [{ id: 'paid', event: 'pay' }], timeout: 'P1D' }],
    email('reminder'),
    [...alarm],
    ['goal', 'milestone', { name: 'Paid' }],
  ],
  [
    'order.next>wait',
    'wait.next>count',
    'count.next>mail',
    'mail.next>heard',
    'heard.paid>goal',
    'heard.timeout>alarm',
    'alarm.next>reminder',
    'alarm.failed>reminder',
  ],
  { entry: { onRepeat: 'new', maxActivePerKey: 5 }, exit: { when: [{ event: 'off' }] } },
);
const isVirtual = (kind: Template['kind']): boolean => kind === 'virtual' || kind === 'sending';
const from = Date.UTC(2026, 2, 2);
const to = from + 10 * day;

/** A workspace made once; each round works on a copy. */
export interface Template {
  file: string;
  flow: string;
  manner: Manner;
  /** A started flow, one that the round starts, a virtual clock with the sandbox, a virtual clock that really sends. */
  kind: 'started' | 'draft' | 'virtual' | 'sending';
}

export interface Harness {
  folder: string;
  vendor: SinkVendor;
  spawn(): Child;
  /** The same under another program, such as strace. */
  spawnUnder(command: readonly string[]): Child;
  close(): void;
}

/** Builds the child once; a start then takes a third of the time. */
export async function harness(vendor: SinkVendor): Promise<Harness> {
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'kaskad-crash-'));
  const built = await bundle(join(import.meta.dirname, 'child.ts'));
  const { script } = built;
  const idle: Child[] = [];
  return {
    folder,
    vendor,
    /** One that has started already, where there is one; another one starts meanwhile. */
    spawn() {
      const child = idle.shift() ?? startChild(script);
      while (idle.length < 2) idle.push(startChild(script));
      return child;
    },
    spawnUnder: (command) => startChild(script, command),
    close() {
      for (const child of idle) child.process.kill('SIGKILL');
      for (const made of [folder, built.folder]) rmSync(made, { recursive: true, force: true });
    },
  };
}

export interface Child {
  process: ChildProcess;
  /** Gives it its job. Resolves to true when it was killed, to false when it came to its end; throws its words when it failed. */
  run(job: Job, killAfter?: number): Promise<boolean>;
}

function startChild(script: string, under: readonly string[] = []): Child {
  const [program = '', ...args] = [...under, process.execPath, script];
  const process_ = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let words = '';
  process_.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  return {
    process: process_,
    run: (job, killAfter) =>
      new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout | undefined;
        process_.stdout.on('data', (chunk: Buffer) => {
          if (killAfter !== undefined && chunk.toString().includes(going)) {
            timer = setTimeout(() => process_.kill('SIGKILL'), killAfter);
          }
        });
        process_.on('close', (code, signal) => {
          clearTimeout(timer);
          if (signal === 'SIGKILL') resolve(true);
          else if (code === 0) resolve(false);
          else reject(new Error(words));
        });
        process_.stdin.end(JSON.stringify(job));
      }),
  };
}

export async function template(h: Harness, kind: Template['kind'], manner: Manner): Promise<Template> {
  const file = join(h.folder, `${kind}-${manner}.kaskad`);
  const ws = await createWorkspace(
    file,
    { name: 'Crash', timezone: 'UTC', language: 'en' },
    { host: 'web', registry: await crashRegistry('template'), vault: memoryVault() },
  );
  await addAccount(ws, { type: `sink-${manner}`, name: 'Sink', config: { port: h.vendor.port }, makeDefault: true });
  ws.store.db.transaction(() => {
    for (let n = 0; n < people; n++) {
      const consents = agreed(n) ? [{ channel: 'email', topic: '', granted: true }] : [];
      const contact = ws.store.contacts.save(
        { key: `${n}`, addresses: [{ kind: 'email', value: `${n}@people.example` }], consents, attributes: { n: 0 } },
        isVirtual(kind) ? from : Date.now(),
        'test',
      ).id;
      if (!isVirtual(kind)) continue;
      const happen = (type: string, at: number): void => {
        ws.store.events.insert({ contactId: contact, type, at, props: {}, source: 'test' });
      };
      if (n % 4 === 0) for (let k = 0; k < 2; k++) happen('order', from + ((n * 7 + k * 53) % 216) * hour);
      if (n % 3 === 0) happen('pay', from + ((n * 5) % 240) * hour);
      if (n % 7 === 0) happen('off', from + ((n * 11) % 240) * hour);
    }
  })();
  const flow = ws.store.flows.create(isVirtual(kind) ? virtual : wallClock, Date.now());
  if (kind === 'started') {
    ws.engine.startFlow(flow);
    changeTexts(ws, flow);
  }
  if (isVirtual(kind)) ws.engine.startFlow(flow, from);
  await ws.close();
  return { file, flow, manner, kind };
}

export function copyOf(h: Harness, of: Template, round: string): string {
  const file = join(h.folder, `${round}.kaskad`);
  copyFileSync(of.file, file);
  return file;
}

/** What a child does with a copy of the template. */
export function jobOf(of: Template, round: string, file: string, form?: Form): Job {
  return {
    file,
    round,
    ...(form === undefined ? {} : { form }),
    ...(of.kind === 'draft' ? { start: of.flow } : of.kind === 'started' ? { change: of.flow } : {}),
    ...(isVirtual(of.kind) ? { virtual: { from, to, reallySend: of.kind === 'sending' } } : { poll: true }),
  };
}

function removeWorkspace(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(`${file}${suffix}`, { force: true });
}

export async function opened(file: string, round: string, form?: Form): Promise<OpenWorkspace> {
  return openWorkspace(file, {
    mode: 'write',
    host: 'web',
    registry: await crashRegistry(round),
    vault: memoryVault(),
    ...smallestSet(form),
  });
}

/** What remains of a run, without what a crash may change: times on the wall clock, and whether a message is known to have left. */
export interface Outcome {
  report: Report;
  tables: Record<string, unknown[]>;
}

/** Both ways on from the alarm lead to the same. */
const outlet = (s: string): string => `iif(${s}node = 'alarm' AND ${s}outlet IS NOT NULL, 'went on', ${s}outlet)`;
const wallTables = {
  journeys: 'SELECT id, contact_id, key, node, visit, goal_at IS NULL, exit_reason FROM journeys ORDER BY id',
  steps: `SELECT journey_id, node, visit, ${outlet('')}, exit_reason FROM steps ORDER BY journey_id, visit, node`,
  contacts: 'SELECT id, json(attributes) FROM contacts ORDER BY id',
  messages: `SELECT key, contact_id, CASE WHEN state IN ('sent', 'delivered', 'unknown') THEN 'left' ELSE state END FROM messages ORDER BY key`,
  operations: `SELECT key, CASE WHEN state IN ('done', 'unknown') THEN 'acted' ELSE state END FROM operations ORDER BY key`,
  signals: 'SELECT contact_id, event, journey_id, ordinal FROM signals ORDER BY 1, 2, 3, 4',
  pending: 'SELECT id, pending FROM events ORDER BY id',
};
/** On the virtual clock times are part of what must be the same. Journeys may enter in another order after a crash, so not by number. */
const virtualTables = {
  ...wallTables,
  journeys: `SELECT contact_id, event_id, entered_at, node, visit, arrived_at, due_at, goal_at, exited_at, exit_reason FROM journeys ORDER BY event_id, trigger`,
  steps: `SELECT j.event_id, s.node, s.visit, s.arrived_at, s.left_at, ${outlet('s.')}, s.exit_reason FROM steps s JOIN journeys j ON j.id = s.journey_id
    ORDER BY j.event_id, s.arrived_at, s.left_at, s.node`,
  operations: `SELECT j.event_id, CASE WHEN o.state IN ('done', 'unknown') THEN 'acted' ELSE o.state END FROM operations o
    JOIN journeys j ON j.id = o.journey_id ORDER BY 1, 2`,
  messages: `SELECT j.event_id, m.node, CASE WHEN m.state IN ('sent', 'delivered', 'unknown') THEN 'left' ELSE m.state END FROM messages m
    JOIN journeys j ON j.id = m.journey_id ORDER BY 1, 2`,
  signals:
    'SELECT s.contact_id, s.event, j.event_id, s.ordinal FROM signals s JOIN journeys j ON j.id = s.journey_id ORDER BY 1, 2, 3, 4',
};

export function outcome(ws: OpenWorkspace, of: Template): Outcome {
  const report = readReport(ws.store, ws.registry, of.flow);
  expect(readReport(ws.store, ws.registry, of.flow, { rebuild: true })).toEqual(report);
  for (const node of report.nodes) {
    const out = [...Object.values(node.left), ...Object.values(node.exited)].reduce((a, b) => a + b, 0);
    expect({ [node.id]: node.entered }).toEqual({ [node.id]: node.waiting + out });
  }
  const messages = report.messages.map(({ sent, unknown, delivered: _, ...rest }) => ({
    ...rest,
    left: sent + unknown,
  }));
  const tables = Object.entries(isVirtual(of.kind) ? virtualTables : wallTables).map(([name, sql]) => [
    name,
    ws.store.db.prepare(sql).raw().all(),
  ]);
  const nodes = report.nodes.map((node) => {
    const { next = 0, failed = 0 } = node.left;
    return node.id === 'alarm' ? { ...node, left: { went: next + failed } } : node;
  });
  return { report: { ...report, nodes, messages: messages as never }, tables: Object.fromEntries(tables) };
}

const keysIn = (ws: OpenWorkspace, ...states: string[]): string[] =>
  ws.store.db
    .prepare<string[], string>(`SELECT key FROM messages WHERE state IN (${states.map(() => '?').join()}) ORDER BY key`)
    .pluck()
    .all(...states);

const operationsIn = (ws: OpenWorkspace, ...states: string[]): string[] =>
  ws.store.db
    .prepare<string[], string>(
      `SELECT key FROM operations WHERE state IN (${states.map(() => '?').join()}) ORDER BY key`,
    )
    .pluck()
    .all(...states);

/** What the vendor acted on: letters to people, and calls to the team. */
const actedOn = ({ acted }: Ledger) => {
  const keys = [...acted.keys()].sort();
  return { letters: keys.filter((key) => !isAlarm(key)), alarms: keys.filter(isAlarm) };
};

/** Runs the template to its end undisturbed, in this process; counts how often each crash point is passed. */
export async function undisturbed(
  h: Harness,
  of: Template,
  form: Form,
): Promise<{ outcome: Outcome; passed: Map<string, number>; ms: number }> {
  const round = `calm-${of.kind}-${of.manner}-${form}`;
  const file = copyOf(h, of, round);
  const passed = new Map<string, number>();
  const began = performance.now();
  onCrashPoint((point) => passed.set(point, (passed.get(point) ?? 0) + 1));
  const ws = await opened(file, round, form);
  try {
    await work(ws, of);
    const ms = performance.now() - began;
    const ledger = h.vendor.ledgerOf(round);
    expect([...ledger.acted.values()].every((times) => times === 1)).toBe(true);
    if (of.kind !== 'virtual') {
      expect(keysIn(ws, 'sent')).toEqual(actedOn(ledger).letters);
      expect(operationsIn(ws, 'done')).toEqual(actedOn(ledger).alarms);
      expect(actedOn(ledger).alarms.length).toBeGreaterThan(0);
    }
    const calm = outcome(ws, of);
    await hear(ws, of);
    if (of.kind !== 'virtual') expect(keysIn(ws, 'delivered')).toEqual(actedOn(ledger).letters);
    expect(outcome(ws, of)).toEqual(calm);
    return { outcome: calm, passed, ms };
  } finally {
    onCrashPoint(null);
    await ws.close();
    removeWorkspace(file);
    h.vendor.forget(round);
  }
}

/** All that a round's job does, in this process: it is the last, undisturbed run. */
async function work(ws: OpenWorkspace, of: Template): Promise<void> {
  if (of.kind === 'draft') startOnce(ws, of.flow, 1);
  if (of.kind === 'started') startOnce(ws, of.flow, 2);
  if (isVirtual(of.kind)) await ws.engine.runVirtual(from, to, { reallySend: of.kind === 'sending' });
  else await ws.engine.runUntilIdle();
}

/** Asks for receipts and works off what they set going; the wall clock would run ahead of a virtual one. */
async function hear(ws: OpenWorkspace, of: Template): Promise<void> {
  await ws.engine.sync();
  if (!isVirtual(of.kind)) await ws.engine.runUntilIdle();
}

export interface Finished {
  unknown: number;
  /** From opening the file until the engine was about to commit its next work, or found nothing more to do: by the clock and in computing time. */
  recoveredMs: number;
  recoveredCpuMs: number;
}

/**
 * The round's last run, and all that must hold after `kills` kills: nothing twice, nothing lost, unknown at most what was in
 * flight, the same report and tables as undisturbed.
 */
export function finish(...args: Parameters<typeof finishAlone>): Promise<Finished> {
  const done = last.then(() => finishAlone(...args));
  last = done.catch(() => undefined);
  return done;
}

/** One at a time: they share this process, and its computing time is measured. */
let last: Promise<unknown> = Promise.resolve();

async function finishAlone(
  h: Harness,
  of: Template,
  round: string,
  file: string,
  kills: number,
  calm: Outcome,
  form?: Form,
): Promise<Finished> {
  const ledger = h.vendor.ledgerOf(round);
  ledger.kill = null;
  let recovered: { at: number; cpu: NodeJS.CpuUsage } | null = null;
  const cpu = process.cpuUsage();
  const began = performance.now();
  const back = (): void => {
    recovered ??= { at: performance.now(), cpu: process.cpuUsage(cpu) };
  };
  onCrashPoint((name) => {
    if (!name.startsWith('recover-')) back();
  });
  const ws = await opened(file, round, form);
  try {
    await work(ws, of);
    back();
    onCrashPoint(null);

    expect([...ledger.acted].filter(([, times]) => times !== 1)).toEqual([]);
    expect(keysIn(ws, 'sending')).toEqual([]);
    const unknown = keysIn(ws, 'unknown');
    if (of.manner === 'keyed') expect(unknown).toEqual([]);
    expect(unknown.length).toBeLessThanOrEqual(kills * concurrency);
    if (of.kind !== 'virtual') for (const key of keysIn(ws, 'sent', 'delivered')) expect(ledger.acted.get(key)).toBe(1);
    expect(operationsIn(ws, 'running', 'queued')).toEqual([]);
    const [uncertain, done] = [operationsIn(ws, 'unknown'), operationsIn(ws, 'done')];
    if (of.manner === 'keyed') expect(uncertain).toEqual([]);
    expect(uncertain.length).toBeLessThanOrEqual(kills * concurrency);
    if (of.kind !== 'virtual') {
      for (const key of done) expect(ledger.acted.get(key)).toBe(1);
      expect(actedOn(ledger).alarms.filter((key) => !done.includes(key) && !uncertain.includes(key))).toEqual([]);
    }
    expect(outcome(ws, of)).toEqual(calm);

    // The vendor's receipts say which of the unknown did arrive: exactly those at which it acted.
    await hear(ws, of);
    if (of.kind !== 'virtual') expect(keysIn(ws, 'delivered')).toEqual(actedOn(ledger).letters);
    expect(keysIn(ws, 'sent')).toEqual([]);
    expect(outcome(ws, of)).toEqual(calm);
    expect(ws.store.health.check(Date.now()).damage).toEqual([]);
    const { at, cpu: spent } = recovered as unknown as { at: number; cpu: NodeJS.CpuUsage };
    return {
      unknown: unknown.length,
      recoveredMs: at - began,
      recoveredCpuMs: (spent.user + spent.system) / 1000,
    };
  } finally {
    onCrashPoint(null);
    await ws.close();
    removeWorkspace(file);
    h.vendor.forget(round);
  }
}
