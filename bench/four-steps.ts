/**
 * What a person would build first: trigger, condition, wait of nothing, send over HTTP to a sink on this computer, beside the
 * least program with the same promise. Both run in processes of their own, and so does the sink. Then half-way through a
 * thousand the engine is killed, started again, and the sink says what was lost and what came twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import { bundle } from '../scripts/bundle.ts';
import type { Counted } from './four-steps/engine.ts';
import { inFlight } from './four-steps/post.ts';
import type { SinkStats } from './four-steps/sink.ts';
import { cost, type Figure, inTurn, rate, type Size, type Took } from './measure.ts';
import { type Child, cpuOf, memoryOf, startChild } from './processes.ts';

const source = (name: string): string => join(import.meta.dirname, 'four-steps', `${name}.ts`);
export const warmUp = 200;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Sink {
  port: number;
  /** Forgets what it saw; from now on it answers after so many milliseconds. */
  reset(delay: number): Promise<void>;
  stats(): Promise<SinkStats>;
  close(): Promise<void>;
}

export async function startSink(port = 0): Promise<Sink> {
  const child = startChild(source('sink'), [String(port)]);
  const ask = (message: unknown): Promise<SinkStats> => {
    const heard = child.hear<SinkStats>();
    child.say(message);
    return heard;
  };
  return {
    port: await child.hear<number>(),
    reset: async (delay) => void (await ask({ delay })),
    stats: () => ask('stats'),
    close: () => child.kill(),
  };
}

/** Until the sink saw so many contacts; throws when nothing more comes for ten seconds. */
export async function until(sink: Sink, unique: number, every = 5): Promise<SinkStats> {
  let last = { unique: -1, at: performance.now() };
  for (;;) {
    const stats = await sink.stats();
    if (stats.unique >= unique) return stats;
    if (stats.unique !== last.unique) last = { unique: stats.unique, at: performance.now() };
    else if (performance.now() - last.at > 10_000) throw new Error(`Only ${stats.unique} of ${unique} were sent`);
    await pause(every);
  }
}

/** The most memory that the processes take together, looked at four times a second. */
export function watchMemory(pids: readonly number[]): () => number | null {
  let most: number | null = null;
  const look = () => {
    const now = pids.map(memoryOf);
    if (now.every((one) => one !== null))
      most = Math.max(
        most ?? 0,
        now.reduce<number>((a, b) => a + (b ?? 0), 0),
      );
  };
  look();
  const timer = setInterval(look, 250);
  return () => {
    clearInterval(timer);
    look();
    return most;
  };
}

/** Two hundred contacts to warm up, then all of them; what these took, and the most memory (MB; null where unknown). */
export async function sendToAll(
  sink: Sink,
  pids: readonly number[],
  sends: number,
  start: (country: 'PL' | 'UA') => Promise<void> | void,
): Promise<Took & { memory: number | null }> {
  const cpu = () => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  await sink.reset(0);
  await start('PL');
  await until(sink, warmUp);
  await sink.reset(0);
  const most = watchMemory(pids);
  const [before, from] = [cpu(), performance.now()];
  const starting = start('UA');
  await until(sink, sends);
  const spent = { wall: (performance.now() - from) / 1000, cpu: cpu() - before };
  await starting;
  return { ...spent, memory: most() };
}

export async function fourSteps(_: EngineRegistry, size: Size): Promise<Figure[]> {
  const sink = await startSink();
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-bench-'));
  // As shipped: reading and translating the sources is no part of what a sending costs.
  const built = { engine: await bundle(source('engine')), ledger: await bundle(source('ledger')) };
  let run = 0;
  const fresh = (name: 'engine' | 'ledger', people: number): Promise<Child> => open(name, `${run++}.db`, people, 'new');
  const open = async (name: 'engine' | 'ledger', file: string, people: number, mode: string): Promise<Child> => {
    const start = (how: string) =>
      startChild(built[name].script, [join(folder, file), String(sink.port), String(people), how]);
    if (mode === 'new' && name === 'engine') {
      // Filled by another process: what that needed is no part of what a sending costs.
      const making = start('make');
      await making.hear();
      await making.ended();
    }
    const child = start('open');
    await child.hear();
    return child;
  };
  const memory: Record<string, number> = {};
  const once = async (name: 'engine' | 'ledger'): Promise<Took> => {
    const child = await fresh(name, size.sends);
    const spent = await sendToAll(sink, [child.pid], size.sends, (country) => child.say({ start: country }));
    memory[name] = Math.max(memory[name] ?? 0, spent.memory ?? 0);
    child.say('stop');
    const counted = await child.hear<Counted>();
    await child.ended();
    const { twice } = await sink.stats();
    if (counted.sent !== size.sends + warmUp || twice > 0 || counted.failed + counted.unknown > 0) {
      throw new Error(`${name}: ${JSON.stringify(counted)}, ${twice} twice`);
    }
    return spent;
  };
  try {
    const best = await inTurn(size.rounds, { ours: () => once('engine'), limit: () => once('ledger') });
    const items = size.sends;
    const about = { name: 'trigger, condition, wait, send', items };
    const figures = [
      rate(
        'contacts',
        { ...about, bar: { atLeast: 0.5 }, limitIs: 'a bare ledger of forty lines' },
        best.ours,
        best.limit,
      ),
      cost('CPU s/1000', { ...about, name: '… its processor time' }, (best.ours.cpu / items) * 1000, 0.3),
      cost('MB', { ...about, name: '… its memory' }, memory.engine ?? 0, 150),
    ];
    return [...figures, ...(await crash(sink, (file, people, mode) => open('engine', file, people, mode), size))];
  } finally {
    await sink.close();
    for (const made of [folder, built.engine.folder, built.ledger.folder])
      rmSync(made, { recursive: true, force: true });
  }
}

/** SIGKILL when the sink has seen half of them, answering after five milliseconds each. */
async function crash(
  sink: Sink,
  open: (file: string, people: number, mode: string) => Promise<Child>,
  size: Size,
): Promise<Figure[]> {
  const people = size.sends < 1000 ? 400 : 1000;
  await sink.reset(5);
  const killed = await open('crash.db', people, 'new');
  killed.say({ start: 'UA' });
  await until(sink, people / 2, 1);
  await killed.kill();
  const atKill = await sink.stats();
  const from = performance.now();
  const child = await open('crash.db', people, 'again');
  await until(sink, atKill.unique + 1, 2);
  const recovered = performance.now() - from;
  await until(sink, people - inFlight);
  await quiet(sink);
  child.say('stop');
  const counted = await child.hear<Counted>();
  await child.ended();
  const { unique, twice } = await sink.stats();
  // An unknown one has either reached the sink or not: it is told, and never sent again.
  const lost = Math.max(0, people - unique - counted.unknown);
  const name = `killed half-way through ${people.toLocaleString('en')}`;
  return [
    { ...cost('lost', { name, items: people }, lost, 0), ratio: lost },
    { ...cost('twice', { name, items: people }, twice, 0), ratio: twice },
    cost('unknown', { name, items: people }, counted.unknown, inFlight),
    cost('ms', { name: `${name}: sends again after`, items: people }, recovered, 1000),
  ];
}

/** Until nothing came for a moment. */
async function quiet(sink: Sink): Promise<void> {
  for (let before = -1; ; ) {
    const { total } = await sink.stats();
    if (total === before) return;
    before = total;
    await pause(300);
  }
}
