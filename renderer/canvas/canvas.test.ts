import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../flows/api/shapes.ts';
import { addFrame, addNote } from '../../flows/document/annotations.ts';
import { addNode, connect } from '../../flows/document/edits.ts';
import { fold } from '../../flows/document/folding.ts';
import { copyNodes } from '../../flows/document/fragment.ts';
import { emptyFlow, type FlowDocument } from '../../flows/document/schema.ts';
import { validateFlow } from '../../flows/document/validate.ts';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import { arrange } from './arrange.ts';
import { addAfter, addFree, addInto } from './blocks.ts';
import { clipText, readClip } from './clip.ts';
import { detourOf } from './detour.ts';
import { edgeWidth, figuresOf, indexReport, successOf, trafficOf } from './figures.ts';
import { freeOutlet, graphOf, neighbour, outletsOf } from './graph.ts';

const modules = import.meta.glob<{ spec: NodeSpec }>('../../nodes/*/schema.ts', { eager: true });
const specs = new Map(Object.values(modules).map(({ spec }) => [spec.type as string, spec]));
const spec = (type: string): NodeSpec => {
  const found = specs.get(type);
  if (!found) throw new Error(`No node type ${type}`);
  return found;
};
const noSize = () => undefined;

function story(): FlowDocument {
  let { document, id: before } = addFree(emptyFlow('Story'), spec('trigger-manual'), noSize, [0, 0]);
  for (const type of ['wait', 'email', 'exit']) {
    const added = addAfter(document, specs, spec(type), noSize, { node: before, outlet: 'next' });
    ({ document } = added);
    before = added.id;
  }
  return document;
}

describe('adding blocks', () => {
  it('declares the account of a message, once for all messages of its kind', () => {
    const document = story();
    expect(document.slots?.accounts).toEqual({ email: { capability: 'send.email' } });
    const second = addInto(document, spec('email'), noSize, { from: 'email', outlet: 'next', to: 'exit' });
    expect(Object.keys(second.document.slots?.accounts ?? {})).toEqual(['email']);
    expect(validateFlow(second.document, specs).some((problem) => problem.code.startsWith('account'))).toBe(false);
  });

  it('puts a block into an edge and moves down only what follows', () => {
    const document = story();
    const before = document.layout?.nodes ?? {};
    const added = addInto(document, spec('wait'), noSize, { from: 'wait', outlet: 'next', to: 'email' });
    const after = added.document.layout?.nodes ?? {};
    expect(added.document.edges).toContainEqual({ from: 'wait', outlet: 'next', to: added.id });
    expect(added.document.edges).toContainEqual({ from: added.id, outlet: 'next', to: 'email' });
    expect(after.wait).toEqual(before.wait);
    expect(after.email?.[1]).toBeGreaterThan(after[added.id]?.[1] ?? Number.POSITIVE_INFINITY);
    expect((after.exit?.[1] ?? 0) - (after.email?.[1] ?? 0)).toBe((before.exit?.[1] ?? 0) - (before.email?.[1] ?? 0));
  });

  it('never connects into a start', () => {
    const added = addAfter(story(), specs, spec('trigger-event'), noSize, { node: 'email', outlet: 'not-sent' });
    expect(added.document.edges.some((edge) => edge.to === added.id)).toBe(false);
  });

  it('never lets new blocks lie on each other', () => {
    let document = emptyFlow('Heap');
    for (let index = 0; index < 12; index++) ({ document } = addFree(document, spec('wait'), noSize, [10, 10]));
    const places = Object.values(document.layout?.nodes ?? {})
      .map(([x]) => x)
      .toSorted((a, b) => a - b);
    for (let index = 1; index < places.length; index++)
      expect((places[index] ?? 0) - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(236);
  });

  it('a click appends to the chosen block first, else to the last free outlet', () => {
    const document = story();
    expect(freeOutlet(document, specs, 'email')).toEqual({ node: 'email', outlet: 'not-sent' });
    expect(freeOutlet(document, specs, 'wait')).toEqual({ node: 'email', outlet: 'not-sent' });
    expect(freeOutlet(emptyFlow('Empty'), specs, null)).toBeNull();
  });
});

describe('walking by arrows', () => {
  it('reaches every block from every block', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 25 }), (links) => {
        let document = emptyFlow('Walk');
        for (let index = 0; index < 8; index++)
          ({ document } = addNode(document, spec('split'), { at: [index * 7, 0] }));
        for (const [a, b] of links) {
          const from = document.nodes[a % 8]?.id ?? '';
          const to = document.nodes[b % 8]?.id ?? '';
          document = connect(document, { from, outlet: a % 2 === 0 ? 'a' : 'b', to });
        }
        const graph = graphOf(document);
        const outlets = (id: string) => {
          const node = graph.nodes.get(id);
          return node ? outletsOf(node, specs, graph) : [];
        };
        const x = (id: string) => document.layout?.nodes?.[id]?.[0] ?? 0;
        for (const start of graph.order) {
          const seen = new Set([start]);
          const open = [start];
          for (let at = open.pop(); at !== undefined; at = open.pop())
            for (const step of ['up', 'down', 'left', 'right'] as const) {
              const next = neighbour(graph, at, step, x, outlets);
              if (next === null || seen.has(next)) continue;
              seen.add(next);
              open.push(next);
            }
          expect(seen.size).toBe(8);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('the clipboard', () => {
  it('gives back what was copied', () => {
    const fragment = copyNodes(story(), ['wait', 'email']);
    expect(readClip(clipText(fragment))).toEqual(fragment);
  });

  it('gives back notes and frames, with or without blocks', () => {
    const noted = addFrame(addNote(story(), { at: [400, 0], text: 'Why' }).document, {
      name: 'Middle',
      at: [-40, 60],
      size: [400, 400],
    }).document;
    const fragment = copyNodes(fold(noted, 'frame'), ['wait'], { notes: ['note'], frames: ['frame'] });
    expect(readClip(clipText(fragment))).toEqual(fragment);
    expect(readClip(clipText(copyNodes(noted, [], { notes: ['note'] })))?.notes?.[0]?.text).toBe('Why');
    expect(readClip(clipText(copyNodes(noted, [])))).toBeNull();
  });

  it('takes nothing else', () => {
    for (const text of [
      '',
      'hello',
      '{}',
      '{"format":"kaskad.fragment"}',
      '{"format":"kaskad.fragment","nodes":[{"id":"__proto__ x"}]}',
    ])
      expect(readClip(text)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readClip(`${text}kaskad.fragment`)).toBeNull();
      }),
    );
  });

  it('drops edges to blocks that did not come along', () => {
    const fragment = copyNodes(story(), ['wait']);
    const forged = { ...fragment, edges: [{ from: 'wait', outlet: 'next', to: 'elsewhere' }] };
    expect(readClip(JSON.stringify(forged))?.edges).toEqual([]);
  });
});

describe('lines', () => {
  const rect = (id: string, left: number, top: number) => ({ id, left, top, right: left + 236, bottom: top + 96 });

  it('go straight where nothing is in the way', () => {
    const rects = [rect('a', 0, 0), rect('b', 0, 200)];
    expect(detourOf({ from: 'a', to: 'b', sourceX: 118, sourceY: 96, targetX: 118, targetY: 200 }, rects)).toBeNull();
  });

  it('go round a card, in a column that is free of cards', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -600, max: 600 }), fc.integer({ min: 150, max: 600 })), { maxLength: 8 }),
        (spots) => {
          const rects = [rect('a', 0, 0), rect('b', 0, 800), ...spots.map(([x, y], index) => rect(`n${index}`, x, y))];
          const x = detourOf({ from: 'a', to: 'b', sourceX: 118, sourceY: 96, targetX: 118, targetY: 800 }, rects);
          if (x === null) return;
          for (const one of rects) {
            if (one.id === 'a' || one.id === 'b') continue;
            expect(one.left < x && one.right > x && one.top < 800 && one.bottom > 96).toBe(false);
          }
        },
      ),
    );
  });

  it('go back up beside the cards, not through them', () => {
    const rects = [rect('a', 0, 400), rect('b', 0, 0)];
    const x = detourOf({ from: 'a', to: 'b', sourceX: 118, sourceY: 496, targetX: 118, targetY: 0 }, rects);
    expect(x === null || (x > 0 && x < 236)).toBe(false);
  });
});

describe('figures', () => {
  const report: Report = {
    flow: 'f',
    version: 1,
    entered: 100,
    active: 7,
    exited: { done: 93 },
    nodes: [
      {
        id: 'mail',
        type: 'email',
        name: null,
        entered: 100,
        waiting: 0,
        left: { next: 60, 'not-sent': 30 },
        exited: { end: 10 },
      },
    ],
    messages: [
      {
        node: 'mail',
        channel: 'email',
        queued: 0,
        sent: 60,
        delivered: 50,
        read: 30,
        clicked: 3,
        replied: 1,
        failed: 2,
        unknown: 0,
        suppressed: { 'no-address': 28 },
        cost: 0,
      },
    ],
    goal: { reached: 0, value: 0, rate: 0 },
    split: [],
    savings: [],
  };

  it('say what was sent, read and not sent', () => {
    const live = indexReport(report, null).nodes.get('mail');
    expect(figuresOf('channel', live, 7)).toEqual([
      { name: 'sent', value: 60, form: 'count' },
      { name: 'read', value: 0.5, form: 'share' },
      { name: 'notSent', value: 30, form: 'count', tone: 'bad' },
    ]);
    expect(successOf('channel', live)).toBe(0.5);
    expect(trafficOf(live, 'not-sent')).toEqual({ count: 30, share: 0.3 });
  });

  it('keep the identity of what did not change', () => {
    const first = indexReport(report, null);
    expect(indexReport({ ...report, active: 8 }, first).nodes.get('mail')).toBe(first.nodes.get('mail'));
  });

  it('draw more traffic wider, within bounds', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (a, b) => {
        const [small, large] = a < b ? [a, b] : [b, a];
        expect(edgeWidth(small, 1000)).toBeLessThanOrEqual(edgeWidth(large, 1000));
        expect(edgeWidth(large, 1000)).toBeLessThanOrEqual(6);
        expect(edgeWidth(small, 1000)).toBeGreaterThanOrEqual(1.5);
      }),
    );
  });
});

describe('tidying', () => {
  it('puts every block below what leads to it, and none on another', async () => {
    const document = { ...story(), layout: {} };
    const graph = graphOf(document);
    const points = await arrange(document, {
      sizeOf: noSize,
      outletsOf: (id) => {
        const node = graph.nodes.get(id);
        return node ? outletsOf(node, specs, graph) : [];
      },
    });
    for (const edge of document.edges)
      expect(points[edge.to]?.[1] ?? 0).toBeGreaterThanOrEqual((points[edge.from]?.[1] ?? 0) + 96 + 60);
  });

  it('stands what has no place beside what has, never on it', async () => {
    const whole = story();
    const [first] = whole.nodes;
    const { [first?.id ?? '']: _, ...places } = whole.layout?.nodes ?? {};
    const document = { ...whole, layout: { nodes: places } };
    const points = await arrange(document, {
      sizeOf: noSize,
      outletsOf: () => ['next'],
      only: new Set([first?.id ?? '']),
    });
    const right = Math.max(...Object.values(places).map(([x]) => x + 236));
    expect(Object.keys(points)).toEqual([first?.id]);
    expect(points[first?.id ?? '']?.[0]).toBeGreaterThan(right);
  });
});
