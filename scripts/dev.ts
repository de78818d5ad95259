/**
 * `npm run dev [workspace]`: the page with hot reload over a running engine. Prints the address. The engine is started
 * again by hand (Ctrl-C) after a change of `flows`, `nodes` or `connectors`; the page takes changes by itself.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';
import { dataFolder } from '../flows/host/vault-file.ts';

const root = resolve(import.meta.dirname, '..');
const file = resolve(process.argv[2] ?? join(dataFolder(), 'dev.kaskad'));
const kaskad = (...args: string[]): string[] => [join(root, 'cli/main.ts'), ...args];

if (!existsSync(file)) {
  mkdirSync(dirname(file), { recursive: true });
  const made = spawnSync(process.execPath, kaskad('init', file), { stdio: ['ignore', 2, 2] });
  if (made.status !== 0) process.exit(1);
}

const engine: ChildProcess = spawn(process.execPath, kaskad('serve', file, '--json'), {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = createInterface({ input: engine.stdout as NodeJS.ReadableStream });
engine.once('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => engine.kill(signal));

lines.once('line', async (line) => {
  const { url } = JSON.parse(line) as { url: string };
  const address = new URL(url);
  process.env.KASKAD_DEV_ENGINE = address.origin;
  const page = await createServer({ root });
  await page.listen();
  console.log(`${page.resolvedUrls?.local[0] ?? ''}${address.hash}`);
});
