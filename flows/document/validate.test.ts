import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compilePlan } from '../plan/compile.ts';
import { defineSpec, type NodeSpec } from '../sdk/node.ts';
import { ruleGroupSchema } from '../sdk/rule.ts';
import {
  accountSlotFor,
  addNode,
  bindSlot,
  canConnect,
  connect,
  declareSlot,
  disconnect,
  freshId,
  insertOnEdge,
  move,
  removeNodes,
  removeSlot,
  rename,
  renameOutlet,
  setConfig,
  setNode,
  setSettings,
} from './edits.ts';
import { copyNodes, paste } from './fragment.ts';
import { loopsWithoutWait } from './graph.ts';
import { parseFlowText } from './parse.ts';
import { problemCodes } from './problem-words.ts';
import { emptyFlow, type FlowDocument, type FlowEdge, type FlowNode } from './schema.ts';
import { hasErrors, validateFlow } from './validate.ts';

const plain = { version: 1, config: z.strictObject({}), defaults: {}, upgrades: {} };
const asSpec = (spec: unknown): NodeSpec => spec as NodeSpec;
const specs = new Map<string, NodeSpec>(
  [
    asSpec(
      defineSpec({
        ...plain,
        type: 'start',
        category: 'trigger',
        config: z.strictObject({ rule: ruleGroupSchema.optional(), segment: z.string().optional() }),
        outlets: () => ['next'],
        references: ({ rule, segment }) => ({
          rules: rule === undefined ? [] : [{ rule, path: 'rule', over: 'contact' }],
          segments: segment === undefined ? [] : [{ slot: segment, path: 'segment' }],
        }),
      }),
    ),
    asSpec(defineSpec({ ...plain, type: 'pass', category: 'logic', outlets: () => ['next'] })),
    asSpec(
      defineSpec({
        ...plain,
        type: 'fork',
        category: 'logic',
        config: z.strictObject({ ways: z.array(z.string()).min(1) }),
        defaults: { ways: ['a', 'b'] },
        outlets: ({ ways }) => ways,
        check: ({ ways }) =>
          ways.includes('bad') ? [{ severity: 'error', path: 'ways', code: 'bad-way', message: 'Bad.' }] : [],
      }),
    ),
    asSpec(defineSpec({ ...plain, type: 'rest', category: 'wait', outlets: () => ['next'] })),
    asSpec(
      defineSpec({
        ...plain,
        type: 'hop',
        category: 'logic',
        config: z.strictObject({ to: z.string() }),
        defaults: { to: '' },
        outlets: () => [],
        references: ({ to }) => ({ nodes: [{ id: to, path: 'to' }], jumps: [to] }),
      }),
    ),
    asSpec(
      defineSpec({
        ...plain,
        type: 'say',
        category: 'channel',
        channel: 'email',
        config: z.strictObject({ account: z.string(), text: z.string(), after: z.string().optional() }),
        defaults: { account: 'mail', text: 'Hi' },
        outlets: () => ['next', 'not-sent'],
        references: ({ account, text, after }) => ({
          accounts: [{ slot: account, capability: 'send.email', path: 'account' }],
          templates: [{ text, path: 'text', html: false }],
          nodes: after === undefined ? [] : [{ id: after, path: 'after' }],
        }),
      }),
    ),
    asSpec(defineSpec({ ...plain, type: 'end', category: 'end', outlets: () => [] })),
  ].map((spec) => [spec.type, spec]),
);
const spec = (type: string): NodeSpec => specs.get(type) as NodeSpec;
const n = (id: string, type: string, config: Record<string, unknown> = {}, more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  type,
  version: 1,
  config,
  ...more,
});
const e = (from: string, to: string, outlet = 'next'): FlowEdge => ({ from, outlet, to });
const flow = (nodes: FlowNode[], edges: FlowEdge[], more: Partial<FlowDocument> = {}): FlowDocument => ({
  ...emptyFlow('A'),
  nodes,
  edges,
  ...more,
});
const say = (id: string, config = {}) => n(id, 'say', { account: 'mail', text: 'Hi', ...config });
const slots = {
  accounts: { mail: { capability: 'send.email' }, bot: { capability: 'send.telegram' } },
  segments: { vip: {} },
};
const good = flow(
  [n('go', 'start'), say('hello'), n('nap', 'rest'), n('bye', 'end')],
  [e('go', 'hello'), e('hello', 'nap'), e('hello', 'bye', 'not-sent'), e('nap', 'bye')],
  { slots },
);
const codes = (document: FlowDocument, checkTemplate?: (text: string) => string | null) =>
  validateFlow(document, specs, { checkTemplate }).map(({ node, path, code }) => `${node ?? ''} ${path} ${code}`);
const codesOf = (document: FlowDocument) => validateFlow(document, specs).map((p) => p.code);
const rule = (field: string, operator: string, value?: unknown) => ({
  combinator: 'and',
  rules: [{ field, operator, ...(value === undefined ? {} : { value }) }],
});
const withRule = (audience: unknown): FlowDocument =>
  flow([n('go', 'start', { rule: audience }), n('bye', 'end')], [e('go', 'bye')], { slots });

describe('validation', () => {
  it('finds nothing in a good flow', () => {
    expect(validateFlow(good, specs)).toEqual([]);
  });
  it('finds each thing at its place', () => {
    const change = (more: Partial<FlowDocument>) => codes({ ...good, ...more });
    expect(codes(emptyFlow('A'))).toEqual([' nodes no-trigger']);
    expect(change({ nodes: [...good.nodes, n('bye', 'end')] })).toEqual(['bye id duplicate-id']);
    expect(change({ edges: [...good.edges, e('go', 'gone', 'x')] })).toEqual([
      'go edges.4 edge-outlet',
      'go edges.4 edge-to-missing',
    ]);
    expect(change({ edges: [...good.edges, e('gone', 'bye')] })).toEqual([' edges.4 edge-from-missing']);
    expect(change({ edges: [...good.edges, e('nap', 'go')] })).toEqual([
      'nap edges.4 outlet-twice',
      'go edges.4 edge-to-trigger',
    ]);
    expect(change({ nodes: [...good.nodes, n('lost', 'end')] })).toEqual(['lost  unreachable']);
    expect(change({ edges: good.edges.slice(0, 3) })).toEqual(['nap edges outlet-open']);
    expect(change({ nodes: [...good.nodes.slice(0, 3), n('bye', 'from-the-future')] })).toEqual([
      'bye type unknown-type',
    ]);
    expect(change({ nodes: [...good.nodes.slice(0, 3), n('bye', 'end', {}, { version: 2 })] })).toEqual([
      'bye version node-newer',
    ]);
    expect(change({ nodes: [...good.nodes.slice(0, 3), n('bye', 'end', { x: 1 })] })).toEqual([
      'bye config unknown-key',
    ]);
    expect(codes(flow([n('go', 'start'), n('f', 'fork', { ways: ['bad'] })], [e('go', 'f')]))).toEqual([
      'f config.ways bad-way',
      'f edges outlet-open',
    ]);
  });
  it('checks slots, references and texts', () => {
    const one = (config: object, checkTemplate?: (text: string) => string | null) =>
      codes(
        { ...good, nodes: good.nodes.map((node) => (node.id === 'hello' ? say('hello', config) : node)) },
        checkTemplate,
      );
    expect(one({ account: 'other' })).toEqual(['hello config.account account-undeclared']);
    expect(one({ account: '' })).toEqual(['hello config.account account-missing']);
    expect(one({ account: 'bot' })).toEqual(['hello config.account slot-capability']);
    expect(one({ after: 'gone' })).toEqual(['hello config.after node-missing']);
    expect(one({ after: 'nap' })).toEqual([]);
    expect(one({}, () => 'open brace')).toEqual(['hello config.text template']);
    expect(codes(flow([n('go', 'start', { segment: 'no' }), n('bye', 'end')], [e('go', 'bye')]))).toEqual([
      'go config.segment segment-undeclared',
    ]);
  });
  it('checks settings and tests', () => {
    const document = {
      ...good,
      settings: {
        entry: { key: 'event.items[0]' },
        goal: { event: 'x', value: 'event.order.total', where: rule('email', '=', 'x') },
        exit: { when: [{ rule: rule('nothing', '=', 1) }, { event: 'x', where: rule('props.a', '=', 1) }] },
      },
      tests: [{ name: 't', expect: { messages: ['gone', 'hello'] } }],
    } as unknown as FlowDocument;
    expect(codes(document)).toEqual([
      ' settings.entry.key expression',
      ' settings.goal.where.rules.0.field rule-field',
      ' settings.exit.when.0.rule.rules.0.field rule-field',
      ' tests.0 test-node',
    ]);
  });
  it('takes rules that make sense and refuses others', () => {
    const nested = (field: string) => ({ ...rule('events.order.created', '=', rule(field, '=', 5)) });
    for (const fine of [
      rule('email', 'contains', '@'),
      rule('attributes.size', '>', 5),
      rule('lastEventAt.order.created', 'before', '-P90D'),
      rule('lastEventAt.order.created', 'withinLast', 'P9D'),
      rule('sum.order.created.total', 'between', [1, 2]),
      rule('consent.email.marketing', '=', true),
      rule('country', 'in', ['UA', 'DE']),
      rule('tags', 'contains', 'vip'),
      rule('segment', '=', 'vip'),
      rule('phone', 'notNull'),
      rule('events.order.created', '='),
      nested('props.total'),
    ]) {
      expect(codesOf(withRule(fine)), JSON.stringify(fine)).toEqual([]);
    }
    const refused: [unknown, string][] = [
      [rule('shoe', '=', 1), 'rule-field'],
      [rule('attributes.', '=', 1), 'rule-field'],
      [rule('messages.email.nosuch', '='), 'rule-field'],
      [rule('email', 'before', '-P1D'), 'rule-operator'],
      [rule('createdAt', 'contains', '2026'), 'rule-operator'],
      [rule('createdAt', 'before', 'yesterday'), 'rule-value'],
      [rule('createdAt', 'withinLast', '2026-01-01'), 'rule-value'],
      [rule('sum.order.created.total', '>', 'many'), 'rule-value'],
      [rule('sum.order.created.total', 'between', [1]), 'rule-value'],
      [rule('country', 'in', []), 'rule-value'],
      [rule('email', '='), 'rule-value'],
      [rule('consent.email', '=', 'yes'), 'rule-value'],
      [rule('segment', '=', 'nobody'), 'segment-undeclared'],
      [rule('events.order.created', '=', 5), 'rule-nested'],
      [nested('email'), 'rule-field'],
    ];
    for (const [audience, code] of refused)
      expect(codesOf(withRule(audience)), JSON.stringify(audience)).toEqual([code]);
  });
  it('lets a disabled node be unfinished, but not the only trigger', () => {
    const off = (id: string) => ({
      ...good,
      nodes: good.nodes.map((node) => (node.id === id ? { ...node, disabled: true } : node)),
    });
    expect(codes(off('go'))).toEqual([' nodes no-trigger']);
    const unfinished = {
      ...off('hello'),
      nodes: off('hello').nodes.map((node) => (node.id === 'hello' ? { ...node, config: {} } : node)),
    };
    expect(hasErrors(validateFlow(unfinished, specs))).toBe(false);
    expect(validateFlow(unfinished, specs).length).toBeGreaterThan(0);
  });
  it('says everything in a sentence', () => {
    for (const found of [
      ...validateFlow(emptyFlow('A'), specs),
      ...validateFlow(withRule(rule('shoe', '=', 1)), specs),
    ]) {
      expect(found.message).toMatch(/^[A-Z"].*\.$/);
      expect(found.message).not.toContain('undefined');
    }
    expect(problemCodes).toContain('loop');
  });
  it('takes the flow of the documentation, with the real node types', async () => {
    const real = new Map<string, NodeSpec>();
    for (const type of ['trigger-manual', 'email', 'wait', 'wait-for', 'telegram', 'exit']) {
      const module = (await import(`../../nodes/${type}/schema.ts`)) as { spec: NodeSpec };
      real.set(type, module.spec);
    }
    const text = readFileSync(new URL('./example.flow.json', import.meta.url), 'utf8');
    const problems = validateFlow(parseFlowText(text), real, { checkTemplate: () => null });
    expect(problems.filter((found) => found.severity === 'error')).toEqual([]);
    expect(problems.some((found) => found.code === 'unreachable' && found.node === 'pause')).toBe(true);
  });
});

describe('jumps', () => {
  const start = n('go', 'start');
  const through = (...nodes: FlowNode[]) => flow([start, n('a', 'pass'), ...nodes], [e('go', 'a'), e('a', 'hop')]);
  it('lead somewhere: what they lead to is reached, and must exist and be no trigger', () => {
    const hop = (to: string, more: Partial<FlowNode> = {}) => ({ ...n('hop', 'hop', { to }), ...more });
    const island = n('island', 'end');
    expect(codesOf(through(hop('island'), island))).toEqual([]);
    expect(codesOf(through(hop('nowhere')))).toEqual(['node-missing']);
    expect(codesOf(through(hop('go')))).toContain('edge-to-trigger');
    expect(codesOf(through(hop('island', { disabled: true }), island))).toEqual(['unreachable']);
  });
  it('close loops as edges do', () => {
    const back = n('hop', 'hop', { to: 'a' });
    expect(codesOf(through(back))).toEqual(['loop']);
    const rested = flow(
      [start, n('a', 'pass'), n('nap', 'rest'), back],
      [e('go', 'a'), e('a', 'nap'), e('nap', 'hop')],
    );
    expect(codesOf(rested)).toEqual([]);
    expect(canConnect(rested, specs, 'a', 'next', 'hop')).toMatchObject({ ok: false, code: 'loop' });
    expect(canConnect({ ...rested, edges: [e('go', 'a')] }, specs, 'nap', 'next', 'hop')).toMatchObject({ ok: true });
  });
});

const anyFlow = fc
  .record({
    types: fc.array(fc.constantFrom('pass', 'rest', 'say', 'fork', 'end'), { minLength: 1, maxLength: 7 }),
    links: fc.array(fc.tuple(fc.nat(7), fc.constantFrom('next', 'not-sent', 'a', 'b'), fc.nat(7)), { maxLength: 14 }),
  })
  .map(({ types, links }) => {
    const config: Record<string, object> = { say: { account: 'mail', text: 'Hi' }, fork: { ways: ['a', 'b'] } };
    const nodes = [n('t', 'start'), ...types.map((type, i) => n(`n${i}`, type, { ...config[type] }))];
    const at = (i: number) => nodes[i % nodes.length]?.id ?? 't';
    return {
      document: flow(nodes, [], { slots }),
      links: links.map(([from, outlet, to]) => e(at(from), at(to), outlet)),
    };
  });

describe('edits', () => {
  it('by allowed connections never make a flow that spins, or an edge that validation refuses', () => {
    fc.assert(
      fc.property(anyFlow, ({ document, links }) => {
        let now = document;
        for (const { from, outlet, to } of links) {
          const answer = canConnect(now, specs, from, outlet, to);
          const before = loopsWithoutWait(now, specs).length;
          const tried = connect(now, { from, outlet, to });
          if (answer.ok) now = tried;
          else if (answer.code === 'loop') expect(loopsWithoutWait(tried, specs).length).toBeGreaterThan(before);
        }
        const wrong = codesOf(now).filter(
          (code) => code === 'loop' || code.startsWith('edge-') || code === 'outlet-twice',
        );
        expect(wrong).toEqual([]);
      }),
    );
  });
  it('say why a connection cannot be', () => {
    const document = flow(
      [n('go', 'start'), n('a', 'pass'), n('b', 'pass'), n('w', 'rest')],
      [e('go', 'a'), e('a', 'b')],
    );
    expect(canConnect(document, specs, 'b', 'next', 'a')).toMatchObject({ ok: false, code: 'loop' });
    expect(canConnect(document, specs, 'a', 'next', 'a')).toMatchObject({ ok: false, code: 'loop' });
    expect(canConnect(document, specs, 'b', 'next', 'go')).toMatchObject({ ok: false, code: 'to-trigger' });
    expect(canConnect(document, specs, 'b', 'other', 'a')).toMatchObject({ ok: false, code: 'no-outlet' });
    expect(canConnect(document, specs, 'a', 'next', 'b')).toMatchObject({ ok: false, code: 'same' });
    expect(canConnect(document, specs, 'a', 'next', 'gone')).toMatchObject({ ok: false, code: 'missing' });
    expect(canConnect(document, specs, 'w', 'next', 'a')).toEqual({ ok: true, replaces: null });
    expect(canConnect(document, specs, 'a', 'next', 'w')).toEqual({ ok: true, replaces: e('a', 'b') });
  });
  it('never change the document they were given', () => {
    const frozen = JSON.stringify(good);
    addNode(good, spec('say'), { at: [1, 2] });
    removeNodes(good, ['hello'], { heal: true, specs });
    setConfig(good, 'hello', {}, spec('say'));
    paste(good, copyNodes(good, ['hello', 'nap']), specs);
    setSettings(good, { timezone: 'Europe/Kyiv' });
    expect(JSON.stringify(good)).toBe(frozen);
  });
  it('add with an id of its own', () => {
    const { document, id } = addNode(good, spec('say'), { at: [1, 2], name: 'Hello' });
    expect(id).toBe('say');
    expect(document.nodes.at(-1)).toEqual({
      id: 'say',
      type: 'say',
      version: 1,
      name: 'Hello',
      config: { account: 'mail', text: 'Hi' },
    });
    expect(document.layout?.nodes).toEqual({ say: [1, 2] });
    expect(addNode(document, spec('say')).id).toBe('say-2');
    expect(freshId('x'.repeat(80), new Set()).length).toBeLessThan(64);
  });
  it('remove with edges and places, and heal if asked', () => {
    const placed = move(good, { hello: [0, 0], nap: [0, 9], gone: [1, 1] });
    expect(placed.layout?.nodes).toEqual({ hello: [0, 0], nap: [0, 9] });
    const cut = removeNodes(placed, ['hello']);
    expect(cut.edges).toEqual([e('nap', 'bye')]);
    expect(cut.layout?.nodes).toEqual({ nap: [0, 9] });
    expect(removeNodes(placed, ['hello', 'nap'], { heal: true, specs }).edges).toEqual([e('go', 'bye')]);
    const ring = flow([n('a', 'rest'), n('b', 'rest')], [e('a', 'b'), e('b', 'a')]);
    expect(removeNodes(ring, ['b'], { heal: true, specs }).edges).toEqual([]);
  });
  it('insert into an edge', () => {
    const { document, id } = insertOnEdge(good, { from: 'go', outlet: 'next' }, spec('rest'));
    expect(document.edges).toEqual(expect.arrayContaining([e('go', id), e(id, 'hello')]));
    expect(document.edges).toHaveLength(5);
    expect(hasErrors(validateFlow(document, specs))).toBe(false);
  });
  it('set a config and drop edges of outlets that are gone', () => {
    const document = flow([n('f', 'fork', { ways: ['a', 'b'] }), n('x', 'end')], [e('f', 'x', 'a'), e('f', 'x', 'b')]);
    expect(setConfig(document, 'f', { ways: ['b'] }, spec('fork')).edges).toEqual([e('f', 'x', 'b')]);
    expect(setConfig(document, 'f', { ways: 3 }, spec('fork')).edges).toHaveLength(2);
    expect(renameOutlet(document, 'f', 'a', 'c').edges[0]).toEqual(e('f', 'x', 'c'));
    expect(disconnect(document, { from: 'f', outlet: 'a' }).edges).toEqual([e('f', 'x', 'b')]);
  });
  it('name, switch off, set settings and slots', () => {
    expect(rename(good, 'nap', 'Sleep').nodes[2]).toEqual({
      id: 'nap',
      type: 'rest',
      version: 1,
      name: 'Sleep',
      config: {},
    });
    expect(rename(rename(good, 'nap', 'Sleep'), 'nap', '').nodes[2]).toEqual(good.nodes[2]);
    expect(setNode(good, 'nap', { disabled: true }).nodes[2]?.disabled).toBe(true);
    const set = setSettings(good, { timezone: 'Europe/Kyiv', budget: null });
    expect(set.settings).toEqual({ timezone: 'Europe/Kyiv' });
    expect('settings' in setSettings(set, { timezone: null })).toBe(false);
    expect(accountSlotFor(good, 'send.email').slot).toBe('mail');
    const { document, slot } = accountSlotFor(good, 'send.sms');
    expect(document.slots?.accounts?.[slot]).toEqual({ capability: 'send.sms' });
    expect(removeSlot(declareSlot(good, 'segments', 'new', {}), 'segments', 'new').slots).toEqual(good.slots);
    expect(bindSlot(bindSlot({ a: 'x' }, 'b', 'y'), 'a', null)).toEqual({ b: 'y' });
  });
  it('paste jumps with where they lead', () => {
    const source = flow([n('nap', 'rest'), n('hop', 'hop', { to: 'nap' })], [e('nap', 'hop')]);
    const pasted = paste(source, copyNodes(source, ['nap', 'hop']), specs).document;
    expect(pasted.nodes.find(({ id }) => id === 'hop-2')?.config).toEqual({ to: 'nap-2' });
    const alone = paste(source, copyNodes(source, ['hop']), specs).document;
    expect(alone.nodes.find(({ id }) => id === 'hop-2')?.config).toEqual({ to: 'nap' });
  });
  it('paste with new ids, inner edges, references and slots', () => {
    const source = flow(
      [say('hello', { after: 'nap' }), n('nap', 'rest'), n('out', 'end')],
      [e('hello', 'nap'), e('nap', 'out')],
      {
        slots,
        layout: { nodes: { hello: [0, 0] } },
      },
    );
    const fragment = copyNodes(source, ['hello', 'nap']);
    expect(fragment.edges).toEqual([e('hello', 'nap')]);
    const { document, ids } = paste(source, JSON.parse(JSON.stringify(fragment)), specs);
    expect(ids).toEqual(['hello-2', 'nap-2']);
    expect(document.edges).toContainEqual(e('hello-2', 'nap-2'));
    expect(document.nodes.find((node) => node.id === 'hello-2')?.config.after).toBe('nap-2');
    expect(document.layout?.nodes?.['hello-2']).toEqual([40, 40]);
    const elsewhere = paste(emptyFlow('B'), fragment, specs);
    expect(elsewhere.ids).toEqual(['hello', 'nap']);
    expect(elsewhere.document.slots).toEqual({ accounts: { mail: { capability: 'send.email' } } });
    expect(paste(document, fragment, specs).ids).toEqual(['hello-3', 'nap-3']);
  });
});

describe('the plan', () => {
  const options = {
    accounts: { mail: 'sandbox', bot: 'sandbox', other: 'x' },
    segments: { vip: { combinator: 'and' as const, rules: [] } },
    flows: {},
    offers: {},
    sha256: (text: string) => `hash of ${text}`,
  };
  it('knows the flows that its slots stand for, and does not start with an open one', () => {
    const calling = { ...good, slots: { ...good.slots, flows: { next: { note: 'Next' } } } };
    expect(compilePlan(calling, specs, { ...options, flows: { next: 'next-flow' } }).plan?.flows).toEqual({
      next: 'next-flow',
    });
    expect(compilePlan(calling, specs, options).problems).toContainEqual(
      expect.objectContaining({ code: 'slot-open', path: 'slots.flows.next' }),
    );
  });
  it('holds what the engine needs and nothing else', () => {
    const { plan } = compilePlan({ ...good, settings: { exit: { when: [{ event: 'x' }] } } }, specs, options);
    expect(plan).toMatchObject({ name: 'A', language: 'en', exitRules: [{ event: 'x' }], triggers: ['go'] });
    expect(plan?.accounts).toEqual({ mail: 'sandbox', bot: 'sandbox' });
    expect(plan?.nodes.hello).toEqual({
      id: 'hello',
      type: 'say',
      config: { account: 'mail', text: 'Hi' },
      name: null,
      disabled: false,
      outlets: { next: 'nap', 'not-sent': 'bye' },
      category: 'channel',
      channel: 'email',
    });
    expect(plan?.nodes.bye?.outlets).toEqual({});
  });
  it('is refused with its problems', () => {
    expect(compilePlan(emptyFlow('A'), specs, options).problems?.map((p) => p.code)).toEqual(['no-trigger']);
    const open = compilePlan(good, specs, { ...options, accounts: {} });
    expect(open.problems?.map((p) => p.path)).toEqual(['slots.accounts.mail', 'slots.accounts.bot']);
  });
  it('keeps disabled nodes, with the outlets they have, and leaves disabled triggers out', () => {
    const document = flow(
      [
        n('go', 'start'),
        n('off', 'start', {}, { disabled: true }),
        n('skip', 'fork', { broken: 1 }, { disabled: true }),
        n('bye', 'end'),
      ],
      [e('go', 'skip'), e('skip', 'bye', 'a')],
    );
    const { plan } = compilePlan(document, specs, { ...options, accounts: {}, segments: {} });
    expect(plan?.triggers).toEqual(['go']);
    expect(plan?.nodes.skip).toMatchObject({ disabled: true, outlets: { a: 'bye' } });
  });
  it('has one hash for one meaning', () => {
    const hash = (document: FlowDocument) => compilePlan(document, specs, options).plan?.hash;
    const reordered = {
      ...good,
      nodes: good.nodes.map((node) => ({ ...node, config: Object.fromEntries(Object.entries(node.config).reverse()) })),
    };
    expect(hash(reordered)).toBe(hash(good));
    expect(hash({ ...good, layout: { nodes: { go: [1, 2] } } })).toBe(hash(good));
    expect(hash(setConfig(good, 'hello', { account: 'mail', text: 'Hey' }))).not.toBe(hash(good));
  });
});
