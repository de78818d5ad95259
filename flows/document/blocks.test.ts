/** Reusable blocks: made, used with inputs, taken apart, expanded for the engine; and what a file of strangers may hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../tests/fuzz/scenario.ts';
import { specs } from '../../tests/kit/edit-session.ts';
import { compilePlan } from '../plan/compile.ts';
import type { Plan } from '../plan/types.ts';
import { makeBlock, takeApart } from './block-edits.ts';
import { expandBlocks, idWithin, namesAround } from './block-expand.ts';
import { proposeBlock } from './block-proposal.ts';
import { forgetBlock, setBlock, settleUses, viewOfBlock, waysOf, withBlockView } from './blocks.ts';
import { canonicalFlowText, sameFlow } from './canonical.ts';
import { connect, removeNodes, setConfig, setNode } from './edits.ts';
import { copyNodes, paste } from './fragment.ts';
import { parseFlowText } from './parse.ts';
import { type BlockDefinition, emptyFlow, type FlowDocument, type FlowNode, idSchema } from './schema.ts';
import { upgradeFlow } from './upgrade.ts';
import { validateFlow } from './validate.ts';

const node = (id: string, type: string, config: Record<string, unknown> = {}, name?: string): FlowNode => ({
  ...{ id, type, version: 1, config },
  ...(name === undefined ? {} : { name }),
});
const edge = (text: string) => {
  const [from = '', outlet = '', to = ''] = text.split(' ');
  return { from, outlet, to };
};
const letter = (subject: string, html = '<p>Hello</p>') => ({
  account: 'mail',
  topic: 'marketing',
  content: { en: { subject, html } },
});

/** start → hello → pause → bye → end, where hello and pause shall be a block. */
const plain: FlowDocument = {
  ...emptyFlow('Greeting'),
  slots: { accounts: { mail: { capability: 'send.email' } } },
  nodes: [
    node('start', 'trigger-event', { event: 'order.created' }),
    node('hello', 'email', letter('Hello')),
    node('pause', 'wait', { for: 'P3D' }),
    node('bye', 'email', letter('Bye')),
    node('end', 'exit', { reason: 'done' }),
  ],
  edges: [
    'start next hello',
    'hello next pause',
    'hello not-sent bye',
    'pause next bye',
    'bye next end',
    'bye not-sent end',
  ].map(edge),
  tests: [{ name: 't', expect: { messages: ['hello', 'bye'], exit: 'done' } }],
  layout: { nodes: { start: [0, 0], hello: [0, 200], pause: [0, 400], bye: [0, 600], end: [0, 800] } },
};

function made(document: FlowDocument, ids: string[], inputs: Parameters<typeof makeBlock>[3]['inputs'] = []) {
  const proposal = proposeBlock(document, ids, specs);
  if (!proposal.ok) throw new Error(proposal.code);
  return makeBlock(document, ids, proposal, { name: 'Welcome', inputs }, specs);
}

const planOf = (document: FlowDocument): Plan => {
  const compiled = compilePlan(document, specs, {
    accounts: { mail: 'a', text: 'a', bot: 'a' },
    segments: {},
    flows: {},
    offers: {},
    sha256: () => 'hash',
  });
  if (compiled.plan === undefined) throw new Error(JSON.stringify(compiled.problems));
  return compiled.plan;
};

/** A plan with other ids for its nodes, wherever one is named. */
function renamedPlan(plan: Plan, ids: ReadonlyMap<string, string>): unknown {
  const now = (id: string): string => ids.get(id) ?? id;
  const nodes = Object.values(plan.nodes).map(({ within: _, ...one }) => ({
    ...one,
    id: now(one.id),
    config: JSON.parse(JSON.stringify(one.config), (key, value) => (key === 'node' ? now(value) : value)),
    outlets: Object.fromEntries(
      Object.entries(one.outlets).map(([outlet, to]) => [outlet, to === null ? null : now(to)]),
    ),
  }));
  return { ...plan, nodes: Object.fromEntries(nodes.map((one) => [one.id, one])), triggers: plan.triggers.map(now) };
}

const codes = (document: FlowDocument): string[] =>
  validateFlow(document, specs)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

describe('making a block of chosen nodes', () => {
  it('finds its way in and its ways out, and puts a card in their place', () => {
    const { document, block, use } = made(plain, ['hello', 'pause']);
    expect(document.nodes.map(({ id }) => id)).toEqual(['start', use, 'bye', 'end']);
    expect(document.edges).toEqual(
      expect.arrayContaining([edge(`start next ${use}`), edge(`${use} not-sent bye`), edge('bye next end')]),
    );
    const definition = document.blocks?.[block] as BlockDefinition;
    // Two ends that lead to the same place are one way out.
    expect(waysOf(definition)).toHaveLength(1);
    expect(document.tests?.[0]?.expect.messages).toEqual([`${use}.hello`, 'bye']);
    expect(codes(document)).toEqual([]);
    expect(document.layout?.nodes?.[use]).toEqual([0, 200]);
  });

  it.each([
    [['start', 'hello'], 'trigger', ['start']],
    [['hello', 'bye'], 'entries', ['hello', 'bye']],
    [[], 'none', []],
  ])('refuses %o: %s', (ids, code, nodes) => {
    expect(proposeBlock(plain, ids, specs)).toEqual({ ok: false, code, nodes });
  });

  it('refuses what waits for something outside of it', () => {
    const waiting = node('read', 'wait-for', {
      outcomes: [{ id: 'read', event: 'message.read', node: 'hello' }],
      timeout: 'P1D',
    });
    const document = connect({ ...plain, nodes: [...plain.nodes, waiting] }, edge('pause next read'));
    expect(proposeBlock(document, ['read'], specs)).toEqual({ ok: false, code: 'refers-out', nodes: ['read'] });
    const { document: after, use } = made(document, ['hello', 'pause']);
    expect(JSON.stringify(after.nodes.find(({ id }) => id === 'read')?.config)).toContain(`"${use}.hello"`);
    expect(codes(after)).toEqual([]);
  });

  it('leaves open ends of a piece that leads nowhere to whoever uses it', () => {
    const lone = removeNodes(plain, ['bye', 'end']);
    const proposal = proposeBlock(lone, ['hello', 'pause'], specs);
    expect(proposal.ok && proposal.ways).toEqual([{ id: 'next', from: [{ node: 'pause', outlet: 'next' }], to: null }]);
  });
});

describe('a flow with blocks', () => {
  const { document, block, use } = made(
    plain,
    ['hello', 'pause'],
    [
      { name: 'Subject', type: 'text', node: 'hello', path: 'content.en.subject' },
      { name: 'Pause', type: 'duration', node: 'pause', path: 'for' },
    ],
  );
  const given = (inputs: Record<string, unknown>): FlowDocument =>
    setConfig({ ...document }, use, { ...document.nodes.find(({ id }) => id === use)?.config, inputs });

  it('is a plan in which the nodes of its blocks stand like any others', () => {
    const { nodes } = planOf(document);
    expect(Object.keys(nodes).sort()).toEqual([`${use}.hello`, `${use}.pause`, 'bye', 'end', 'start']);
    expect(nodes.start?.outlets.next).toBe(`${use}.hello`);
    expect(nodes[`${use}.pause`]?.outlets.next).toBe('bye');
    expect(nodes[`${use}.hello`]).toMatchObject({ within: 'Welcome', channel: 'email' });
    expect(nodes.bye).not.toHaveProperty('within');
  });

  it('gives places the values of the use, and leaves what the use does not say as it is in the block', () => {
    const { nodes } = planOf(given({ pause: 'P5D' }));
    expect(nodes[`${use}.pause`]?.config.for).toBe('P5D');
    expect(nodes[`${use}.hello`]?.config.content).toMatchObject({ en: { subject: 'Hello' } });
  });

  it.each([
    [{ pause: 'soon' }, ['block-input-value']],
    [{ pause: 7 }, ['block-input-value']],
    [{ subject: '' }, ['empty-part']],
    [{ subject: 'x'.repeat(2000) }, ['too-long']],
    [{ subject: 'Hi {{ contact.first_name }}' }, []],
    [{ unheard: 1 }, []],
  ])('says of %o: %o', (inputs, expected) => {
    expect(codes(given(inputs))).toEqual(expected);
  });

  it('puts values into texts: as they are, escaped in HTML, as words of Liquid within braces', () => {
    const said = setBlock(document, block, {
      inputs: {
        who: { name: 'Who', type: 'text', default: 'Tom & Co' },
        total: { name: 'Total', type: 'text', default: '{{ event.total }}' },
        days: { name: 'Days', type: 'number', default: 3 },
      },
    });
    const view = viewOfBlock(said, block) as FlowDocument;
    const html =
      '<p>{{ block.who }} {{ block.who | upcase }} {{block.total|money}} {% if block.days > 2 %}"block.days"{% endif %}</p>';
    const text = setConfig(view, 'hello', letter('To {{ block.who }}', html));
    const filled = withBlockView(said, block, text);
    expect(codes(filled)).toEqual([]);
    expect(expandBlocks(filled, specs).document.nodes.find(({ id }) => id === `${use}.hello`)?.config.content).toEqual({
      en: {
        subject: 'To Tom & Co',
        html: '<p>Tom &#38; Co {{ "Tom & Co" | upcase }} {{event.total|money}} {% if 3 > 2 %}"block.days"{% endif %}</p>',
      },
    });
    const mixed = setConfig(filled, use, {
      block,
      ways: waysOf(filled.blocks?.[block] as BlockDefinition),
      inputs: { who: 'Hi {{ contact.email }}' },
    });
    expect(codes(mixed)).toEqual(['block-input-mixed']);
    const asking = setBlock(filled, block, {
      inputs: { ...filled.blocks?.[block]?.inputs, who: { name: 'Who', type: 'text' } },
    });
    expect(codes(asking)).toEqual(['block-input-missing']);
    const idle = setBlock(filled, block, {
      inputs: { ...filled.blocks?.[block]?.inputs, later: { name: 'Later', type: 'text' } },
    });
    expect(codes(idle)).toEqual([]);
    const unknown = withBlockView(said, block, setConfig(view, 'hello', letter('{{ block.whom }}')));
    expect(validateFlow(unknown, specs)).toContainEqual(
      expect.objectContaining({ code: 'block-input-unknown', node: use, inside: { block, node: 'hello' } }),
    );
  });

  it('says what is wrong inside once, on the first card, however many use it', () => {
    const twice = paste(document, copyNodes(document, [use]), specs).document;
    expect(Object.keys(twice.blocks ?? {})).toEqual([block]);
    const view = viewOfBlock(twice, block) as FlowDocument;
    const broken = withBlockView(twice, block, setConfig(view, 'hello', { ...letter('x'), account: 'nobody' }));
    const found = validateFlow(broken, specs).filter(({ code }) => code === 'account-undeclared');
    expect(found).toMatchObject([{ node: use, inside: { block, node: 'hello' } }]);
  });

  it('brings the cards along when the ways out change', () => {
    const view = viewOfBlock(document, block) as FlowDocument;
    const more = withBlockView(document, block, {
      ...view,
      nodes: [...view.nodes, node('late', 'block-end', {}, 'Too late')],
    });
    expect(more.nodes.find(({ id }) => id === use)?.config.ways).toEqual([
      { id: 'not-sent', name: '' },
      { id: 'late', name: 'Too late' },
    ]);
    const fewer = withBlockView(more, block, removeNodes(viewOfBlock(more, block) as FlowDocument, ['not-sent']));
    expect(fewer.edges.some(({ from }) => from === use)).toBe(false);
    expect(withBlockView(document, block, view)).toBe(document);
  });

  it('is refused where a block holds itself, is too deep, or comes to too many nodes', () => {
    const inside = (id: string, uses: string[]): BlockDefinition => ({
      name: id,
      nodes: [
        node('s', 'block-start'),
        ...uses.map((one, n) => node(`u${n}`, 'block', { block: one })),
        node('w', 'wait', { for: 'P1D' }),
      ],
      edges: [{ from: 's', outlet: 'next', to: uses.length > 0 ? 'u0' : 'w' }],
    });
    const flow = (blocks: Record<string, BlockDefinition>): FlowDocument => ({
      ...plain,
      nodes: [...plain.nodes.slice(0, 1), node('u', 'block', { block: 'a' })],
      edges: [edge('start next u')],
      tests: [],
      blocks,
    });
    expect(codes(flow({ a: inside('a', ['b']), b: inside('b', ['a']) }))).toContain('block-circle');
    const deep = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const nested = (n: number) =>
      Object.fromEntries(deep.slice(0, n).map((id, at) => [id, inside(id, deep.slice(0, n).slice(at + 1, at + 2))]));
    expect(codes(flow(nested(5)))).toEqual([]);
    expect(codes(flow(nested(6)))).toContain('block-deep');
    // Each holds ten of the next: written small, it would come to a hundred thousand nodes.
    const many = Object.fromEntries(
      deep.slice(0, 5).map((id, at) => [id, inside(id, Array(10).fill(deep[at + 1] ?? 'none'))]),
    );
    const before = performance.now();
    expect(codes(flow(many))).toContain('block-many');
    expect(performance.now() - before).toBeLessThan(1000);
    expect(codes(flow({}))).toEqual(['block-missing']);
  });

  it('finds a loop that only what is in a block could slow down', () => {
    const spinning = (inner: FlowNode): FlowDocument => ({
      ...plain,
      tests: [],
      nodes: [...plain.nodes.slice(0, 1), node('u', 'block', { block: 'a', ways: [{ id: 'out', name: '' }] })],
      edges: [edge('start next u'), edge('u out u')],
      blocks: {
        a: {
          name: 'A',
          nodes: [node('s', 'block-start'), inner, node('out', 'block-end')],
          edges: [
            { from: 's', outlet: 'next', to: inner.id },
            { from: inner.id, outlet: 'next', to: 'out' },
          ],
        },
      },
    });
    expect(codes(spinning(node('m', 'milestone', { name: 'M' })))).toEqual(['loop']);
    expect(codes(spinning(node('w', 'wait', { for: 'P1D' })))).toEqual([]);
  });

  it('keeps its bytes through a file, and fills in the ways out that a file leaves out', () => {
    const text = canonicalFlowText(document, specs);
    expect(canonicalFlowText(parseFlowText(text), specs)).toBe(text);
    expect(text.indexOf('"blocks"')).toBeLessThan(text.lastIndexOf('"layout"'));
    const bare = setConfig(document, use, { block });
    expect(codes(bare)).toContain('block-ways');
    expect(codes(upgradeFlow(bare, specs))).toEqual([]);
    expect(
      sameFlow(
        document,
        withBlockView(document, block, { ...(viewOfBlock(document, block) as FlowDocument), layout: {} }),
        specs,
      ),
    ).toBe(true);
  });

  it('goes into another flow with what its nodes use', () => {
    const other = {
      ...emptyFlow('Other'),
      blocks: { [block]: { ...(document.blocks?.[block] as BlockDefinition), name: 'Another' } },
    };
    const pasted = paste(other, copyNodes(document, [use]), specs);
    expect(Object.values(pasted.document.blocks ?? {}).map(({ name }) => name)).toEqual(['Another', 'Welcome']);
    expect(pasted.document.nodes[0]?.config.block).not.toBe(block);
    expect(pasted.document.slots?.accounts).toHaveProperty('mail');
    expect(forgetBlock(pasted.document, block).blocks).not.toHaveProperty(block);
    expect(forgetBlock(document, block)).toBe(document);
  });

  it('names what lies in it, and has ids that a file may hold however deep', () => {
    expect(namesAround(document, { uses: [use], block, node: 'hello' })).toBe('Welcome');
    const long = 'x'.repeat(60);
    expect(idWithin('a', 'b')).toBe('a.b');
    expect(idSchema.safeParse(idWithin(long, long)).success).toBe(true);
    expect(idWithin(long, `${long}1`)).not.toBe(idWithin(long, `${long}2`));
  });

  it('is passed where its card is turned off', () => {
    const { nodes } = planOf(setNode(document, use, { disabled: true }));
    expect(nodes[use]).toMatchObject({ disabled: true, outlets: { 'not-sent': 'bye' } });
  });
});

describe('taking a block apart', () => {
  it('gives back what it was made of', () => {
    const { document, use } = made(plain, ['hello', 'pause']);
    const apart = takeApart(document, use, specs)?.document as FlowDocument;
    const { blocks: _, ...rest } = apart;
    expect(sameFlow(rest, plain, specs)).toBe(true);
    expect(apart.layout?.nodes?.hello?.[0]).toBe(0);
  });

  it('of any piece of any flow, as a plan: made, expanded and taken apart it is the same but for ids', () => {
    let tried = 0;
    fc.assert(
      fc.property(
        fc.nat({ max: 400 }),
        fc.nat(),
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        (seed, pick, choice) => {
          const document = scenarioOf(seed + 1).flows[pick % scenarioOf(seed + 1).flows.length] as FlowDocument;
          const ids = [...new Set(choice.map((n) => document.nodes[n % document.nodes.length]?.id ?? ''))];
          const proposal = proposeBlock(document, ids, specs);
          fc.pre(proposal.ok && codes(document).length === 0);
          if (!proposal.ok) return;
          tried++;
          const before = planOf(document);
          const { document: blocked, use } = makeBlock(document, ids, proposal, { name: 'Piece' }, specs);
          expect(codes(blocked)).toEqual([]);
          const ofBlock = new Map(ids.map((id) => [`${use}.${id}`, id]));
          expect(renamedPlan(planOf(blocked), ofBlock)).toEqual(before);
          const apart = takeApart(blocked, use, specs);
          expect(renamedPlan(planOf(apart?.document as FlowDocument), new Map())).toEqual(before);
          // A block within a block.
          const again = proposeBlock(blocked, [use], specs);
          if (!again.ok) return;
          const nested = makeBlock(blocked, [use], again, { name: 'Outer' }, specs);
          const twice = new Map(ids.map((id) => [`${nested.use}.${use}.${id}`, id]));
          expect(renamedPlan(planOf(nested.document), twice)).toEqual(before);
        },
      ),
      { numRuns: 150 },
    );
    expect(tried).toBeGreaterThan(100);
  });

  it('does nothing to what is no use of a block', () => {
    expect(takeApart(plain, 'hello', specs)).toBeNull();
    expect(settleUses(plain)).toBe(plain);
  });
});
