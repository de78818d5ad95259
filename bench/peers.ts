/**
 * The same four steps to the same sink by other programs, in the same run: Node-RED, which loses what it holds when it is
 * killed, and Restate, which is durable. They are no part of this project: the first run installs these versions from npm into
 * the temporary folder. Each in the form in which it was quickest: Node-RED is given all contacts in one array that its flow
 * splits; Restate is called once a contact, sixty-four at a time.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import { bundle } from '../scripts/bundle.ts';
import { type Sink, sendToAll, startSink, warmUp } from './four-steps.ts';
import { type Figure, inTurn, rate, type Size, type Took } from './measure.ts';
import { startChild } from './processes.ts';

const versions = { 'node-red': '4.1.15', '@restatedev/restate-server': '1.7.12', '@restatedev/restate-sdk': '1.17.2' };
const home = join(tmpdir(), `kaskad-peers-${Object.values(versions).join('-')}`);
const script = (folder: string, name: string): string => join(import.meta.dirname, folder, name);
const host = 'http://127.0.0.1';
const atOnce = 64;

/** One of the other programs, up and ready. */
interface Peer {
  pids: readonly number[];
  /** Gives it contacts, numbered from so many on. */
  start(from: number, count: number): Promise<void>;
  stop(): Promise<void>;
}

function install(): void {
  if (existsSync(join(home, 'node_modules', 'node-red'))) return;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', ...packages], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Asked with a body where what is waited for takes nothing else. */
async function until(url: string, body?: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  for (let tries = 0; tries < 400; tries++) {
    const answer = await fetch(url, body === undefined ? {} : { method: 'POST', headers, body }).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`${url} does not answer`);
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

function killer(process: ChildProcess): () => Promise<void> {
  const gone = new Promise<void>((resolve) => process.on('exit', () => resolve()));
  return async () => {
    process.kill('SIGKILL');
    await gone;
  };
}

const people = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: from + n, country: 'UA' }));

async function nodeRed(sink: Sink, folder: string): Promise<Peer> {
  const port = await freePort();
  const settings = {
    flowFile: 'flows.json',
    userDir: folder,
    uiHost: '127.0.0.1',
    uiPort: port,
    httpAdminRoot: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'warn' } },
    apiMaxLength: '50mb',
  };
  const on = { z: 'flow' };
  const away = ['req', 'res', 'headers'].map((p) => ({ t: 'delete', p, pt: 'msg' }));
  const url = { t: 'set', p: 'url', pt: 'msg', to: `'${host}:${sink.port}/send?id=' & payload.id`, tot: 'jsonata' };
  const flow = [
    { id: 'flow', type: 'tab', label: 'four steps' },
    { id: 'in', type: 'http in', ...on, url: '/start', method: 'post', wires: [['each', 'answer']] },
    { id: 'answer', type: 'http response', ...on, statusCode: '202', wires: [] },
    { id: 'each', type: 'split', ...on, arraySplt: 1, arraySpltType: 'len', property: 'payload', wires: [['who']] },
    {
      ...{ id: 'who', type: 'switch', ...on, property: 'payload.country', propertyType: 'msg', checkall: 'true' },
      ...{ rules: [{ t: 'eq', v: 'UA', vt: 'str' }], outputs: 1, wires: [['pause']] },
    },
    {
      ...{ id: 'pause', type: 'delay', ...on, pauseType: 'delay', timeout: '0', timeoutUnits: 'milliseconds' },
      ...{ rate: '1', nbRateUnits: '1', rateUnits: 'second', drop: false, outputs: 1, wires: [['address']] },
    },
    { id: 'address', type: 'change', ...on, rules: [url, ...away], wires: [['send']] },
    {
      ...{ id: 'send', type: 'http request', ...on, method: 'POST', ret: 'txt', paytoqs: 'ignore', url: '' },
      ...{ persist: true, wires: [[]] },
    },
  ];
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flow));
  writeFileSync(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)};`);
  const red = join(home, 'node_modules', 'node-red', 'red.js');
  const run = spawn(process.execPath, [red, '-s', join(folder, 'settings.js'), '-u', folder], { stdio: 'ignore' });
  // Its server listens before its flow does.
  await until(`${host}:${port}/start`, '[]');
  return {
    pids: [run.pid ?? 0],
    start: (from, count) => post(`${host}:${port}/start`, people(from, count)),
    stop: killer(run),
  };
}

async function restate(sink: Sink, folder: string): Promise<Peer> {
  const [node, ingress, admin, service] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const config = join(folder, 'restate.toml');
  writeFileSync(
    config,
    [
      'disable-telemetry = true',
      `base-dir = "${join(folder, 'data')}"`,
      'node-name = "n1"',
      'cluster-name = "bench"',
      'rocksdb-total-memory-size = "512 MiB"',
      `bind-address = "127.0.0.1:${node}"`,
      `advertised-address = "${host}:${node}"`,
      `[ingress]\nbind-address = "127.0.0.1:${ingress}"`,
      `[admin]\nbind-address = "127.0.0.1:${admin}"`,
    ].join('\n'),
  );
  const binary = join(home, 'node_modules', '@restatedev', 'restate-server-linux-x64', 'bin', 'restate-server');
  const env = { ...process.env, RESTATE_LOG_FILTER: 'warn', DO_NOT_TRACK: '1' };
  const server = spawn(binary, ['--config-file', config, '--no-logo'], { stdio: 'ignore', env });
  const stopServer = killer(server);
  await until(`${host}:${admin}/health`);
  await until(`${host}:${ingress}/restate/health`);
  const child = startChild(script('peers', 'restate-service.ts'), [home, String(service), String(sink.port)]);
  await child.hear();
  await post(`${host}:${admin}/deployments`, { uri: `${host}:${service}`, force: true });
  return {
    pids: [server.pid ?? 0, child.pid],
    async start(from, count) {
      const waiting = people(from, count);
      const work = async (): Promise<void> => {
        for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
          await post(`${host}:${ingress}/Flow/run/send`, one);
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    },
    async stop() {
      await child.kill();
      await stopServer();
    },
  };
}

export async function peers(_: EngineRegistry, size: Size): Promise<Figure[]> {
  install();
  const sink = await startSink();
  const engine = await bundle(script('four-steps', 'engine.ts'));
  const folders: string[] = [engine.folder];
  const fresh = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'kaskad-bench-'));
    folders.push(folder);
    return folder;
  };
  const ours = async (): Promise<Took> => {
    const args = [join(fresh(), 'bench.db'), String(sink.port), String(size.sends)];
    const making = startChild(engine.script, [...args, 'make']);
    await making.hear();
    await making.ended();
    const child = startChild(engine.script, [...args, 'open']);
    await child.hear();
    const spent = await sendToAll(sink, [child.pid], size.sends, (country) => child.say({ start: country }));
    await child.kill();
    return spent;
  };
  const theirs = async (open: (sink: Sink, folder: string) => Promise<Peer>): Promise<Took> => {
    const peer = await open(sink, fresh());
    const start = (country: 'PL' | 'UA') => (country === 'PL' ? peer.start(1e6, warmUp) : peer.start(0, size.sends));
    try {
      return await sendToAll(sink, peer.pids, size.sends, start);
    } finally {
      await peer.stop();
    }
  };
  try {
    const best = await inTurn(size.rounds, {
      ours,
      nodeRed: () => theirs(nodeRed),
      restate: () => theirs(restate),
    });
    const about = { name: 'trigger, condition, wait, send', items: size.sends };
    const beside = (name: string, atLeast: number) => ({ ...about, bar: { atLeast }, limitIs: name });
    return [
      rate('contacts', beside(`Node-RED ${versions['node-red']}`, 2.5), best.ours, best.nodeRed),
      rate('contacts', beside(`Restate ${versions['@restatedev/restate-server']}`, 8), best.ours, best.restate),
    ];
  } finally {
    await sink.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}
