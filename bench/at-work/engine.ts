/**
 * A base that goes through a flow in a process of its own, while somebody looks at contacts and at the report. Arguments:
 * workspace, people, milliseconds of idling. Tells what it took: see Work.
 */
import { createRouterClient } from '@orpc/server';
import { loadEngineRegistry } from '#registry/engine';
import { procedures } from '../../flows/host/router.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { createWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { addPeople, everybody, fourNodes } from '../people.ts';
import { memoryOf } from '../processes.ts';

export interface Work {
  /** Seconds from the start of the flow to its end. */
  seconds: number;
  /** The most memory meanwhile, in megabytes; null where the system does not tell. */
  memory: number | null;
  /** Milliseconds that calls took which somebody wanted answered, waiting for their turn included. */
  calls: number[];
  /** How long the call that starts the flow took. */
  start: number;
  /** Processor seconds a second while everybody waits. */
  idle: number;
}

const [file = '', people = '0', idleMs = '0'] = process.argv.slice(2);
const options = { host: 'web', registry: await loadEngineRegistry(), vault: memoryVault() } as const;
const ws = await createWorkspace(file, { name: 'Bench', timezone: 'UTC', language: 'en' }, options);
addPeople(ws.store.db, Number(people));
const client = createRouterClient(procedures, { context: ws });
const trigger = { type: 'trigger-manual', config: { audience: everybody } };

/** Every fifty milliseconds a screen wants something. Counted from when it was wanted. */
function somebodyLooks(flow: string, calls: number[]): () => Promise<void> {
  let stopped = false;
  const looking = (async () => {
    for (let n = 0; !stopped; n++) {
      const wanted = performance.now() + 50;
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (n % 2 === 0) await client.contacts.list({ limit: 50, offset: 0, sort: 'createdAt', descending: true });
      else await client.flows.report({ flow });
      calls.push(performance.now() - wanted);
    }
  })();
  return () => {
    stopped = true;
    return looking;
  };
}

const flow = ws.store.flows.create(fourNodes(trigger, 'PT0S'), Date.now());
const calls: number[] = [];
let memory: number | null = null;
const watch = setInterval(() => {
  memory = Math.max(memory ?? 0, memoryOf('self') ?? 0);
}, 100);
const from = performance.now();
// As the app's own call does.
ws.engine.startFlow(flow, undefined, { letIn: { within: 20 } });
const start = performance.now() - from;
const stop = somebodyLooks(flow, calls);
await ws.engine.runUntilIdle();
const seconds = (performance.now() - from) / 1000;
await stop();
clearInterval(watch);
const { exited } = readReport(ws.store, ws.registry, flow);
if (exited.done !== Number(people)) throw new Error(`Only ${exited.done} of ${people} came to the end`);

// Now everybody waits for a year.
ws.engine.startFlow(ws.store.flows.create({ ...fourNodes(trigger, 'P365D'), name: 'Waiting' }, Date.now()));
await ws.engine.runUntilIdle();
const waiting = ws.store.db.prepare('SELECT count(*) FROM journeys WHERE due_at IS NOT NULL').pluck().get();
if (waiting !== Number(people)) throw new Error(`Only ${waiting} of ${people} wait`);
const idling = new AbortController();
const running = ws.engine.run(idling.signal);
await new Promise((resolve) => setTimeout(resolve, 100));
const cpu = process.cpuUsage();
const quiet = performance.now();
await new Promise((resolve) => setTimeout(resolve, Number(idleMs)));
const spent = process.cpuUsage(cpu);
const idle = (spent.user + spent.system) / 1000 / (performance.now() - quiet);
idling.abort();
await running;
await ws.close();
const work: Work = { seconds, memory, calls, start, idle };
process.send?.(work, () => process.disconnect());
