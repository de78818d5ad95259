import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const example = fileURLToPath(new URL('../flows/document/example.flow.json', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kaskad-cli-'));
const at = (name: string) => join(folder, name);
const ws = at('shop.kaskad');
const env = { ...process.env, KASKAD_HOME: at('home'), NO_COLOR: '1' };
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  code: number;
  stdout: string;
  stderr: string;
  json: never;
}

function kaskad(args: readonly string[], input = ''): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      const said = { code, stdout, stderr };
      Object.defineProperty(said, 'json', { get: () => JSON.parse(stdout) as unknown });
      resolve(said as Said);
    });
    child.stdin?.end(input);
  });
}

/** A command that stays, with what it has printed so far. */
function staying(args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { env });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += String(data);
  });
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}

const until = async (ready: () => boolean) => {
  await expect.poll(ready, { timeout: 15_000, interval: 30 }).toBe(true);
};

const flow = {
  format: 'kaskad.flow',
  formatVersion: 1,
  name: 'Привет всем',
  language: 'en',
  slots: { accounts: { mail: { capability: 'send.email' } } },
  nodes: [
    { id: 'go', type: 'trigger-manual', version: 1, config: { audience: { combinator: 'and', rules: [] } } },
    {
      id: 'hello',
      type: 'email',
      version: 1,
      config: {
        account: 'mail',
        topic: 'service',
        content: { en: { subject: 'Hi {{ contact.first_name }}', html: '<p>Hello & welcome</p>' } },
      },
    },
    { id: 'nap', type: 'wait', version: 1, config: { for: 'P1D' } },
    { id: 'bye', type: 'exit', version: 1, config: { reason: 'done' } },
  ],
  edges: [
    { from: 'go', outlet: 'next', to: 'hello' },
    { from: 'hello', outlet: 'next', to: 'nap' },
    { from: 'hello', outlet: 'not-sent', to: 'bye' },
    { from: 'nap', outlet: 'next', to: 'bye' },
  ],
};

beforeAll(async () => {
  writeFileSync(
    at('people.csv'),
    'id,first_name,email\n1,Anna,anna@example.com\n2,,bob@example.com\n3,Carl,not-a-mail\n,,\n',
  );
  writeFileSync(
    at('orders.csv'),
    'order,who,when,sum\nA1,1,2026-01-05,10.5\nA2,2,2026-01-06,7\nA1,1,2026-01-05,10.5\nA3,9,2026-01-07,1\n',
  );
  writeFileSync(at('hello.flow.json'), JSON.stringify(flow));
  expect((await kaskad(['init', ws, '--timezone', 'Europe/Kyiv', '--json'])).json).toEqual({ workspace: ws });
  await kaskad(['contacts', 'import', ws, at('people.csv'), '--key', 'id']);
});

describe('wrong usage', () => {
  it('is exit 2, with words on stderr and one JSON value on stdout', async () => {
    const plain = await kaskad(['flow', 'dance']);
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr).toContain('dance');
    for (const args of [
      ['init'],
      ['run', ws, '--from', '2026-01-01'],
      ['messages', 'list', ws, '--state', 'lost'],
      ['nonsense'],
      ['init', ws, '--bogus'],
    ]) {
      const said = await kaskad([...args, '--json']);
      expect(said.code, args.join(' ')).toBe(2);
      expect(said.json).toMatchObject({ error: { code: 'usage', message: expect.any(String), details: {} } });
    }
  });
  it('help and version are no errors', async () => {
    const help = await kaskad(['--help']);
    expect(help.code).toBe(0);
    for (const command of [
      'init',
      'contacts',
      'events',
      'flow',
      'run',
      'report',
      'messages',
      'accounts',
      'sync',
      'serve',
      'demo',
      'doctor',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
    const version = await kaskad(['--version']);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a refusal', () => {
  it('is exit 1, one line and the same as JSON', async () => {
    const again = await kaskad(['init', ws, '--json']);
    expect(again.code).toBe(1);
    expect(again.json).toMatchObject({ error: { code: 'workspace-exists', details: { file: ws } } });
    expect(again.stderr.trim().split('\n')).toHaveLength(1);
    const missing = await kaskad(['flow', 'list', at('nowhere.kaskad')]);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('kaskad init');
    expect((await kaskad(['init', at('z.kaskad'), '--timezone', 'Mars', '--json'])).json).toMatchObject({
      error: { code: 'unknown-zone' },
    });
    expect((await kaskad(['report', ws, 'nothing', '--json'])).json).toMatchObject({ error: { code: 'flow-missing' } });
  });
});

describe('imports', () => {
  it('of contacts say what was rejected and change nothing the second time', async () => {
    const said = await kaskad(['contacts', 'import', ws, at('people.csv'), '--key', 'id', '--json']);
    expect(said.code).toBe(0);
    expect(said.json).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 3,
      rejected: [
        { line: 4, column: 'email', value: 'not-a-mail', reason: 'bad-email' },
        { line: 5, reason: 'no-key-no-address' },
      ],
    });
    expect(said.stderr).toContain('Detected');
    expect((await kaskad(['contacts', 'count', ws, '--json'])).json).toEqual({ count: 3 });
    const shown = (await kaskad(['contacts', 'show', ws, 'anna@example.com', '--json'])).json;
    expect(shown).toMatchObject({ key: '1', first_name: 'Anna', zone: { name: 'Europe/Kyiv', source: 'workspace' } });
    expect((await kaskad(['contacts', 'show', ws, 'nobody'])).code).toBe(1);
    const rule = { combinator: 'and', rules: [{ field: 'first_name', operator: 'notNull' }] };
    expect((await kaskad(['contacts', 'count', ws, '--rule', '-', '--json'], JSON.stringify(rule))).json).toEqual({
      count: 2,
    });
    expect((await kaskad(['contacts', 'count', ws, '--rule', '-', '--json'], '{}')).json).toMatchObject({
      error: { code: 'not-a-rule' },
    });
  });
  it('of events take each key once and list whom they do not know', async () => {
    const args = [
      'events',
      'import',
      ws,
      at('orders.csv'),
      '--type',
      'order.created',
      '--contact',
      'who',
      '--at',
      'when',
      '--key',
      'order',
      '--map',
      'sum=total',
      '--json',
    ];
    const said = await kaskad(args);
    expect(said.json).toMatchObject({
      read: 4,
      created: 2,
      unchanged: 1,
      rejected: [{ line: 5, value: '9', reason: 'unknown-contact' }],
    });
    expect((await kaskad(args)).json).toMatchObject({ created: 0, unchanged: 3 });
    expect((await kaskad([...args.slice(0, -1), '--map', 'sum'])).code).toBe(2);
  });
});

describe('flows', () => {
  it('are validated without a workspace', async () => {
    const good = await kaskad(['flow', 'validate', example, '--json']);
    expect(good.code).toBe(0);
    expect(good.json).toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ severity: 'warning', node: 'pause', code: 'unreachable' }),
      ]),
    });
    const bad = await kaskad(
      ['flow', 'validate', '-', '--json'],
      JSON.stringify({ ...flow, nodes: flow.nodes.slice(1) }),
    );
    expect(bad.code).toBe(1);
    expect(bad.json).toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ severity: 'error', code: 'no-trigger', node: null }),
      ]),
    });
    const shapeless = await kaskad(['flow', 'validate', '-', '--json'], JSON.stringify({ ...flow, nodes: 5 }));
    expect(shapeless.code).toBe(1);
    expect(shapeless.json).toMatchObject({ problems: [{ severity: 'error', path: 'nodes', code: 'wrong-type' }] });
    expect((await kaskad(['flow', 'validate', '-', '--json'], '{"a":')).json).toMatchObject({
      error: { code: 'flow-not-json' },
    });
  });

  it('are imported, exported, started, run, reported, paused, resumed and stopped', async () => {
    expect((await kaskad(['flow', 'import', ws, at('hello.flow.json'), '--json'])).json).toEqual({
      flow: 'privet-vsem',
      openSlots: [],
    });
    const bound = await kaskad(['flow', 'import', ws, at('hello.flow.json'), '--bind', 'mail=Sandbox', '--json']);
    expect(bound.json).toEqual({ flow: 'privet-vsem-2', openSlots: [] });
    expect(
      (await kaskad(['flow', 'import', ws, at('hello.flow.json'), '--bind', 'bot=x', '--json'])).json,
    ).toMatchObject({ error: { code: 'unknown-slot' } });
    expect(
      (await kaskad(['flow', 'import', ws, at('hello.flow.json'), '--bind', 'mail=x', '--json'])).json,
    ).toMatchObject({ error: { code: 'account-missing' } });

    await kaskad(['flow', 'export', ws, 'privet-vsem', '--out', at('out.flow.json')]);
    const once = readFileSync(at('out.flow.json'), 'utf8');
    const plain = await kaskad(['flow', 'export', ws, 'privet-vsem']);
    expect(plain.stdout).toBe(once);
    await kaskad(['flow', 'import', ws, at('out.flow.json')]);
    expect((await kaskad(['flow', 'export', ws, 'privet-vsem-3'])).stdout).toBe(once);

    const start = await kaskad(['flow', 'start', ws, 'privet-vsem', '--at', '2026-01-01', '--json']);
    expect(start.json).toEqual({ flow: 'privet-vsem', version: 1, entered: 3 });
    expect(
      (await kaskad(['run', ws, '--from', '2026-01-01', '--to', '2026-01-01T12:00', '--json'])).json,
    ).toMatchObject({ until: '2026-01-01T12:00:00+02:00' });
    expect((await kaskad(['flow', 'list', ws, '--json'])).json).toContainEqual({
      flow: 'privet-vsem',
      name: 'Привет всем',
      status: 'running',
      version: 1,
      active: 1,
    });

    const messages = await kaskad(['messages', 'list', ws, '--flow', 'privet-vsem', '--json']);
    const rows = messages.json as {
      contact: string;
      state: string;
      reason: string | null;
      subject: string | null;
      text: string | null;
    }[];
    const byContact = Object.fromEntries(rows.map((row) => [row.contact, row]));
    expect(rows).toHaveLength(3);
    expect(byContact['1']).toMatchObject({ subject: 'Hi Anna', text: 'Hello & welcome', reason: null });
    expect(byContact['2']).toMatchObject({ state: 'suppressed', reason: 'render-failed', subject: null });
    expect(byContact['3']).toMatchObject({ state: 'suppressed', reason: 'no-address' });
    expect((await kaskad(['messages', 'list', ws, '--limit', '2', '--json'])).json).toHaveLength(2);
    expect((await kaskad(['messages', 'list', ws, '--state', 'queued', '--json'])).json).toEqual([]);

    expect((await kaskad(['flow', 'pause', ws, 'privet-vsem', '--json'])).json).toMatchObject({
      flow: 'privet-vsem',
      version: 1,
      status: 'paused',
    });
    expect((await kaskad(['flow', 'resume', ws, 'privet-vsem', '--json'])).json).toMatchObject({ status: 'running' });
    await kaskad(['run', ws, '--from', '2026-01-01T12:00', '--to', '2026-01-03']);
    const report = (await kaskad(['report', ws, 'privet-vsem', '--version', '1', '--json'])).json as {
      entered: number;
      exited: Record<string, number>;
      nodes: { entered: number; waiting: number; left: Record<string, number>; exited: Record<string, number> }[];
    };
    expect(report).toMatchObject({ version: 1, entered: 3, active: 0, exited: { done: 3 } });
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
    for (const node of report.nodes) expect(node.entered).toBe(node.waiting + sum(node.left) + sum(node.exited));
    expect((await kaskad(['flow', 'stop', ws, 'privet-vsem', '--json'])).json).toMatchObject({
      status: 'stopped',
      ended: 0,
    });
  }, 240_000);

  it('are explained for one contact, in words and as JSON', async () => {
    const why = await kaskad(['explain', ws, 'privet-vsem', '3', '--json']);
    expect(why.json).toMatchObject({ flow: 'privet-vsem', entered: true, trigger: expect.any(String), earlier: [] });
    const words = await kaskad(['explain', ws, 'privet-vsem', '3']);
    expect(words.stdout).toContain('suppressed: no address for this channel (no-address)');
    expect(words.stdout).toContain('left at once by "not-sent"');
    const never = await kaskad(['explain', ws, 'privet-vsem-2', '3']);
    expect(never.stdout).toContain('Never entered. Why:\n  The flow has never been started.');
    expect((await kaskad(['explain', ws, 'privet-vsem', 'nobody', '--json'])).json).toMatchObject({
      error: { code: 'contact-missing' },
    });
  }, 240_000);

  it('with problems do not start', async () => {
    writeFileSync(at('empty.flow.json'), JSON.stringify({ ...flow, name: 'Empty', nodes: [], edges: [], slots: {} }));
    await kaskad(['flow', 'import', ws, at('empty.flow.json')]);
    const said = await kaskad(['flow', 'start', ws, 'empty', '--json']);
    expect(said.code).toBe(1);
    expect(said.json).toMatchObject({
      error: { code: 'flow-has-problems', details: { problems: [{ code: 'no-trigger' }] } },
    });
  });
});

describe('accounts', () => {
  it('are added with secrets from stdin, which are never shown', async () => {
    const types = (await kaskad(['accounts', 'types', '--json'])).json as {
      type: string;
      schema: { properties: Record<string, { secret?: boolean }> };
    }[];
    const telegram = types.find((one) => one.type === 'telegram');
    expect(Object.values(telegram?.schema.properties ?? {}).some((field) => field.secret === true)).toBe(true);
    const token = '123456789:AAF-secret-secret-secret-secret-secr';
    const config = JSON.stringify({ token, baseUrl: 'http://127.0.0.1:9' });
    const added = await kaskad(
      ['accounts', 'add', ws, '--type', 'telegram', '--name', 'Bot', '--config', '-', '--json'],
      config,
    );
    expect(added.json).toEqual({ account: 'telegram' });
    const listed = await kaskad(['accounts', 'list', ws, '--json']);
    expect(listed.json).toContainEqual(expect.objectContaining({ account: 'telegram', name: 'Bot' }));
    const tested = await kaskad(['accounts', 'test', ws, 'telegram', '--json']);
    expect(tested.code).toBe(1);
    expect(tested.json).toMatchObject({ ok: false });
    for (const said of [added, listed, tested]) expect(said.stdout + said.stderr).not.toContain('AAF-secret');
    expect(readFileSync(ws).includes('AAF-secret')).toBe(false);
    expect((await kaskad(['accounts', 'test', ws, 'sandbox', '--json'])).json).toMatchObject({ ok: true });
    expect((await kaskad(['accounts', 'add', ws, '--type', 'pigeon', '--name', 'P', '--json'])).json).toMatchObject({
      error: { code: 'unknown-connector' },
    });
    expect((await kaskad(['sync', ws, '--account', 'sandbox', '--json'])).json).toEqual({
      contacts: 0,
      events: 0,
      messages: 0,
    });
  }, 120_000);
});

describe('a damaged workspace', () => {
  it('is found out and left alone', async () => {
    const damaged = at('damaged.kaskad');
    const people = Array.from({ length: 3000 }, (_, i) => `${i},Name ${i},person${i}@example.com`);
    writeFileSync(at('many.csv'), ['id,first_name,email', ...people].join('\n'));
    await kaskad(['init', damaged]);
    await kaskad(['contacts', 'import', damaged, at('many.csv'), '--key', 'id']);
    expect((await kaskad(['doctor', damaged, '--json'])).json).toMatchObject({ ok: true, damage: [], contacts: 3000 });
    // The schema on the first pages stays; some of what follows is noise.
    const file = openSync(damaged, 'r+');
    const noise = Buffer.alloc(Math.floor(statSync(damaged).size / 4), 0xff);
    writeSync(file, noise, 0, noise.length, 2 * noise.length);
    closeSync(file);
    const said = await kaskad(['doctor', damaged, '--json']);
    expect(said.code).toBe(1);
    expect(said.json).toMatchObject({ ok: false, damage: expect.arrayContaining([expect.any(String)]) });
  }, 120_000);
});

describe('a workspace in use', () => {
  it('can be read meanwhile, is not written to, and the engine stops cleanly', async () => {
    const run = staying(['run', ws, '--json']);
    await until(() => run.stderr().includes('Running'));
    expect((await kaskad(['contacts', 'count', ws, '--json'])).json).toEqual({ count: 3 });
    expect((await kaskad(['doctor', ws, '--json'])).json).toMatchObject({ ok: true, damage: [], contacts: 3 });
    expect((await kaskad(['flow', 'start', ws, 'privet-vsem', '--json'])).json).toMatchObject({
      error: { code: 'workspace-in-use' },
    });
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect(JSON.parse(run.stdout())).toMatchObject({
      steps: expect.any(Number),
      messages: expect.any(Number),
      until: expect.stringMatching(/[+-]\d\d:\d\d$/),
    });
  }, 120_000);

  it('is served with a token, and only with it', async () => {
    const run = staying(['serve', ws, '--json']);
    await until(() => run.stdout().includes('\n'));
    const { url } = JSON.parse(run.stdout()) as { url: string };
    const { origin, hash } = new URL(url);
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const token = hash.replace('#token=', '');
    const ask = (authorization?: string) =>
      fetch(`${origin}/api/flows`, authorization === undefined ? {} : { headers: { authorization } });
    expect((await ask()).status).toBe(401);
    const answer = await ask(`Bearer ${token}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toContainEqual(expect.objectContaining({ flow: 'privet-vsem', status: 'stopped' }));
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  }, 120_000);
});
