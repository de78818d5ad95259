/** The app as it is shipped: packed, with its fuses, started as a program of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { build as buildPackage, Platform } from 'electron-builder';
import { type ElectronRuntime, testElectron } from '../../scripts/electron-runtime.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'kaskad-packaged-'));
const program = join(folder, 'packages/linux-unpacked/kaskad');
/** As the fuse wire holds them. */
const off = '0'.charCodeAt(0);
const on = '1'.charCodeAt(0);
let runtime: ElectronRuntime;

test.describe.configure({ mode: 'serial' });
test.skip(process.platform !== 'linux', 'the packed folder of Linux is built and started on Linux');
test.skip(process.env.KASKAD_NO_ELECTRON !== undefined, process.env.KASKAD_NO_ELECTRON ?? '');

test.beforeAll(async () => {
  runtime = testElectron();
  const electronDist = join(folder, 'electron');
  cpSync(runtime.folder, electronDist, { recursive: true, verbatimSymlinks: true });
  // The stand-in's loader is no part of an Electron that one packs.
  rmSync(join(electronDist, 'resources/app'), { recursive: true, force: true });
  await buildPackage({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      extends: configFor(runtime),
      electronDist,
      electronVersion: runtime.version,
      directories: { output: join(folder, 'packages') },
    },
  });
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('holds the bundles and one native module, and no sources, tests or maps', () => {
  const resources = join(folder, 'packages/linux-unpacked/resources');
  expect(
    readdirSync(resources)
      .filter((name) => name.startsWith('app'))
      .sort(),
  ).toEqual(['app.asar', 'app.asar.unpacked']);
  const unpacked = readdirSync(join(resources, 'app.asar.unpacked'), { recursive: true, encoding: 'utf8' });
  expect(unpacked.filter((name) => name.endsWith('.node'))).toEqual([
    `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
  ]);
  expect(unpacked).toContain('dist/engine/engine.mjs');
  expect(unpacked.filter((name) => /\.(?:ts|tsx|map)$/.test(name))).toEqual([]);
  const packed = listPackage(join(resources, 'app.asar'), { isPack: false });
  expect(packed).toContain('/dist/page/index.html');
  expect(packed).toContain('/dist/electron/preload.cjs');
  expect(packed.filter((name) => /\.(?:ts|tsx|map)$|\/tests\/|\.kaskad/.test(name))).toEqual([]);
});

test('has its fuses blown', async () => {
  const wire = await getCurrentFuseWire(program);
  expect(wire[FuseV1Options.RunAsNode]).toBe(off);
  expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(off);
  expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(off);
  expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(on);
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(on);
  expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(on);
  if (runtime.current) expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(off);
});

test('starts, makes the first workspace, answers, and closes cleanly', async () => {
  const home = join(folder, 'home');
  const first = await startPackaged(home);
  await expect.poll(() => first.evaluate("document.querySelector('nav') !== null")).toBe(true);
  await expect.poll(() => existsSync(join(home, 'demo.kaskad'))).toBe(true);
  // The name of the workspace comes from the engine.
  await expect.poll(() => first.evaluate('document.body.innerText'), { timeout: 20_000 }).toMatch(/demo/i);
  expect(await first.evaluate('typeof require + typeof process + location.origin')).toBe(
    'undefinedundefinedapp://kaskad',
  );
  expect(await first.close()).toBe(0);

  // Closed cleanly: nothing is left to recover, and the next start opens the same workspace.
  expect(existsSync(join(home, 'demo.kaskad-wal'))).toBe(false);
  const second = await startPackaged(home);
  await expect.poll(() => second.evaluate('document.body.innerText'), { timeout: 20_000 }).toMatch(/demo/i);
  expect(await second.close()).toBe(0);
});

/** The shipped configuration; an older Electron does not have one of its fuses yet. */
function configFor({ current }: ElectronRuntime): string {
  const shipped = join(root, 'electron-builder.yml');
  if (current) return shipped;
  const older = join(folder, 'electron-builder.yml');
  const text = readFileSync(shipped, 'utf8');
  const without = text.replace(/^ +grantFileProtocolExtraPrivileges: false\n/m, '');
  expect(without.length).toBeLessThan(text.length);
  writeFileSync(older, without);
  return older;
}

interface Packaged {
  evaluate(expression: string): Promise<unknown>;
  /** As a person does: the window is closed and the app quits by itself. Gives the exit code. */
  close(): Promise<number | null>;
}

/** Its own debugger is welded shut, so that the page is reached through Chromium's. */
async function startPackaged(home: string): Promise<Packaged> {
  const child = spawn(program, ['--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', '--lang=en-US'], {
    env: { ...process.env, KASKAD_HOME: home, ...(runtime.current ? {} : { KASKAD_ENGINE_NODE: process.execPath }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const port = await debuggerPort(child);
  const target = await pageTarget(port);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await once(socket, 'open');
  let next = 0;
  const answers = new Map<number, (value: unknown) => void>();
  socket.addEventListener('message', (event) => {
    const { id, result } = JSON.parse(String(event.data)) as { id?: number; result?: { result?: { value?: unknown } } };
    if (id !== undefined) answers.get(id)?.(result?.result?.value);
  });
  return {
    evaluate: (expression) =>
      new Promise((resolve) => {
        const id = next++;
        answers.set(id, resolve);
        socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }));
      }),
    async close() {
      socket.close();
      await fetch(`http://127.0.0.1:${port}/json/close/${target.id}`);
      const [code] = await ended;
      return code;
    },
  };
}

function debuggerPort(child: ChildProcess): Promise<number> {
  return new Promise((found, failed) => {
    let said = '';
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      said += `${line}\n`;
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port !== undefined) found(Number(port));
    });
    child.once('exit', (code) => failed(new Error(`The packed app ended at once (${code}): ${said}`)));
  });
}

async function pageTarget(port: number): Promise<{ id: string; webSocketDebuggerUrl: string }> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    const targets = ((await answer?.json()) ?? []) as {
      id: string;
      type: string;
      url: string;
      webSocketDebuggerUrl: string;
    }[];
    const page = targets.find(({ type, url }) => type === 'page' && url.startsWith('app://kaskad'));
    if (page !== undefined) return page;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The packed app opened no window');
}
