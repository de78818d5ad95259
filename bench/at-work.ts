/** The engine while it moves a whole base, and while the whole base waits: memory, answers to the screen, idling. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import { bundle } from '../scripts/bundle.ts';
import type { Work } from './at-work/engine.ts';
import { cost, type Figure, type Size } from './measure.ts';
import { startChild } from './processes.ts';

const megabytes = 300;
const milliseconds = 50;
const percent = 0.5;
const secondsForMillion = 180;

export async function atWork(_: EngineRegistry, size: Size): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-bench-'));
  const folders = [folder];
  try {
    const items = size.people;
    const built = await bundle(join(import.meta.dirname, 'at-work', 'engine.ts'));
    folders.push(built.folder);
    const child = startChild(built.script, [join(folder, 'work.kaskad'), String(items), String(size.idleMs)]);
    const work = await child.hear<Work>();
    await child.ended();
    const calls = work.calls.sort((a, b) => a - b);
    const p95 = calls[Math.floor(calls.length * 0.95)] ?? 0;
    return [
      cost('s', { name: 'a base through 4 nodes on the wall clock', items }, work.seconds, secondsForMillion),
      cost('MB', { name: '… memory meanwhile', items }, work.memory ?? 0, megabytes),
      cost('ms', { name: '… 95 % of the calls of a screen meanwhile', items: calls.length }, p95, milliseconds),
      cost('ms', { name: '… the call that starts the flow', items }, work.start, milliseconds),
      cost('%', { name: 'idle processor time while all wait', items }, work.idle * 100, percent),
    ];
  } finally {
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  }
}
