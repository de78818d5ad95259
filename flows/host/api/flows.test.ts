import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { emptyFlow, type FlowDocument } from '../../document/schema.ts';
import { slugOf } from '../../store/slug.ts';
import { procedures } from '../router.ts';
import { memoryVault } from '../vault-memory.ts';
import { createWorkspace, type OpenWorkspace } from '../workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaskad-flows-'));
let ws: OpenWorkspace;
const api = () => createRouterClient(procedures, { context: ws }).flows;

const clock = Date.parse('2026-03-10T12:00:00+02:00');

beforeAll(async () => {
  const workspace = { name: 'Shop', timezone: 'Europe/Kyiv', language: 'en' };
  ws = await createWorkspace(join(folder, 'a.kaskad'), workspace, {
    host: 'web',
    registry: await loadEngineRegistry(),
    vault: memoryVault(),
    now: () => clock,
  });
  const add = (key: string, email: string | null, consent: boolean | null, country: string) => {
    const { id } = ws.store.contacts.save(
      {
        key,
        profile: { first_name: key, country },
        addresses: email === null ? [] : [{ kind: 'email', value: email }],
        attributes: {},
        tags: [],
        consents: consent === null ? [] : [{ channel: 'email', topic: '', granted: consent }],
      },
      clock,
      'import',
    );
    return id;
  };
  add('yes', 'yes@example.com', true, 'UA');
  add('no', 'no@example.com', false, 'UA');
  add('unasked', 'unasked@example.com', null, 'UA');
  add('nowhere', null, true, 'UA');
  add('abroad', 'abroad@example.com', true, 'DE');
  const bounced = add('bounced', 'bounced@example.com', true, 'UA');
  ws.store.db.prepare("UPDATE addresses SET state = 'bounced' WHERE contact_id = ?").run(bounced);
});
afterAll(async () => {
  await ws.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How many a start lets in: it answers at once, the engine lets in the rest while it works. */
async function enteredBy(flow: string): Promise<number> {
  const count = () => ws.store.db.prepare('SELECT count(*) FROM journeys').pluck().get() as number;
  const before = count();
  await api().start({ flow });
  await ws.engine.runUntilIdle();
  return count() - before;
}

const hello = (name: string, topic = 'marketing'): FlowDocument => ({
  ...emptyFlow(name),
  slots: { accounts: { mail: { capability: 'send.email' } } },
  nodes: [
    {
      id: 'go',
      type: 'trigger-manual',
      version: 1,
      config: { audience: { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'UA' }] } },
    },
    { id: 'order', type: 'trigger-event', version: 1, config: { event: 'order.created' } },
    {
      id: 'mail',
      type: 'email',
      version: 1,
      config: { account: 'mail', topic, content: { en: { subject: 'Hi', html: '<p>{{ contact.first_name }}</p>' } } },
    },
    { id: 'nap', type: 'wait', version: 1, config: { for: 'P1D' } },
    { id: 'bye', type: 'exit', version: 1, config: { reason: 'done' } },
  ],
  edges: [
    { from: 'go', outlet: 'next', to: 'mail' },
    { from: 'order', outlet: 'next', to: 'mail' },
    { from: 'mail', outlet: 'next', to: 'nap' },
    { from: 'mail', outlet: 'not-sent', to: 'bye' },
    { from: 'nap', outlet: 'next', to: 'bye' },
  ],
});
const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
  } catch (error) {
    return (error as { data?: { code?: string } }).data?.code ?? String(error);
  }
  throw new Error('it went through');
};

describe('ids of flows', () => {
  it('are made of names and never twice', async () => {
    expect(slugOf('Брошенная корзина!', 'flow')).toBe('broshennaya-korzina');
    expect(slugOf('Їжа & щастя', 'flow')).toBe('izha-shchastya');
    expect(slugOf('Crème brûlée', 'flow')).toBe('creme-brulee');
    expect(slugOf('日本', 'flow')).toBe('flow');
    expect(slugOf('x'.repeat(99), 'flow')).toHaveLength(48);
    const made = await Promise.all([1, 2, 3].map(() => api().create({ document: emptyFlow('Тест') })));
    expect(made.map((one) => one.flow)).toEqual(['test', 'test-2', 'test-3']);
    for (const { flow } of made) await api().remove({ flow });
    expect((await api().create({ document: emptyFlow('Тест') })).flow).toBe('test');
    await api().remove({ flow: 'test' });
  });
});

describe('drafts', () => {
  it('are told in lists as they stand: after an edit, a start, and in the place of one that was removed', async () => {
    const rowOf = async (flow: string) => (await api().list()).find((one) => one.flow === flow);
    const { flow } = await api().create({ document: hello('Told') });
    expect(await rowOf(flow)).toMatchObject({ channels: ['email'], changed: true });
    await api().remove({ flow });
    expect(await api().create({ document: emptyFlow('Told') })).toEqual({ flow });
    expect(await rowOf(flow)).toMatchObject({ channels: [], changed: true });
    const { revision } = await api().get({ flow });
    await api().save({ flow, revision, document: hello('Told') });
    await api().start({ flow });
    expect(await rowOf(flow)).toMatchObject({ channels: ['email'], changed: false, version: 1 });
    await ws.engine.runUntilIdle();
    await api().stop({ flow });
  });

  it('are saved only over the revision they were made from', async () => {
    const { flow } = await api().create({ document: hello('Draft') });
    const first = await api().get({ flow });
    expect(first).toMatchObject({
      status: 'draft',
      version: null,
      revision: 1,
      openSlots: [],
      problems: [],
      changed: true,
    });
    const renamed = { ...first.document, name: 'Renamed' };
    expect(await api().save({ flow, revision: 1, document: renamed })).toMatchObject({ revision: 2, problems: [] });
    expect(await refusal(api().save({ flow, revision: 1, document: first.document }))).toBe('stale-draft');
    expect((await api().get({ flow })).document.name).toBe('Renamed');
    const broken = await api().save({
      flow,
      revision: 2,
      document: { ...renamed, edges: [] },
      bindings: { mail: 'gone' },
    });
    expect(broken.problems.length).toBeGreaterThan(0);
    expect(await api().get({ flow })).toMatchObject({ openSlots: ['mail'], bindings: { mail: 'gone' } });
    expect(await refusal(api().start({ flow }))).toBe('open-slots');
    expect(await refusal(api().get({ flow: 'nothing' }))).toBe('flow-missing');
    await api().remove({ flow });
  });
  it('report texts that cannot be read', async () => {
    const document = hello('Bad text');
    const mail = document.nodes.find((node) => node.id === 'mail');
    Object.assign(mail?.config ?? {}, { content: { en: { subject: 'Hi {{ contact.first_name', html: 'x' } } });
    const { flow } = await api().create({ document });
    expect((await api().get({ flow })).problems).toContainEqual(
      expect.objectContaining({ severity: 'error', node: 'mail', path: 'config.content.en.subject', code: 'template' }),
    );
    await api().remove({ flow });
  });
  it('survive export, import and duplication', async () => {
    const { flow } = await api().create({ document: hello('Copy me') });
    const { text, fileName } = await api().export({ flow });
    expect(fileName).toBe('copy-me.flow.json');
    const imported = await api().import({ text, bind: { mail: 'sandbox' } });
    expect(imported).toMatchObject({ flow: 'copy-me-2', openSlots: [], problems: [] });
    expect((await api().export({ flow: imported.flow })).text).toBe(text);
    expect(await refusal(api().import({ text, bind: { other: 'sandbox' } }))).toBe('unknown-slot');
    const copy = await api().duplicate({ flow });
    expect((await api().get(copy)).document.name).toBe('Copy me (2)');
    expect((await api().get(await api().duplicate(copy))).document.name).toBe('Copy me (3)');
    const names = (await api().list()).map((one) => one.name);
    expect(names).toEqual(expect.arrayContaining(['Copy me', 'Copy me (2)', 'Copy me (3)']));
  });
});

describe('what Start would do', () => {
  it('counts only those whom the entry rules let in, again after a stop and for a change of a running flow', async () => {
    const document = hello('Again');
    const settings = { ...document.settings, entry: { cooldown: 'P90D' } };
    const { flow } = await api().create({ document: { ...document, settings } });
    const first = await api().preflight({ flow });
    expect(await enteredBy(flow)).toBe(first.audience.now);
    // The audience was let in; publishing a change does not do it again.
    expect((await api().preflight({ flow })).audience.now).toBe(0);
    expect(await enteredBy(flow)).toBe(0);
    await api().stop({ flow });
    const again = await api().preflight({ flow });
    expect(again.audience.now).toBe(0);
    expect(await enteredBy(flow)).toBe(again.audience.now);
  });

  it('[E2] says who is in a watched segment now, and whether they enter', async () => {
    const document = hello('Watching');
    const watching = (who: string) => ({
      ...document,
      nodes: document.nodes.map((node) =>
        node.type === 'trigger-manual'
          ? { ...node, type: 'trigger-segment', config: { ...node.config, on: 'enter', who } }
          : node,
      ),
    });
    const node = document.nodes.find(({ type }) => type === 'trigger-manual')?.id;
    for (const [who, now] of [
      ['later', false],
      ['both', true],
    ] as const) {
      const { flow } = await api().create({ document: watching(who) });
      const before = await api().preflight({ flow });
      expect(before.watched).toEqual([{ node, on: 'enter', now, inside: 5 }]);
      expect(before.audience.now).toBe(now ? 5 : 0);
      expect(await enteredBy(flow)).toBe(before.audience.now);
    }
  });

  it('is what Start then does', async () => {
    const { flow } = await api().create({ document: hello('Start me') });
    const before = await api().preflight({ flow });
    expect(before).toEqual({
      problems: [],
      openSlots: [],
      audience: { now: 5, later: ['order.created'] },
      watched: [],
      reach: [
        {
          node: 'mail',
          channel: 'email',
          account: 'sandbox',
          accountName: 'Sandbox',
          sandbox: true,
          reachable: 1,
          noAddress: 2,
          noConsent: 2,
          rules: [
            { rule: 'address', limit: null, stops: 1 },
            { rule: 'bad-address', limit: null, stops: 1 },
            { rule: 'consent', limit: null, stops: 2 },
          ],
        },
      ],
      running: null,
      standing: [],
    });
    const started = await api().start({ flow });
    // Who has not entered within a moment does so while the engine works.
    expect(started).toMatchObject({ flow, version: 1, entering: started.entered < before.audience.now });
    await ws.engine.runUntilIdle();
    const { messages } = await api().report({ flow });
    const [mail] = messages;
    expect(mail?.delivered).toBe(before.reach[0]?.reachable);
    expect(mail?.suppressed['no-consent']).toBe(before.reach[0]?.noConsent);
    expect((mail?.suppressed['no-address'] ?? 0) + (mail?.suppressed['bad-address'] ?? 0)).toBe(
      before.reach[0]?.noAddress,
    );

    expect((await api().preflight({ flow })).running).toEqual({ version: 1, inside: 1 });
    expect(await api().versions({ flow })).toMatchObject([{ version: 1, entered: 5, active: 1 }]);
    expect((await api().list()).find((one) => one.flow === flow)).toMatchObject({
      status: 'running',
      active: 1,
      entered: 5,
      channels: ['email'],
      changed: false,
    });
    expect(await refusal(api().remove({ flow }))).toBe('flow-running');
    expect(await api().pause({ flow })).toEqual({ status: 'paused' });
    expect(await api().resume({ flow })).toEqual({ status: 'running' });
    const { revision, document } = await api().get({ flow });
    expect((await api().save({ flow, revision, document: { ...document, layout: {} } })).changed).toBe(false);
    expect((await api().save({ flow, revision: revision + 1, document: hello('Start me', 'news') })).changed).toBe(
      true,
    );
    expect(await api().stop({ flow })).toEqual({ status: 'stopped', ended: 1 });
    expect(await refusal(api().remove({ flow }))).toBe('flow-has-history');
  });
  it('reaches everybody with an address when it is a service message', async () => {
    const { flow } = await api().create({ document: hello('Service', 'service') });
    expect((await api().preflight({ flow })).reach[0]).toMatchObject({ reachable: 3, noAddress: 2, noConsent: 0 });
  });
  it('counts nobody where the rule cannot be read, and says so', async () => {
    const document = hello('Broken rule');
    const [go] = document.nodes;
    if (go !== undefined)
      go.config = { audience: { combinator: 'and', rules: [{ field: 'shoe', operator: '=', value: 1 }] } };
    const { flow } = await api().create({ document });
    const answer = await api().preflight({ flow });
    expect(answer.audience.now).toBe(0);
    expect(answer.problems).toContainEqual(expect.objectContaining({ code: 'rule-field', node: 'go' }));
  });
});

describe('what a flow was made from', () => {
  const ready = async (language = 'en') =>
    createRouterClient(procedures, { context: ws }).templates.get({ template: 'win-back', language });

  it('is kept beside the draft, goes along with a copy, and never leaves with the file', async () => {
    const { text } = await ready('uk');
    const { flow } = await api().import({ text, from: { kind: 'template', name: 'win-back', language: 'uk' } });
    const { origins, newer } = await api().origins({ flow });
    expect(origins.map(({ kind, name, language }) => [kind, name, language])).toEqual([['template', 'win-back', 'uk']]);
    expect(newer).toBe(false);
    const copy = await api().duplicate({ flow });
    expect((await api().origins(copy)).origins).toHaveLength(1);
    expect((await api().export({ flow })).text).toBe(text);
  });

  it('says that the app has a newer one, until that was merged', async () => {
    const { text } = await ready();
    const older = text.replace('P90D', 'P80D');
    const from = { kind: 'template', name: 'win-back', language: 'en' } as const;
    const { flow } = await api().import({ text: older, from });
    expect((await api().origins({ flow })).newer).toBe(true);
    await api().addOrigin({ flow, from, document: JSON.parse(text) as FlowDocument });
    const { origins, newer } = await api().origins({ flow });
    expect(newer).toBe(false);
    expect(origins.map(({ document }) => document.settings?.entry?.cooldown)).toEqual(['P90D', 'P80D']);
  });

  it('is a file where nothing else is said, and nothing for a flow that was drawn', async () => {
    const { text } = await ready();
    const { flow } = await api().import({ text });
    expect((await api().origins({ flow })).origins[0]).toMatchObject({ kind: 'file', name: 'win-back.flow.json' });
    const drawn = await api().create({ document: emptyFlow('Drawn') });
    expect(await api().origins(drawn)).toEqual({ origins: [], newer: false });
  });
});
