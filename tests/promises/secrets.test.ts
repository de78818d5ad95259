/**
 * Secrets are planted in an account of every connector, everything that can go wrong with a vendor goes wrong, and then they are looked for:
 * in the file, in the data folder, in everything printed, thrown, listed, exported, served and said by the command line.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { createRouterClient } from '@orpc/server';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { addAccount, openAccount, secretFields } from '../../flows/host/accounts.ts';
import { procedures } from '../../flows/host/router.ts';
import { serve } from '../../flows/host/server.ts';
import { fileVault } from '../../flows/host/vault-file.ts';
import { createWorkspace, type OpenWorkspace } from '../../flows/host/workspace.ts';
import { addressKindOf, needsAddress } from '../../flows/sdk/channels.ts';
import type { Conformance, Loopback, LoopbackFault } from '../kit/connector-loopback.ts';
import { flowOf } from '../kit/workspace.ts';

const root = new URL('../../connectors/', import.meta.url);
const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/index.ts`, root)))
  .map(({ name }) => name);
const faults: readonly (LoopbackFault | null)[] = [
  null,
  'rate-limited',
  'temporary',
  'blocked',
  'unreachable-recipient',
  'cut-after-acting',
  'hang-after-acting',
];

/** While a vendor hangs the engine's minute, and the half ones of others, are so many milliseconds: Infinity means as they are. */
const patience = vi.hoisted(() => ({ ms: Number.POSITIVE_INFINITY }));
vi.mock('../../flows/runtime/deadlines.ts', async (load) => {
  const { makeDeadlines } = await load<typeof import('../../flows/runtime/deadlines.ts')>();
  return {
    makeDeadlines(limit: number) {
      const all = makeDeadlines(limit);
      return {
        ...all,
        begin() {
          const call = all.begin();
          if (patience.ms === Number.POSITIVE_INFINITY) return call;
          return { signal: AbortSignal.any([call.signal, AbortSignal.timeout(limit)]), done: call.done };
        },
      };
    },
  };
});

const hours = 3_600_000;
let clock = Date.now();
let folder: string;
let ws: OpenWorkspace;
let home: string;
let file: string;
/** Everything that anybody could read, by where it was found. */
let outputs: Map<string, string>;
/** Connectors that gave a vendor up which did not answer. */
const hung = new Set<string>();
const said = (where: string, what: unknown): void => {
  const text =
    typeof what === 'string' ? what : `${inspect(what, { depth: 12, showHidden: true })}\n${JSON.stringify(what)}`;
  outputs.set(where, `${outputs.get(where) ?? ''}\n${text}`);
};
const attempt = async (where: string, work: () => unknown): Promise<void> => {
  try {
    said(where, await work());
  } catch (error) {
    said(where, error);
    said(where, String((error as Error).stack));
  }
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-secrets-'));
  [home, file] = [join(folder, 'home'), join(folder, 'planted.kaskad')];
  outputs = new Map();
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => said('console', words));
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as unknown as (...args: unknown[]) => boolean;
    const heard = (...args: unknown[]): boolean => {
      said('printed', String(args[0]));
      return write(...args);
    };
    vi.spyOn(stream, 'write').mockImplementation(heard as unknown as typeof stream.write);
  }
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(Math.min(ms, patience.ms)));
  ws = await createWorkspace(
    file,
    { name: 'Planted', timezone: 'UTC', language: 'en' },
    { host: 'web', registry: await loadEngineRegistry(), vault: fileVault(home), now: () => clock },
  );
  await ws.web.needKey();
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => vi.restoreAllMocks());

/** A flow of one message for whom the event happens to. */
function flowFor({ channel, parts }: Loopback, event: string): string {
  const { subject, html, text = 'Hello' } = parts;
  const content = channel === 'email' ? { subject: subject ?? 'Hello', html: html ?? '<p>Hello</p>', text } : { text };
  const rung = { channel, account: 'slot', content: { en: content }, advance: 'not-delivered', after: 'P1D' };
  const flow = ws.store.flows.create(
    flowOf(
      [
        ['in', 'trigger-event', { event }],
        ['say', 'cascade', { topic: 'service', rungs: [rung], deadline: 'P1D' }],
      ],
      ['in.next>say'],
      {},
      { accounts: { slot: { capability: `send.${channel}` } } },
    ),
    clock,
  );
  ws.engine.startFlow(flow);
  return flow;
}

/** One account: proved, polled and sent by, while everything goes wrong. */
async function suffer(type: string, loopback: Loopback, config: Record<string, unknown>, label: string): Promise<void> {
  const where = `${type}, ${label}`;
  const account = await addAccount(ws, { type, name: where, config, makeDefault: true });
  ws.web.accountsChanged();
  const sends = ws.registry.connectors.get(type)?.capabilities.includes(`send.${loopback.channel}`) ?? false;
  const event = `go.${ws.store.accounts.list().length}`;
  const flow = sends && needsAddress(loopback.channel) ? flowFor(loopback, event) : null;
  for (const fault of faults) {
    const from = performance.now();
    const shown = fault === null ? {} : loopback.fail(fault);
    if (shown === null) continue;
    if (fault === 'hang-after-acting') patience.ms = 300;
    await attempt(where, () => ws.engine.testAccount(account));
    await attempt(where, () => ws.engine.sync(account));
    for (const { name, harmful, harmless } of loopback.operations ?? [])
      await attempt(where, async () => {
        const { client } = await openAccount(ws, account);
        const input = harmful ?? harmless;
        return client.operate?.(name, input, { key: `${type}:${fault}`, signal: AbortSignal.timeout(3000) });
      });
    if (flow !== null) {
      const kind = addressKindOf(loopback.channel);
      const value = shown.to ?? loopback.recipient;
      const { id } = ws.store.contacts.save({ key: `${where} ${fault}`, addresses: [{ kind, value }] }, clock, 'test');
      // Some channels take a free text only shortly after the person's own.
      const wrote = { type: 'message.received', at: clock, props: { channel: loopback.channel }, source: 'test' };
      ws.store.events.insert({ contactId: id, ...wrote });
      ws.store.events.insert({ contactId: id, type: event, at: clock, props: {}, source: 'test' });
      await attempt(where, () => ws.engine.runUntilIdle());
    }
    said(where, ws.store.accounts.need(account));
    if (fault === 'hang-after-acting' && performance.now() - from > patience.ms) hung.add(type);
    patience.ms = Number.POSITIVE_INFINITY;
    loopback.heal();
    ws.store.accounts.resume(account);
    ws.engine.accountChanged(account);
    clock += 2 * hours;
  }
  if (flow !== null) ws.engine.stopFlow(flow);
}

/** What the page and other programs can ask for. */
async function askEverything(): Promise<void> {
  const api = createRouterClient(procedures, { context: ws });
  await attempt('api', () => api.accounts.list());
  await attempt('api', () => api.accounts.types());
  await attempt('api', () => api.messages.list({ limit: 500 }));
  await attempt('api', () => api.workspace.get());
  for (const { id } of ws.store.flows.list()) {
    await attempt('exports', () => api.flows.export({ flow: id }));
    await attempt('api', () => ws.store.flows.get(id));
  }
  const { rows } = await api.contacts.list({ limit: 100 });
  for (const { id } of rows) {
    await attempt('api', () => api.contacts.get({ contact: `id:${id}` }));
    await attempt('exports', () => api.rights.export({ contact: `id:${id}`, askedBy: 'person', reference: null }));
  }
  said('notices', ws.store.notices.list(500));
  const server = await serve(ws, { onError: (error) => said('server', error) });
  try {
    for (const path of [
      '/api/accounts',
      '/api/accounts/types',
      '/api/openapi.json',
      '/',
      '/p/site.js',
      '/p/site/blocks',
    ]) {
      const response = await fetch(`${server.origin}${path}`, { headers: { authorization: `Bearer ${server.token}` } });
      said(`served ${path}`, `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
    }
  } finally {
    await server.close();
  }
}

function onTheCommandLine(): void {
  const env = { ...process.env, KASKAD_HOME: home, NO_COLOR: '1' };
  const listed = execFileSync(process.execPath, [main, '--json', 'accounts', 'list', file], { env, encoding: 'utf8' });
  said('kaskad accounts list --json', listed);
  const last = (JSON.parse(listed) as { account: string }[]).at(-1)?.account ?? '';
  const commands = [
    ['accounts', 'list', file],
    ['--json', 'messages', 'list', file],
    ['doctor', file],
    // Its vendor is gone by now: it says so in its own words.
    ['accounts', 'test', file, last],
    ['sync', file],
  ];
  for (const command of commands) {
    const { stdout, stderr } = spawnSync(process.execPath, [main, ...command], {
      env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    said(`kaskad ${command.filter((word) => word !== file).join(' ')}`, stdout + stderr);
  }
}

/** Every byte that lies anywhere, but for the key beside the sealed secrets. */
function* filesUnder(path: string): Generator<[string, string]> {
  for (const name of readdirSync(path)) {
    const whole = join(path, name);
    if (statSync(whole).isDirectory()) yield* filesUnder(whole);
    else yield [whole, readFileSync(whole, 'latin1')];
  }
}

/** As it is, and as it travels. */
const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
];
const foundIn = (text: string, secrets: Iterable<string>): string[] =>
  [...secrets].filter((secret) => formsOf(secret).some((form) => text.includes(form)));

describe('secrets', () => {
  it('[P3] appear in no log, error, list, export, page, answer or file, whatever goes wrong', async () => {
    const planted = new Set<string>();
    const suffered: string[] = [];
    for (const type of folders) {
      const { conformance } = (await import(new URL(`${type}/conformance.ts`, root).href)) as {
        conformance: Conformance;
      };
      const loopback = await conformance.start();
      try {
        const connector = ws.registry.connectors.get(type);
        const secrets = connector === undefined ? [] : secretFields(connector);
        for (const [label, config] of Object.entries({ right: loopback.config, wrong: loopback.wrongCredentials })) {
          if (config === null) continue;
          for (const field of secrets) if (typeof config[field] === 'string') planted.add(String(config[field]));
          await suffer(type, loopback, config, label);
        }
        if (secrets.length > 0) suffered.push(type);
      } finally {
        await loopback.close();
      }
    }
    const key = ws.web.key();
    if (key !== null) planted.add(key.toString('base64url'));
    // Nothing was looked for in vain: there were secrets, and messages that went, failed, and were called back.
    expect(suffered.length).toBeGreaterThan(8);
    expect(hung.size).toBeGreaterThan(8);
    expect([...planted].every((secret) => secret.length >= 8)).toBe(true);
    const states = new Set(ws.store.mailbox.list({ limit: 500 }).map(({ state }) => state));
    for (const state of ['sent', 'failed', 'unknown', 'canceled']) expect([...states]).toContain(state);
    await askEverything();
    await ws.close();
    onTheCommandLine();
    vi.restoreAllMocks();
    for (const [name, bytes] of filesUnder(folder)) said(`file ${name.slice(folder.length)}`, bytes);
    const leaks = [...outputs].flatMap(([where, text]) =>
      foundIn(text, planted).map((secret) => `${where}: ${secret.slice(0, 4)}…`),
    );
    expect(leaks).toEqual([]);
    expect([...outputs.keys()].some((where) => where.endsWith('planted.kaskad'))).toBe(true);
    // Where one stands, it is found.
    for (const secret of planted)
      expect(foundIn(`Authorization: Basic ${Buffer.from(secret).toString('base64')}`, [secret])).toEqual([secret]);
  }, 600_000);
});
