/**
 * The app under test. A spec speaks in a person's verbs (`app.shell.goTo('Contacts')`) and runs unchanged on both hosts.
 * Each test has a workspace and a home folder of its own; a test fails when the page reported an error that it did not expect.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import {
  chromiumPath,
  type HostOptions,
  kaskadCommand,
  launchChromium,
  type RunningHost,
  startDesktop,
  startWeb,
} from './hosts.ts';
import { ShellPage } from './pages/shell.ts';

export { expect } from '@playwright/test';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

export type HostKind = 'web' | 'desktop';

/** Fills the new workspace before the app opens it: `test.use({ seed: { fill(kaskad, workspace) { … } } })`. */
export interface Seed {
  fill(kaskad: Kaskad, workspace: string): void | Promise<void>;
}
/** Runs the command line and gives its JSON. */
export type Kaskad = (...args: string[]) => unknown;

export class App {
  readonly kind: HostKind;
  readonly workspace: string;
  readonly home: string;
  readonly kaskad: Kaskad;
  readonly #start: () => Promise<RunningHost>;
  readonly #troubles: string[] = [];
  readonly #expected: RegExp[] = [];
  #host: RunningHost | null = null;
  #downloads = 0;

  constructor(kind: HostKind, options: HostOptions, kaskad: Kaskad, start: () => Promise<RunningHost>) {
    this.kind = kind;
    this.workspace = options.workspace;
    this.home = options.home;
    this.kaskad = kaskad;
    this.#start = start;
  }

  get host(): RunningHost {
    if (this.#host === null) throw new Error('The app is not open');
    return this.#host;
  }
  get page(): Page {
    return this.host.page;
  }
  /** Whether this person has been shown round the canvas: the tour begins by itself for who has not. */
  shownRound = true;

  get shell(): ShellPage {
    return new ShellPage(this.page);
  }

  /** Opens it and waits until the engine's answers are on screen. */
  async open(): Promise<void> {
    this.#host = await this.#start();
    this.#watch(this.page);
    await this.shell.ready();
    if (this.shownRound) await this.prefer({ tourSeen: true });
  }

  /** As if this person had chosen so in another window of the app. */
  async prefer(choices: Record<string, unknown>): Promise<void> {
    await this.page.evaluate((chosen) => {
      const key = 'kaskad.preferences';
      const newValue = JSON.stringify({ ...JSON.parse(localStorage.getItem(key) ?? '{}'), ...chosen });
      localStorage.setItem(key, newValue);
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
    }, choices);
  }

  /** Quits as a person does; the workspace is closed afterwards. */
  async quit(): Promise<void> {
    const host = this.#host;
    this.#host = null;
    await host?.close();
  }

  async restart(): Promise<void> {
    await this.quit();
    await this.open();
  }

  /** An error in the page's console that this test brings about on purpose. */
  expectTrouble(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** Does what makes the app give a file, and keeps it in the home folder. */
  async download(act: () => Promise<void>): Promise<{ name: string; path: string; text: string }> {
    const { electron } = this.host;
    this.#downloads += 1;
    const folder = join(this.home, 'downloads', String(this.#downloads));
    mkdirSync(folder, { recursive: true });
    if (electron === null) {
      const [download] = await Promise.all([this.page.waitForEvent('download'), act()]);
      await download.saveAs(join(folder, download.suggestedFilename()));
    } else {
      // The desktop asks in a window of the system where to keep the file. Nobody is there to answer.
      await electron.evaluate(({ BrowserWindow }, to) => {
        BrowserWindow.getAllWindows()[0]?.webContents.session.once('will-download', (_event, item) => {
          item.setSavePath(`${to}/${item.getFilename()}`);
        });
      }, folder);
      await act();
    }
    await expect.poll(() => readdirSync(folder).filter((name) => !name.endsWith('.crdownload'))).toHaveLength(1);
    const name = String(readdirSync(folder)[0]);
    const path = join(folder, name);
    return { name, path, text: readFileSync(path, 'utf8') };
  }

  /** As when a person pulls at the window's corner. */
  async resize({ width, height }: { width: number; height: number }): Promise<void> {
    const { electron } = this.host;
    if (electron === null) await this.page.setViewportSize({ width, height });
    else
      await electron.evaluate(
        ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width, height },
      );
  }

  /**
   * No violation of WCAG 2.0 to 2.2, A and AA. `alsoInDark`: and the colours of the dark scheme, by the same figures.
   * `within`, a CSS selector: only there, when the rest of the screen was looked at before and is as it was.
   */
  async expectAccessible({
    alsoInDark = false,
    within = 'html',
  }: {
    alsoInDark?: boolean;
    within?: string;
  } = {}): Promise<void> {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    expect(await this.violations(within, { type: 'tag', values: tags }), 'accessibility').toEqual([]);
    if (!alsoInDark) return;
    await this.page.emulateMedia({ colorScheme: 'dark' });
    await expect(this.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    // All that depends on colours.
    const rules = ['color-contrast', 'link-in-text-block'];
    expect(await this.violations(within, { type: 'rule', values: rules }), 'accessibility in dark colours').toEqual([]);
    await this.page.emulateMedia({ colorScheme: 'light' });
    await expect(this.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
  }

  private async violations(within: string, runOnly: axe.RunOnly): Promise<string[]> {
    // Toasts and dialogs fade in: colours are judged when they have come to rest.
    await this.page.waitForFunction(() =>
      document.getAnimations().every((animation) => animation.playState !== 'running'),
    );
    // Once a page: giving it the checker anew took longer than checking. Frames hold letters, which run no scripts.
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(
      async ([selector, only]) =>
        await window.axe.run(selector, { runOnly: only, iframes: false, resultTypes: ['violations'] }),
      [within, runOnly] as const,
    );
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map((node) => `    ${node.html}\n    ${node.failureSummary}`).join('\n')}`,
    );
  }

  expectNoTrouble(): void {
    const troubles = this.#troubles.filter((trouble) => !this.#expected.some((pattern) => pattern.test(trouble)));
    expect(troubles, 'errors that the page reported').toEqual([]);
  }

  #watch(page: Page): void {
    page.on('pageerror', (error) => this.#troubles.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#troubles.push(message.text());
    });
  }
}

interface Options {
  host: HostKind;
  /** Language and colours of the person's computer. */
  language: HostOptions['language'];
  scheme: HostOptions['scheme'];
  /** Files that the system names when it starts the desktop app. */
  openWith: HostOptions['openWith'];
  seed: Seed;
  shownRound: boolean;
}

export const test = base.extend<Options & { app: App }>({
  host: ['web', { option: true }],
  language: ['en', { option: true }],
  scheme: ['light', { option: true }],
  openWith: [[], { option: true }],
  seed: [{ fill() {} }, { option: true }],
  shownRound: [true, { option: true }],

  app: async ({ host, language, scheme, openWith, seed, shownRound }, use, testInfo) => {
    const missing = cannotRun(host);
    testInfo.skip(missing !== null, missing ?? '');
    const folder = mkdtempSync(join(tmpdir(), 'kaskad-e2e-'));
    const options: HostOptions = {
      workspace: join(folder, workspaceName),
      home: join(folder, 'home'),
      language,
      scheme,
      openWith,
    };
    const kaskad: Kaskad = (...args) => runKaskad(options.home, args);
    cpSync(await filled(seed, language), folder, { recursive: true });
    const browser = host === 'web' ? await launchChromium() : null;
    const app = new App(host, options, kaskad, () =>
      browser === null ? startDesktop(options) : startWeb(browser, options),
    );
    app.shownRound = shownRound;
    try {
      await app.open();
      await use(app);
      app.expectNoTrouble();
    } finally {
      await app.quit();
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

const workspaceName = 'shop.kaskad';
const filledFolders = new Map<Seed, Map<string, string>>();

/** The folder of a workspace with this seed in it. Filled once for all the tests of this process, who take copies. */
async function filled(seed: Seed, language: HostOptions['language']): Promise<string> {
  const byLanguage = filledFolders.get(seed) ?? new Map<string, string>();
  filledFolders.set(seed, byLanguage);
  const known = byLanguage.get(language);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-e2e-seed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [workspace, home] = [join(folder, workspaceName), join(folder, 'home')];
  mkdirSync(home);
  const kaskad: Kaskad = (...args) => runKaskad(home, args);
  kaskad('init', workspace, '--timezone', 'Europe/Kyiv', '--language', language);
  await seed.fill(kaskad, workspace);
  byLanguage.set(language, folder);
  return folder;
}

function cannotRun(host: HostKind): string | null {
  if (host === 'desktop') return process.env.KASKAD_NO_ELECTRON ?? null;
  return chromiumPath() === null ? 'no Chromium is installed (apt-get install chromium)' : null;
}

/** The command line beside the app, as a person would use it. */
function runKaskad(home: string, args: string[]): unknown {
  const done = spawnSync(process.execPath, [kaskadCommand, ...args, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, KASKAD_HOME: home },
    maxBuffer: 256 * 1024 * 1024,
  });
  if (done.status !== 0) throw new Error(`kaskad ${args.join(' ')} failed: ${done.stderr || done.stdout}`);
  return JSON.parse(done.stdout) as unknown;
}
