import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { everybody, flowOf } from '../../tests/kit/workspace.ts';
import { specsOf } from '../sdk/registry.ts';
import { canonicalFlow, canonicalJson } from './canonical.ts';
import { connect, disconnect, move, removeNodes, setConfig, setNode, setSettings } from './edits.ts';
import { mergeFlows } from './merge.ts';
import { parseFlowValue } from './parse.ts';
import type { FlowDocument } from './schema.ts';

const specs = specsOf(await loadEngineRegistry());

const ids = ['left', 'left-2', 'left-3', 'right', 'right-2', 'right-3'] as const;
type Id = (typeof ids)[number];
const base: FlowDocument = {
  ...flowOf(
    [
      ['start', 'trigger-manual', { audience: everybody }],
      ...ids.map((id): [string, string, Record<string, unknown>] => [id, 'wait', { for: 'P1D' }]),
    ],
    ['start.next>left', 'left.next>left-2', 'left-2.next>left-3', 'right.next>right-2', 'right-2.next>right-3'],
  ),
  layout: { nodes: Object.fromEntries(ids.map((id, n) => [id, [0, n * 100]])) },
};

type Edit = (document: FlowDocument) => FlowDocument;
const has = (document: FlowDocument, id: string): boolean => document.nodes.some((node) => node.id === id);

/** Anything a person does in one corner of the flow: its blocks, the edges between them, and settings of its own. */
const editIn = (corner: readonly Id[], added: string, settings: Edit): fc.Arbitrary<Edit> => {
  const id = fc.constantFrom<string>(...corner, added);
  const only =
    (change: (document: FlowDocument) => FlowDocument, ...needed: string[]): Edit =>
    (document) =>
      needed.every((one) => has(document, one)) ? change(document) : document;
  return fc.oneof(
    fc.constant<Edit>((document) =>
      has(document, added)
        ? document
        : { ...document, nodes: [...document.nodes, { id: added, type: 'wait', version: 1, config: { for: 'P9D' } }] },
    ),
    id.map((one) => only((document) => removeNodes(document, [one]), one)),
    fc
      .tuple(id, fc.constantFrom('P2D', 'P3D'))
      .map(([one, wait]) => only((d) => setConfig(d, one, { for: wait }), one)),
    fc
      .tuple(id, fc.constantFrom('', 'Monday', 'Friday'))
      .map(([one, name]) => only((d) => setNode(d, one, { name }), one)),
    fc.tuple(id, id).map(([from, to]) => only((d) => connect(d, { from, outlet: 'next', to }), from, to)),
    id.map((one) => only((d) => disconnect(d, { from: one, outlet: 'next' }), one)),
    fc.tuple(id, fc.nat(900)).map(([one, x]) => only((d) => move(d, { [one]: [x, 7] }), one)),
    fc.constant(settings),
  );
};
const left = editIn(['left', 'left-2', 'left-3'], 'new-left', (d) => setSettings(d, { timezone: 'Europe/Kyiv' }));
const right = editIn(['right', 'right-2', 'right-3'], 'new-right', (d) =>
  setSettings(d, { quietHours: { from: '21:00', to: '09:00' } }),
);
const editsOf = (edit: fc.Arbitrary<Edit>) => fc.array(edit, { maxLength: 8 });
const applied = (edits: readonly Edit[], from: FlowDocument): FlowDocument =>
  edits.reduce((document, one) => one(document), from);
const edited = (edit: fc.Arbitrary<Edit>): fc.Arbitrary<FlowDocument> =>
  editsOf(edit).map((edits) => applied(edits, base));
const anyhow = edited(fc.oneof(left, right));

const written = (document: FlowDocument): string => canonicalJson(canonicalFlow(document, specs));
const sound = (document: FlowDocument): void => {
  const known = new Set(document.nodes.map(({ id }) => id));
  expect(known.size).toBe(document.nodes.length);
  expect(document.edges.filter(({ from, to }) => !known.has(from) || !known.has(to))).toEqual([]);
  expect(new Set(document.edges.map(({ from, outlet }) => `${from} ${outlet}`)).size).toBe(document.edges.length);
  parseFlowValue(document);
};

describe('of any two drafts', () => {
  it('what both sides have alike is theirs and ours', () => {
    fc.assert(
      fc.property(anyhow, (a) => {
        const merged = mergeFlows({ base, ours: a, theirs: structuredClone(a) }, { specs });
        expect(written(merged.document)).toBe(written(a));
        expect(merged.conflicts).toEqual([]);
      }),
    );
  });
  it('a side that changed nothing gives way to the other', () => {
    fc.assert(
      fc.property(anyhow, (a) => {
        const untouched = structuredClone(base);
        expect(written(mergeFlows({ base, ours: untouched, theirs: a }, { specs }).document)).toBe(written(a));
        expect(written(mergeFlows({ base, ours: a, theirs: untouched }, { specs }).document)).toBe(written(a));
      }),
    );
  });
  it('changes in different corners never meet: the order does not matter', () => {
    fc.assert(
      fc.property(editsOf(left), editsOf(right), (lefts, rights) => {
        const [a, b] = [applied(lefts, base), applied(rights, base)];
        const [one, other] = [mergeFlows({ base, ours: a, theirs: b }), mergeFlows({ base, ours: b, theirs: a })];
        expect(one.conflicts).toEqual([]);
        expect(other.conflicts).toEqual([]);
        expect(written(one.document)).toBe(written(applied(rights, a)));
        expect(written(other.document)).toBe(written(one.document));
      }),
    );
  });
  it('whatever is chosen, the result stands: no edge dangles, no outlet has two, each conflict has a name of its own', () => {
    fc.assert(
      fc.property(anyhow, anyhow, fc.array(fc.boolean(), { maxLength: 20 }), (ours, theirs, wishes) => {
        const first = mergeFlows({ base, ours, theirs }, { specs });
        sound(first.document);
        const keys = first.conflicts.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        const choices = Object.fromEntries(keys.map((key, n) => [key, wishes[n] ? 'theirs' : 'ours'] as const));
        const second = mergeFlows({ base, ours, theirs }, { specs, choices });
        sound(second.document);
      }),
    );
  });
});

describe('a disagreement', () => {
  const named = (name: string) => setNode(base, 'left', { name });
  it('is told with its three values, and stays ours until theirs is chosen', () => {
    const flows = { base: named('Wait'), ours: named('Pause'), theirs: named('Rest') };
    const { document, conflicts } = mergeFlows(flows);
    expect(conflicts).toEqual([
      {
        ...{ key: 'block/left/name', kind: 'field', node: 'left', path: ['name'] },
        ...{ base: 'Wait', ours: 'Pause', theirs: 'Rest' },
      },
    ]);
    expect(document.nodes.find(({ id }) => id === 'left')?.name).toBe('Pause');
    const chosen = mergeFlows(flows, { choices: { 'block/left/name': 'theirs' } });
    expect(chosen.document.nodes.find(({ id }) => id === 'left')?.name).toBe('Rest');
  });

  it('is not made of two texts in one letter that do not meet', () => {
    const letter = (en: string, uk: string): FlowDocument => ({
      ...flowOf(
        [['mail', 'email', { account: 'mail', topic: 'service', content: { en: { text: en }, uk: { text: uk } } }]],
        [],
      ),
    });
    const { document, conflicts } = mergeFlows({
      base: letter('Hello', 'Вітаю'),
      ours: letter('Hello, friend', 'Вітаю'),
      theirs: letter('Hello', 'Привіт'),
    });
    expect(conflicts).toEqual([]);
    expect(document.nodes[0]?.config.content).toEqual({ en: { text: 'Hello, friend' }, uk: { text: 'Привіт' } });
  });

  it('is one for a whole config where two changes do not go together', () => {
    const waits = (config: Record<string, unknown>) => setConfig(base, 'left', config);
    const flows = {
      base: waits({ for: 'P1D' }),
      ours: waits({ until: { date: '2026-06-01T10:00' } }),
      theirs: waits({ for: 'P2D' }),
    };
    const { document, conflicts } = mergeFlows(flows, { specs });
    expect(conflicts.map(({ path }) => path)).toEqual([['config']]);
    expect(document.nodes.find(({ id }) => id === 'left')?.config).toEqual({ until: { date: '2026-06-01T10:00' } });
  });

  it('keeps what one removed while the other worked at it, and asks', () => {
    const ours = setConfig(base, 'left-3', { for: 'P5D' });
    const theirs = removeNodes(base, ['left-3']);
    const { document, conflicts } = mergeFlows({ base, ours, theirs });
    expect(conflicts.map(({ key, kind, theirs: gone }) => [key, kind, gone])).toEqual([
      ['block/left-3', 'presence', undefined],
    ]);
    expect(document.layout?.nodes?.['left-3']).toEqual([0, 200]);
    const given = mergeFlows({ base, ours, theirs }, { choices: { 'block/left-3': 'theirs' } });
    expect(has(given.document, 'left-3')).toBe(false);
    sound(given.document);
  });

  it('asks about a removed block that the other led to anew', () => {
    const ours = connect(base, { from: 'right-3', outlet: 'next', to: 'left-3' });
    const { conflicts } = mergeFlows({ base, ours, theirs: removeNodes(base, ['left-3']) });
    expect(conflicts.map(({ key }) => key)).toEqual(['block/left-3']);
  });

  it('names the outlet that two sides led elsewhere', () => {
    const to = (target: string) => connect(base, { from: 'left', outlet: 'next', to: target });
    const flows = { base, ours: to('right'), theirs: to('right-2') };
    const { document, conflicts } = mergeFlows(flows);
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ kind: 'edge', node: 'left' });
    expect(document.edges).toContainEqual({ from: 'left', outlet: 'next', to: 'right' });
    const chosen = mergeFlows(flows, { choices: { [String(conflicts[0]?.key)]: 'theirs' } });
    expect(chosen.document.edges).toContainEqual({ from: 'left', outlet: 'next', to: 'right-2' });
  });
});

it('merges outcomes of a wait one by one', () => {
  const waits = (...outcomes: { id: string; event: string }[]) =>
    flowOf([['wait', 'wait-for', { outcomes, timeout: 'P2D' }]], []);
  const [paid, called, wrote] = ['paid', 'called', 'wrote'].map((id) => ({ id, event: `order.${id}` })) as [
    { id: string; event: string },
    { id: string; event: string },
    { id: string; event: string },
  ];
  const { document, conflicts } = mergeFlows({
    base: waits(paid),
    ours: waits({ ...paid, event: 'order.payed' }, called),
    theirs: waits(wrote, paid),
  });
  expect(conflicts).toEqual([]);
  expect(document.nodes[0]?.config.outcomes).toEqual([wrote, { id: 'paid', event: 'order.payed' }, called]);
});

it('keeps a slot that only one side gave up while a block of the other names it', () => {
  const flow = flowOf(
    [['mail', 'email', { account: 'mail' }]],
    [],
    {},
    { accounts: { mail: { capability: 'send.email' } } },
  );
  const ours = setConfig(flow, 'mail', { account: 'mail', topic: 'service' });
  const theirs: FlowDocument = { ...removeNodes(flow, ['mail']), slots: { accounts: {} } };
  const { document } = mergeFlows({ base: flow, ours, theirs });
  expect(document.slots?.accounts?.mail).toEqual({ capability: 'send.email' });
});
