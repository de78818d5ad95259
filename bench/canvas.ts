/**
 * The canvas beside bare React Flow, in the same browser: frames while panning and dragging, opening, memory. Both draw the
 * same flow in a window of the same size; they are measured in turn, and the best round of each counts.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { memoryVault } from '../flows/host/vault-memory.ts';
import { createWorkspace } from '../flows/host/workspace.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import { cullFrom, flowOf } from './canvas/flow.ts';
import { dragging, type Frames, panning, untilDrawn } from './canvas/page.ts';
import { cost, type Figure, type Size } from './measure.ts';

const root = join(import.meta.dirname, '..');
const windowSize = { width: 1440, height: 900 };
/** What a person notices as waiting. */
const openingMs = 300;
/** The size for which the promises are given. */
const promised = 1_000;
const block = '.react-flow__node';

/** One look at a canvas of some size. */
interface Look {
  pan: Frames & { cpu: number };
  drag: Frames & { cpu: number };
  opening: number;
  /** Megabytes of the page's heap that the canvas added. */
  memory: number;
}

async function heap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}

/** Seconds that the page's main thread was busy so far. */
async function busy(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

async function look(page: Page, frameMs: number, act: string): Promise<Look> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await cdp.send('HeapProfiler.enable');
  const before = await heap(cdp);
  await page.evaluate(`window.openDrawing = () => { ${act} }`);
  const opening = await page.evaluate(untilDrawn, block);
  // The library measures what it drew, then places edges: not before that is all at rest.
  await page.waitForTimeout(500);
  const counted = async (work: typeof panning, selector: string) => {
    const from = await busy(cdp);
    const frames = await page.evaluate(work, { ms: frameMs, selector });
    return { ...frames, cpu: (await busy(cdp)) - from };
  };
  const drag = await counted(dragging, block);
  const pan = await counted(panning, '.react-flow__pane');
  const memory = (await heap(cdp)) - before;
  return { pan, drag, opening, memory };
}

/** Our app over a workspace with one flow of each size: gives a page that stands on the list of flows, and each flow's id. */
async function ours(registry: EngineRegistry, folder: string, sizes: readonly number[]) {
  const file = join(folder, 'canvas.kaskad');
  const options = { host: 'web', registry, vault: memoryVault(), now: () => Date.now() } as const;
  const ws = await createWorkspace(file, { name: 'Bench', timezone: 'UTC', language: 'en' }, options);
  const flows = sizes.map((size) => ws.store.flows.create(flowOf(size), Date.now()));
  await ws.close();
  const server = spawn(process.execPath, [join(root, 'dist/engine/kaskad.mjs'), 'serve', file, '--json'], {
    env: { ...process.env, KASKAD_HOME: join(folder, 'home') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (text: Buffer) => {
    said += String(text);
  });
  const first = await Promise.race([
    once(createInterface({ input: server.stdout }), 'line'),
    once(server, 'exit').then(() => null),
  ]);
  if (first === null) throw new Error(`The web host ended before it was ready: ${said}`);
  const { url } = JSON.parse(String(first[0])) as { url: string };
  return {
    async page(browser: Browser): Promise<Page> {
      const page = await (await browser.newContext({ viewport: windowSize, locale: 'en-US' })).newPage();
      await page.goto(url);
      await page.getByRole('link', { name: 'Flows', exact: true }).click();
      await page.getByRole('table').waitFor();
      return page;
    },
    act: (index: number) => `document.querySelector('a[href$="/flows/${flows[index]}"]').click()`,
    async close() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
}

async function bare(folder: string) {
  const outDir = join(folder, 'bare');
  const shared = { configFile: false, logLevel: 'error', root: join(import.meta.dirname, 'canvas') } as const;
  await build({ ...shared, build: { outDir, rolldownOptions: { input: join(shared.root, 'bare.html') } } });
  const server = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const base = server.resolvedUrls?.local[0] ?? '';
  return {
    async page(browser: Browser): Promise<Page> {
      const page = await (await browser.newContext({ viewport: windowSize })).newPage();
      await page.goto(`${base}bare.html`);
      return page;
    },
    act: (document: object) => `window.draw(${JSON.stringify(document)})`,
    close: () => server.close(),
  };
}

/** Debian's Chromium where there is one, else the one that Playwright brings. */
async function launch(): Promise<Browser> {
  const known = ['/usr/bin/chromium', chromium.executablePath()].find((path) => existsSync(path));
  if (known === undefined) throw new Error('No Chromium is installed. Run: apt-get install chromium');
  return await chromium.launch({
    executablePath: known,
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
  });
}

const fps = ({ frames, ms }: Frames): number => (frames * 1000) / ms;
const perBusySecond = ({ frames, cpu }: Frames & { cpu: number }): number => frames / Math.max(cpu, 0.001);

function frameRate(name: string, items: number, mine: Look[], theirs: Look[], kind: 'pan' | 'drag'): Figure {
  const best = (looks: Look[], value: (look: Look) => number) => Math.max(...looks.map(value));
  const [own, limit] = [best(mine, (one) => fps(one[kind])), best(theirs, (one) => fps(one[kind]))];
  return {
    name,
    unit: 'frames/s',
    items,
    ours: own,
    limit,
    limitIs: 'bare React Flow',
    ratio: own / limit,
    cpuRatio: best(mine, (one) => perBusySecond(one[kind])) / best(theirs, (one) => perBusySecond(one[kind])),
    bar: items === promised ? { atLeast: 0.9 } : null,
  };
}

export async function canvas(registry: EngineRegistry, size: Size): Promise<Figure[]> {
  spawnSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-bench-'));
  const app = await ours(registry, folder, size.blocks);
  const limit = await bare(folder);
  const browser = await launch();
  const figures: Figure[] = [];
  /** Of the first size of which only what is in sight is drawn: more blocks add no more elements from there on. */
  let first: { items: number; own: number; other: number } | null = null;
  try {
    for (const [index, items] of size.blocks.entries()) {
      const mine: Look[] = [];
      const theirs: Look[] = [];
      for (let round = 0; round < size.rounds; round++) {
        for (const [looks, open, act] of [
          [theirs, limit.page, limit.act(flowOf(items))],
          [mine, app.page, app.act(index)],
        ] as const) {
          const page = await open(browser);
          looks.push(await look(page, size.frameMs, act));
          await page.context().close();
        }
      }
      const least = (looks: Look[], value: (look: Look) => number) => Math.min(...looks.map(value));
      const bar = items === promised;
      const opening = least(mine, (one) => one.opening);
      const [own, other] = [least(mine, (one) => one.memory), least(theirs, (one) => one.memory)];
      figures.push(
        frameRate(`canvas, panning over ${items} blocks`, items, mine, theirs, 'pan'),
        frameRate('… dragging a block', items, mine, theirs, 'drag'),
        { ...cost('ms', { name: '… opening', items }, opening, openingMs), ...(bar ? {} : { bar: null }) },
        {
          ...cost(
            'ms',
            { name: '… opening, beside', items },
            opening,
            least(theirs, (one) => one.opening),
          ),
          limitIs: 'bare React Flow',
          bar: null,
        },
        {
          name: '… memory of the page that the canvas takes',
          unit: 'MB',
          items,
          ours: own,
          limit: other,
          limitIs: 'bare React Flow',
          ratio: own / other,
          cpuRatio: null,
          bar: bar ? { atMost: 1.5 } : null,
        },
      );
      if (first === null && items > cullFrom) first = { items, own, other };
      else if (first !== null) {
        const [mineMore, theirsMore] = [own - first.own, other - first.other];
        figures.push({
          name: `… of it, what ${items - first.items} more blocks take`,
          unit: 'MB',
          items,
          ours: mineMore,
          limit: theirsMore,
          limitIs: 'bare React Flow',
          ratio: mineMore / theirsMore,
          cpuRatio: null,
          bar: null,
        });
      }
    }
    return figures;
  } finally {
    await browser.close();
    await limit.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
