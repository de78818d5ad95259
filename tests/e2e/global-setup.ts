/** Builds what is stale and gives Electron screens: virtual ones where the machine has none, one for each worker. */
import { spawn } from 'node:child_process';
import type { FullConfig } from '@playwright/test';
import { build } from '../../scripts/build.ts';
import { testElectron } from '../../scripts/electron-runtime.ts';

export default async function setUp({ workers }: FullConfig): Promise<() => Promise<void>> {
  build();
  try {
    // Unpacked once, here, instead of by several workers at the same time.
    testElectron();
  } catch (error) {
    process.env.KASKAD_NO_ELECTRON = error instanceof Error ? error.message : String(error);
  }
  if (process.platform !== 'linux' || process.env.DISPLAY) return async () => {};
  const made = await Promise.all(Array.from({ length: workers }, virtualScreen));
  const screens = made.filter((screen) => screen !== null);
  const [first] = screens;
  if (first === undefined) {
    process.env.KASKAD_NO_ELECTRON ??= 'there is no display and Xvfb is not installed (apt-get install xvfb)';
    return async () => {};
  }
  process.env.DISPLAY = first.display;
  process.env.KASKAD_TEST_DISPLAYS = screens.map(({ display }) => display).join();
  return async () => {
    await Promise.all(screens.map(({ close }) => close()));
  };
}

function virtualScreen(): Promise<{ display: string; close: () => Promise<void> } | null> {
  return new Promise((resolve) => {
    // It picks a free number itself and writes it to descriptor 3.
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    server.once('error', () => resolve(null));
    server.once('exit', () => resolve(null));
    const ended = new Promise<void>((done) => server.once('exit', () => done()));
    server.stdio[3]?.once('data', (number: Buffer) => {
      resolve({
        display: `:${String(number).trim()}`,
        async close() {
          server.kill();
          await ended;
        },
      });
    });
  });
}
