/** Builds what is stale and gives Electron a screen: a virtual one where the machine has none. */
import { spawn } from 'node:child_process';
import { build } from '../../scripts/build.ts';
import { testElectron } from '../../scripts/electron-runtime.ts';

export default async function setUp(): Promise<() => Promise<void>> {
  build();
  try {
    // Unpacked once, here, instead of by several workers at the same time.
    testElectron();
  } catch (error) {
    process.env.KASKAD_NO_ELECTRON = error instanceof Error ? error.message : String(error);
  }
  if (process.platform !== 'linux' || process.env.DISPLAY) return async () => {};
  const screen = await virtualScreen();
  if (screen === null) {
    process.env.KASKAD_NO_ELECTRON ??= 'there is no display and Xvfb is not installed (apt-get install xvfb)';
    return async () => {};
  }
  process.env.DISPLAY = screen.display;
  return screen.close;
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
