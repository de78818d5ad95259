import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineSpec, type NodeSpec } from '../sdk/node.ts';
import { connect } from './edits.ts';
import { edgesByNode, loopsWithoutWait, reachableFrom } from './graph.ts';
import { type BlockFacts, gapAfter, gapAt, type Outline, type OutlineItem, outlineOf, type Piece } from './outline.ts';
import { insertBlocks, movePiece, type Reordered, swapPieces } from './reorder.ts';
import { emptyFlow, type FlowDocument } from './schema.ts';

/** Types by their ways out. */
const outletsOf: Record<string, readonly string[]> = {
  start: ['next'],
  wait: ['next'],
  mail: ['next', 'failed'],
  ask: ['yes', 'no'],
  end: [],
};
const categories = { start: 'trigger', wait: 'wait', mail: 'channel', ask: 'logic', end: 'end' } as const;
const specs = new Map(
  Object.entries(outletsOf).map(([type, outlets]) => [
    type,
    defineSpec({
      type,
      version: 1,
      category: categories[type as keyof typeof categories],
      config: z.object({}),
      defaults: {},
      outlets: () => [...outlets],
      upgrades: {},
    }) as NodeSpec,
  ]),
);
/** `a.next>b` draws an edge; an id's letters name its type. */
function flow(...edges: string[]): FlowDocument {
  const parsed = edges.map((edge) => /^(\w+)(?:\.(\w+)>(\w+))?$/.exec(edge) ?? []);
  const ids = [...new Set(parsed.flatMap(([, from, , to]) => (to ? [from, to] : [from])))] as string[];
  return {
    ...emptyFlow('F'),
    nodes: ids.map((id) => ({ id, type: typeOf(id), version: 1, config: {} })),
    edges: parsed.flatMap(([, from = '', outlet, to]) => (outlet && to ? [{ from, outlet, to }] : [])),
    layout: { nodes: Object.fromEntries(ids.map((id, index) => [id, [0, index * 180] as [number, number]])) },
  };
}
const typeOf = (id: string): string => id.replace(/\d+$/, '');
const facts: BlockFacts = {
  outlets: (id) => outletsOf[typeOf(id)] ?? [],
  isStart: (id) => typeOf(id) === 'start',
  jumps: () => [],
  pulls: () => false,
};
const context = { specs, facts };
const outline = (document: FlowDocument): Outline => outlineOf(document, facts);

/** `1 start`, `  yes:`, `    2 wait`: the outline as a person would jot it down. */
function jot(items: readonly OutlineItem[], { numbers }: Outline, indent = ''): string[] {
  return items.flatMap((item): string[] => {
    if (item.kind === 'block')
      return [
        `${indent}${numbers.get(item.id)} ${item.id}`,
        ...jot(item.children, { numbers } as Outline, `${indent}  `),
      ];
    if (item.kind === 'way')
      return [`${indent}${item.outlet}:`, ...jot(item.chain, { numbers } as Outline, `${indent}  `)];
    const way = item.named ? `${item.outlet}: ` : '';
    return [`${indent}${way}${item.kind === 'open' ? '+' : `-> ${numbers.get(item.to)}`}`];
  });
}
const told = (document: FlowDocument): string[] => {
  const made = outline(document);
  return [...made.roots, ...made.loose].flatMap((chain) => jot(chain, made));
};

const ways = (document: FlowDocument): string[] =>
  document.edges.map(({ from, outlet, to }) => `${from}.${outlet}>${to}`).toSorted();
const done = (answer: Reordered): FlowDocument => {
  if (!answer.ok) throw new Error(`${answer.code} ${JSON.stringify(answer.params)}`);
  return answer.document;
};
const piece = (document: FlowDocument, id: string): Piece => outline(document).pieces.get(id) as Piece;

const line = flow('start.next>mail1', 'mail1.next>wait1', 'wait1.next>mail2', 'mail2.next>end');
const parted = flow(
  'start.next>mail1',
  'mail1.next>ask1',
  'ask1.yes>wait1',
  'wait1.next>mail2',
  'ask1.no>mail3',
  'mail3.next>mail2',
  'mail2.next>end',
);

describe('an outline', () => {
  it('is flat where the flow is', () => {
    expect(told(line)).toEqual(['1 start', '2 mail1', '  failed: +', '3 wait1', '4 mail2', '  failed: +', '5 end']);
  });

  it('goes on where ways meet again, on the level at which they parted', () => {
    expect(told(parted)).toEqual([
      '1 start',
      '2 mail1',
      '  failed: +',
      '3 ask1',
      '  yes:',
      '    4 wait1',
      '    -> 6',
      '  no:',
      '    5 mail3',
      '      failed: +',
      '    -> 6',
      '6 mail2',
      '  failed: +',
      '7 end',
    ]);
  });

  it('links back where a flow turns round, and to what another start leads to', () => {
    const round = flow(
      'start1.next>mail1',
      'mail1.next>ask1',
      'ask1.yes>wait1',
      'wait1.next>mail1',
      'start2.next>ask1',
    );
    expect(told(round)).toEqual([
      '1 start1',
      '2 mail1',
      '  failed: +',
      '3 ask1',
      '  yes:',
      '    4 wait1',
      '    -> 2',
      '  no: +',
      '5 start2',
      '-> 3',
    ]);
  });

  it('keeps apart what nothing leads to', () => {
    const document = flow('start.next>wait1', 'wait2.next>end', 'wait3.next>wait4', 'wait4.next>wait3');
    const made = outline(document);
    expect(made.roots).toHaveLength(1);
    expect(made.loose.map(([first]) => first?.kind === 'block' && first.id)).toEqual(['wait2', 'wait3']);
  });

  it('takes 1,000 blocks in a moment, also when all of them part and meet', () => {
    const edges = ['start.next>ask0'];
    for (let index = 0; index < 333; index++)
      edges.push(
        `ask${index}.yes>wait${index}`,
        `wait${index}.next>mail${index}`,
        `ask${index}.no>mail${index}`,
        ...(index < 332 ? [`mail${index}.next>ask${index + 1}`] : []),
      );
    const document = flow(...edges);
    const began = performance.now();
    const made = outline(document);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(made.order).toHaveLength(1_000);
    // Flat: 1 + 333 x (ask, mail), the waits beneath their questions.
    expect(made.roots[0]?.filter((item) => item.kind === 'block')).toHaveLength(667);
  });
});

describe('changing places', () => {
  it('of neighbours moves their side ways along and mends the chain at both ends', () => {
    const document = flow(
      'start.next>mail1',
      'mail1.failed>wait9',
      'mail1.next>wait1',
      'wait1.next>mail2',
      'mail2.next>end',
    );
    const swapped = done(swapPieces(document, context, piece(document, 'mail1'), piece(document, 'wait1')));
    expect(ways(swapped)).toEqual(
      ways(flow('start.next>wait1', 'wait1.next>mail1', 'mail1.failed>wait9', 'mail1.next>mail2', 'mail2.next>end')),
    );
    const places = swapped.layout?.nodes ?? {};
    expect(places.mail1).toEqual(document.layout?.nodes?.wait1);
    expect(places.wait1).toEqual(document.layout?.nodes?.mail1);
    const back = done(swapPieces(swapped, context, piece(swapped, 'wait1'), piece(swapped, 'mail1')));
    expect(ways(back)).toEqual(ways(document));
    expect(back.layout).toEqual(document.layout);
  });

  it('passes a question as a whole: what came after the ways met comes before they part', () => {
    const swapped = done(swapPieces(parted, context, piece(parted, 'ask1'), piece(parted, 'mail2')));
    expect(ways(swapped)).toEqual(
      ways(
        flow(
          'start.next>mail1',
          'mail1.next>mail2',
          'mail2.next>ask1',
          'ask1.yes>wait1',
          'ask1.no>mail3',
          'wait1.next>end',
          'mail3.next>end',
        ),
      ),
    );
  });

  it('is refused for a start and behind an end', () => {
    expect(swapPieces(line, context, piece(line, 'start'), piece(line, 'mail1'))).toMatchObject({ code: 'start' });
    expect(swapPieces(line, context, piece(line, 'mail2'), piece(line, 'end'))).toMatchObject({
      code: 'nowhere',
      params: { id: 'end' },
    });
    const apart = flow('start.next>wait1', 'wait1.next>ask1', 'ask1.yes>wait2', 'ask1.no>wait3');
    expect(swapPieces(apart, context, piece(apart, 'wait1'), piece(apart, 'ask1'))).toMatchObject({
      code: 'apart',
      params: { id: 'ask1' },
    });
  });
});

describe('moving', () => {
  it('into a way makes room there and closes the chain it left', () => {
    const moved = done(
      movePiece(parted, context, piece(parted, 'wait1'), gapAt(parted, { from: 'ask1', outlet: 'no' })),
    );
    expect(ways(moved)).toEqual(
      ways(
        flow(
          'start.next>mail1',
          'mail1.next>ask1',
          'ask1.yes>mail2',
          'ask1.no>wait1',
          'wait1.next>mail3',
          'mail3.next>mail2',
          'mail2.next>end',
        ),
      ),
    );
  });

  it('is refused into itself, to where it stands, and where what follows would be cut off', () => {
    const ask = piece(parted, 'ask1');
    expect(movePiece(parted, context, ask, gapAt(parted, { from: 'wait1', outlet: 'next' }))).toMatchObject({
      code: 'inside',
    });
    expect(movePiece(parted, context, ask, gapAt(parted, { from: 'mail1', outlet: 'next' }))).toMatchObject({
      code: 'same',
    });
    expect(movePiece(parted, context, ask, gapAfter(parted, facts, ask))).toMatchObject({ code: 'same' });
    expect(
      movePiece(parted, context, piece(parted, 'end'), gapAt(parted, { from: 'start', outlet: 'next' })),
    ).toMatchObject({ code: 'lost', params: { id: 'end', next: 'mail1' } });
  });

  it('is refused into a way from elsewhere that leads to somewhere within', () => {
    const entered = flow('start1.next>ask1', 'ask1.yes>wait1', 'wait1.next>wait2', 'start2.next>wait1', 'ask1.no>end');
    expect(
      movePiece(entered, context, piece(entered, 'ask1'), gapAt(entered, { from: 'start2', outlet: 'next' })),
    ).toMatchObject({ code: 'inside' });
  });

  it('is refused where journeys would turn round without a wait', () => {
    const round = flow(
      ...['start.next>wait1', 'wait1.next>ask1', 'ask1.yes>ask2', 'ask2.yes>wait1', 'ask2.no>end', 'ask1.no>end'],
    );
    expect(movePiece(round, context, piece(round, 'wait1'), gapAt(round, { from: 'ask1', outlet: 'no' }))).toEqual({
      ok: false,
      code: 'loop',
      params: { id: 'wait1' },
    });
    expect(
      movePiece(round, context, piece(round, 'wait1'), gapAt(round, { from: 'ask1', outlet: 'yes' })),
    ).toMatchObject({ ok: true });
  });

  it('puts what was pasted into a way, and what followed goes on behind it', () => {
    const document = { ...line, nodes: [...line.nodes, ...flow('wait7.next>wait8').nodes] };
    const pasted = connect(document, { from: 'wait7', outlet: 'next', to: 'wait8' });
    const put = done(
      insertBlocks(pasted, context, ['wait8', 'wait7'], gapAt(pasted, { from: 'wait1', outlet: 'next' })),
    );
    expect(ways(put)).toEqual(
      ways(
        flow(
          'start.next>mail1',
          'mail1.next>wait1',
          'wait1.next>wait7',
          'wait7.next>wait8',
          'wait8.next>mail2',
          'mail2.next>end',
        ),
      ),
    );
    expect(insertBlocks(pasted, context, ['start'], gapAt(pasted, { from: 'end', outlet: 'next' }))).toMatchObject({
      code: 'start',
    });
  });
});

/** Any flow at all, with loops, meetings and loose ends. */
const flows = fc
  .record({
    types: fc.array(fc.constantFrom('wait', 'mail', 'ask', 'end'), { minLength: 1, maxLength: 14 }),
    picks: fc.array(fc.nat(40), { minLength: 30, maxLength: 30 }),
  })
  .map(({ types, picks }) => {
    const ids = ['start1', ...types.map((type, index) => `${type}${index + 2}`), 'start99'];
    const targets = ids.filter((id) => !facts.isStart(id));
    let pick = 0;
    const edges = ids.flatMap((id) =>
      facts.outlets(id).flatMap((outlet) => {
        const to = targets[(picks[pick++ % picks.length] ?? 0) % (targets.length + 2)];
        return to === undefined || to === id ? [] : [`${id}.${outlet}>${to}`];
      }),
    );
    return flow(...ids, ...edges);
  });

const reached = (document: FlowDocument): Set<string> =>
  reachableFrom(
    document.nodes.filter(({ id }) => facts.isStart(id)).map(({ id }) => id),
    edgesByNode(document, specs),
  );

describe('any flow', () => {
  it('has every block in its outline once, and every way', () => {
    fc.assert(
      fc.property(flows, (document) => {
        const made = outline(document);
        expect([...made.order].toSorted()).toEqual(document.nodes.map(({ id }) => id).toSorted());
        const shown = (items: readonly OutlineItem[]): string[] =>
          items.flatMap((item, index): string[] => {
            const following = items[index + 1];
            if (item.kind === 'block') {
              const main = mainOf(item.id);
              const next = following?.kind === 'block' && main ? [`${item.id}.${main}>${following.id}`] : [];
              return [...next, ...shown(item.children)];
            }
            if (item.kind === 'way') return [`${item.from}.${item.outlet}>${item.to}`, ...shown(item.chain)];
            return item.kind === 'link' ? [`${item.from}.${item.outlet}>${item.to}`] : [];
          });
        const mainOf = (id: string) => facts.outlets(id).find((outlet) => outlet === 'next');
        expect([...made.roots, ...made.loose].flatMap(shown).toSorted()).toEqual(ways(document));
      }),
      { numRuns: 400 },
    );
  });

  it('stays whole when a piece moves anywhere: no block, no way twice, nothing cut off, no new endless loop', () => {
    let moves = 0;
    fc.assert(
      fc.property(flows, fc.nat(), fc.nat(), (document, which, where) => {
        const { order, pieces } = outline(document);
        const chosen = pieces.get(order[which % order.length] ?? '') as Piece;
        const ends = document.nodes.flatMap(({ id }) => facts.outlets(id).map((outlet) => ({ from: id, outlet })));
        const gaps = [
          ...ends.map((end) => gapAt(document, end)),
          ...order.map((id) => gapAfter(document, facts, pieces.get(id) as Piece)),
        ];
        const gap = gaps[where % gaps.length];
        if (!gap) return;
        const answer = movePiece(document, context, chosen, gap);
        if (!answer.ok) return;
        moves++;
        const after = answer.document;
        expect(after.nodes).toBe(document.nodes);
        const keys = after.edges.map(({ from, outlet }) => `${from}.${outlet}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { from, outlet, to } of after.edges) {
          expect(facts.outlets(from)).toContain(outlet);
          expect(facts.isStart(to)).toBe(false);
          expect(from === to && !document.edges.some((edge) => edge.from === from && edge.to === from)).toBe(false);
        }
        expect(loopsWithoutWait(after, specs).length).toBeLessThanOrEqual(loopsWithoutWait(document, specs).length);
        for (const { from, outlet } of gap.from) expect(after.edges).toContainEqual({ from, outlet, to: chosen.head });
        // Into what nobody reaches one may carry a block: then it is reached no more, and nothing else changes.
        const before = reached(document);
        if (gap.from.every(({ from }) => before.has(from)) || !before.has(chosen.head))
          for (const id of before) expect(reached(after)).toContain(id);
      }),
      { numRuns: 2_000 },
    );
    expect(moves).toBeGreaterThan(200);
  });

  it('is as before when two neighbours change places and back, in a flow without meetings', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('wait', 'mail'), { minLength: 2, maxLength: 10 }), fc.nat(), (types, at) => {
        const ids = ['start', ...types.map((type, index) => `${type}${index}`)];
        const document = flow(...ids.slice(1).map((id, index) => `${ids[index]}.next>${id}`));
        const first = 1 + (at % (ids.length - 2));
        const [a = '', b = ''] = [ids[first], ids[first + 1]];
        const swapped = done(swapPieces(document, context, piece(document, a), piece(document, b)));
        expect(outline(swapped).order).toEqual([...ids.slice(0, first), b, a, ...ids.slice(first + 2)]);
        const back = done(swapPieces(swapped, context, piece(swapped, b), piece(swapped, a)));
        expect(ways(back)).toEqual(ways(document));
        expect(back.layout).toEqual(document.layout);
      }),
    );
  });
});
