/**
 * `npm start`: opens the app. Electron where it can be had and there is a display, else the same app in a browser. The first
 * start makes a workspace to look at. `npm start -- --web` asks for the browser, `npm start -- shop.kaskad` for a workspace.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { engineFlags } from '../electron/engine-flags.ts';
import { dataFolder } from '../flows/host/vault-file.ts';
import { build } from './build.ts';
import { downloadedElectron, installedElectron } from './electron-runtime.ts';

const root = resolve(import.meta.dirname, '..');
const kaskad = join(root, 'dist/engine/kaskad.mjs');
const wantsWeb = process.argv.includes('--web');
const named = process.argv.slice(2).find((argument) => argument.endsWith('.kaskad'));

const hasDisplay =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  Boolean(process.env.DISPLAY) ||
  Boolean(process.env.WAYLAND_DISPLAY);

/** Hands the keyboard's Ctrl-C on and ends as the program ended. */
function become(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): void {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 0;
  });
}

function startDesktop(): boolean {
  if (wantsWeb || !hasDisplay) return false;
  if (installedElectron() === null) console.error('Fetching Electron, once…');
  const electron = downloadedElectron();
  if (electron === null) {
    console.error(
      'Electron could not be fetched (see its message with: npx install-electron). Opening in the browser instead.',
    );
    return false;
  }
  const isRoot = process.getuid?.() === 0;
  become(
    electron.executable,
    [root, ...(named === undefined ? [] : [resolve(named)]), ...(isRoot ? ['--no-sandbox'] : [])],
    electron.current ? process.env : { ...process.env, KASKAD_ENGINE_NODE: process.execPath },
  );
  return true;
}

/** The workspace that was named, else the one of the first start, made when it is not there. */
function webWorkspace(): string {
  if (named !== undefined) return resolve(named);
  const file = join(dataFolder(), 'demo.kaskad');
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true });
  const made = spawnSync(process.execPath, [kaskad, 'demo', '--dir', dirname(file)], { stdio: ['ignore', 2, 2] });
  if (made.status !== 0 || !existsSync(file)) throw new Error('The first workspace could not be made; see above.');
  return file;
}

try {
  build();
  if (!startDesktop())
    become(process.execPath, [...engineFlags, kaskad, 'serve', webWorkspace(), ...(hasDisplay ? ['--open'] : [])]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
