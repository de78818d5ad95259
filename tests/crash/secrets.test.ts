/**
 * A real `kaskad serve` dies while a request with a secret is in flight: by an error that nobody caught, without memory, or killed. Then
 * the secret is looked for in everything that it printed and left behind, Node's own diagnostic report included.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { addAccount } from '../../flows/host/accounts.ts';
import { fileVault } from '../../flows/host/vault-file.ts';
import { createWorkspace } from '../../flows/host/workspace.ts';
import { type FakeVendor, startFakeVendor } from '../kit/fake-vendor.ts';

const cli = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const preload = pathToFileURL(join(import.meta.dirname, 'dying-child.ts')).href;
const token = '123456789:AAPlanted-bot-token-of-a-crash_1';

let vendor: FakeVendor;
let folder: string;
let file: string;
let child: ChildProcess | null = null;
beforeAll(async () => {
  // The vendor's messages never come: the poll is in flight until the end.
  vendor = await startFakeVendor(() => ({ status: 200, body: { ok: true, result: [] } }));
  vendor.fail({ kind: 'hang' });
});
afterAll(() => vendor.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-dies-'));
  mkdirSync(join(folder, 'reports'));
  file = join(folder, 'planted.kaskad');
  vendor.requests.length = 0;
  const ws = await createWorkspace(
    file,
    { name: 'Planted', timezone: 'UTC', language: 'en' },
    { host: 'web', registry: await loadEngineRegistry(), vault: fileVault(join(folder, 'home')) },
  );
  await addAccount(ws, { type: 'telegram', name: 'Bot', config: { token, baseUrl: vendor.baseUrl } });
  await ws.close();
});
afterEach(() => {
  if (child !== null && child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  child = null;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Death {
  printed: string;
  code: number | null;
  signal: string | null;
}

/** Starts Node with this, waits until its request is with the vendor, and lets it die. */
async function dies(args: readonly string[], how: 'throw' | 'reject' | 'fatal' | 'SIGKILL'): Promise<Death> {
  const options = [
    `--import=${preload}`,
    '--report-on-fatalerror',
    '--report-uncaught-exception',
    `--report-directory=${join(folder, 'reports')}`,
    ...(how === 'fatal' ? ['--max-old-space-size=150'] : []),
  ];
  // What the system itself may write of a process's memory is its owner's choice.
  const running = spawn('sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', process.execPath, ...options, ...args], {
    cwd: folder,
    env: { ...process.env, KASKAD_HOME: join(folder, 'home'), KASKAD_DIES: how, NO_COLOR: '1', NODE_OPTIONS: '' },
  });
  child = running;
  let printed = '';
  for (const stream of [running.stdout, running.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk);
    });
  const ended = new Promise<Death>((resolve) =>
    running.once('close', (code, signal) => resolve({ printed, code, signal })),
  );
  await expect.poll(() => vendor.requests.length, { timeout: 40_000, message: printed }).toBeGreaterThan(0);
  expect(vendor.requests[0]?.path).toContain(token);
  running.kill(how === 'SIGKILL' ? 'SIGKILL' : 'SIGUSR2');
  return ended;
}

function* filesUnder(path: string): Generator<[string, string]> {
  for (const name of readdirSync(path)) {
    const whole = join(path, name);
    if (statSync(whole).isDirectory()) yield* filesUnder(whole);
    else yield [whole.slice(folder.length), readFileSync(whole, 'latin1')];
  }
}
const forms = [
  token,
  encodeURIComponent(token),
  // As it stands beside the bot's number.
  token.slice(token.indexOf(':') + 1),
  ...(['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(token).toString(form)),
];
/** Where the secret stands. */
const leaks = ({ printed }: Death): string[] =>
  [['printed', printed] as const, ...filesUnder(folder)].flatMap(([where, text]) =>
    forms.some((form) => text.includes(form)) ? [where] : [],
  );

describe.skipIf(process.platform === 'win32')('a process that dies while a secret is in flight', () => {
  it.each(['throw', 'reject'] as const)('[P3] writes what went wrong, without the secret: %s', async (how) => {
    const death = await dies([cli, 'serve', file], how);
    expect(leaks(death)).toEqual([]);
    expect(death.code).toBe(1);
    expect(death.printed).toContain('Planted: the request failed: POST /bot***/getUpdates');
    expect(death.printed).toContain('dying-child.ts');
  });

  it('[P3] leaves no secret in the report that Node makes of a fatal error', async () => {
    const death = await dies([cli, 'serve', file], 'fatal');
    expect(death.signal ?? death.code).not.toBe(0);
    expect(readdirSync(join(folder, 'reports'))).toHaveLength(1);
    expect(leaks(death)).toEqual([]);
  });

  it('[P3] leaves none when it is killed', async () => {
    const death = await dies([cli, 'serve', file], 'SIGKILL');
    expect(death.signal).toBe('SIGKILL');
    expect(existsSync(file)).toBe(true);
    expect(leaks(death)).toEqual([]);
  });

  it('is found where one does leak: in the words and in the report of a program that does nothing about it', async () => {
    const careless = `import axios from ${JSON.stringify(import.meta.resolve('axios'))};
      axios.post(${JSON.stringify(`${vendor.baseUrl}/bot${token}/getUpdates`)});`;
    const death = await dies(['--input-type=module', '-e', careless], 'throw');
    expect(leaks(death)).toContain('printed');
    expect(leaks(death).filter((where) => where.startsWith('/reports/'))).toHaveLength(1);
  });
});
