/** Starts the app as people do, in a browser on the web host or as the desktop app, over one workspace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import {
  _electron,
  type Browser,
  type BrowserContextOptions,
  chromium,
  type ElectronApplication,
  type Page,
} from '@playwright/test';
import { testElectron } from '../../scripts/electron-runtime.ts';

export const root = resolve(import.meta.dirname, '../..');

/** The command line as it is shipped: with every node type and connector in it. */
export const kaskadCommand = join(root, 'dist/engine/kaskad.mjs');

export interface RunningHost {
  page: Page;
  /** Web mode only: the address with its token. */
  url: string | null;
  /** Desktop only. */
  electron: ElectronApplication | null;
  /** As when a person quits: waits until the engine has closed the workspace. */
  close(): Promise<void>;
}

export interface HostOptions {
  workspace: string;
  /** Everything of this computer's user: secrets, window state. */
  home: string;
  language: 'en' | 'ru' | 'uk';
  scheme: 'light' | 'dark';
  /** Desktop only: files that the system names when it starts the app. */
  openWith: readonly string[];
}

const locales = { en: 'en-US', ru: 'ru-RU', uk: 'uk-UA' } as const;
const size = { width: 1440, height: 900 };

// A worker's own screen (global-setup.ts): where two share one, a window that opens takes the pointer out of the other's drag.
const displays = process.env.KASKAD_TEST_DISPLAYS?.split(',') ?? [];
const display = displays[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
if (display !== undefined) process.env.DISPLAY = display;

const environment = (home: string): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  KASKAD_HOME: home,
  TZ: 'Europe/Kyiv',
});

/** Debian's Chromium where there is one, else the one that Playwright brings. */
export function chromiumPath(): string | null {
  return (
    [process.env.CHROMIUM_PATH, '/usr/bin/chromium', chromium.executablePath()].find(
      (path) => path !== undefined && existsSync(path),
    ) ?? null
  );
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null)
    throw new Error('No Chromium is installed. Run: apt-get install chromium, or npx playwright install chromium');
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export async function startWeb(browser: Browser, options: HostOptions): Promise<RunningHost> {
  const { server, url } = await startServer(options);
  const context = await browser.newContext(browserOptions(options));
  const page = await context.newPage();
  await page.goto(url);
  return {
    page,
    url,
    electron: null,
    async close() {
      await context.close();
      await endProcess(server);
    },
  };
}

const browserOptions = ({ language, scheme }: HostOptions): BrowserContextOptions => ({
  locale: locales[language],
  timezoneId: 'Europe/Kyiv',
  colorScheme: scheme,
  viewport: size,
  acceptDownloads: true,
});

async function startServer({ workspace, home }: HostOptions): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(process.execPath, [kaskadCommand, 'serve', workspace, '--json'], {
    env: environment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  server.stderr?.on('data', (text: Buffer) => {
    said += String(text);
  });
  const lines = createInterface({ input: server.stdout as NodeJS.ReadableStream });
  const first = await Promise.race([once(lines, 'line'), once(server, 'exit').then(() => null)]);
  if (first === null) throw new Error(`The web host ended before it was ready: ${said}`);
  const { url } = JSON.parse(String(first[0])) as { url: string };
  return { server, url };
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`The web host did not close cleanly (exit ${code}).`);
}

export async function startDesktop(options: HostOptions): Promise<RunningHost> {
  const app = await launchDesktop(options, 3);
  const page = await app.firstWindow();
  await app.evaluate(
    ({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    size,
  );
  return {
    page,
    url: null,
    electron: app,
    async close() {
      await app.close();
    },
  };
}

/** Playwright's connection to an older Electron now and then hangs while the first window opens; then it is started again. */
async function launchDesktop(options: HostOptions, attempts: number): Promise<ElectronApplication> {
  const runtime = testElectron();
  try {
    return await _electron.launch({
      executablePath: runtime.executable,
      args: [
        root,
        options.workspace,
        ...options.openWith,
        '--no-sandbox',
        '--disable-gpu',
        `--lang=${locales[options.language]}`,
      ],
      env: {
        ...environment(options.home),
        LANGUAGE: options.language,
        ...(runtime.current ? {} : { KASKAD_ENGINE_NODE: process.execPath }),
      },
      colorScheme: options.scheme,
      timeout: 15_000,
    });
  } catch (error) {
    if (attempts <= 1 || !String(error).includes('Timeout')) throw error;
    // The engine of the one that was ended notices and closes the workspace.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return await launchDesktop(options, attempts - 1);
  }
}
