/** Notes and frames on the drawing: what is drawn of a flow with folded frames, what a drag takes along, what a tile says. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../flows/api/shapes.ts';
import { addFrame, addNote } from '../../../flows/document/annotations.ts';
import { connect, move } from '../../../flows/document/edits.ts';
import { fold, tidyMarks } from '../../../flows/document/folding.ts';
import { drawnAt, frameNamed, framesIn, membersOf } from '../../../flows/document/frames.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { chain, pick, specs } from '../../../tests/kit/edit-session.ts';
import { arrange } from '../arrange.ts';
import { indexReport } from '../figures.ts';
import { elementMaker } from '../flow-elements.ts';
import { graphOf, outletsOf } from '../graph.ts';
import { carriedWith, dropAll, spotsAfter } from './carry.ts';
import { markMaker, marksInOrder } from './elements.ts';
import { tileFigures, tileProblems } from './tile-figures.ts';

const noSelection = { nodes: [], edges: [], notes: [], frames: [] };
const input = (document: FlowDocument) => ({
  ...{ document, selection: noSelection, active: 'wait-2', activeMark: null },
  ...{ measured: new Map(), dragged: null, resized: null },
});

/** Six waits, two hundred apart; the second to the fourth and a note framed. */
function framed(): FlowDocument {
  const spread = move(chain(6), Object.fromEntries(chain(6).nodes.map(({ id }, n) => [id, [0, 200 * n]])));
  const noted = addNote(spread, { at: [240, 220], text: 'Why' }).document;
  return addFrame(noted, { name: 'Middle', at: [-20, 140], size: [520, 620] }).document;
}

describe('a folded frame', () => {
  it('hides its blocks and leads lines to its tile, one for each place they go on to', () => {
    let document = connect(framed(), { from: 'wait-2', outlet: 'next', to: 'wait-6' });
    document = fold(document, 'frame');
    const { nodesOf, edgesOf } = elementMaker();
    const cards = nodesOf(input(document));
    expect(cards.filter(({ hidden }) => hidden).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['wait-2', 'wait-3', 'wait-4']),
    );
    // Tab still finds a card, though the one it stood on is out of sight.
    expect(cards.filter(({ data }) => data.entry).map(({ id }) => id)).toEqual(['wait']);
    const lines = edgesOf(input(document)).map(({ source, target, type }) => [source, target, type]);
    expect(lines).toEqual([
      ['wait', 'frame:frame', 'flow'],
      ['wait-5', 'wait-6', 'flow'],
      ['frame:frame', 'wait-5', 'bundle'],
      ['frame:frame', 'wait-6', 'bundle'],
    ]);
  });

  it('is a tile where the middle of its head was; frames lie below the cards', () => {
    const make = markMaker();
    const open = make(input(framed()));
    expect(open.frames.map(({ type, position }) => [type, position])).toEqual([['frame', { x: -20, y: 140 }]]);
    expect(open.frames[0]?.zIndex).toBeLessThan(0);
    expect(open.notes).toHaveLength(1);
    const folded = make(input(fold(framed(), 'frame')));
    expect(folded.frames.map(({ type, position }) => [type, position])).toEqual([['tile', { x: 122, y: 140 }]]);
    expect(folded.notes).toHaveLength(0);
    expect(marksInOrder(fold(framed(), 'frame'))).toEqual([{ kind: 'frame', id: 'frame' }]);
  });

  it('gives the same elements again while nothing about them changed', () => {
    const make = markMaker();
    const document = framed();
    const first = make(input(document));
    const second = make(input(move(document, { 'wait-6': [900, 900] })));
    expect(second.frames[0]).toBe(first.frames[0]);
    expect(second.notes[0]).toBe(first.notes[0]);
  });

  it('says how many came, wait and were written to, and what is wrong inside', () => {
    const document = fold(framed(), 'frame');
    const row = (id: string, entered: number, waiting: number, left: Record<string, number>) =>
      ({ id, type: 'wait', name: null, entered, waiting, left, exited: {} }) as Report['nodes'][number];
    const report = {
      ...{ flow: 'f', version: 1, entered: 50, active: 9, exited: {}, messages: [] },
      nodes: [row('wait', 50, 5, { next: 40 }), row('wait-2', 40, 3, { next: 37 }), row('wait-3', 37, 1, { next: 30 })],
    } as unknown as Report;
    const members = membersOf(document, 'frame');
    const figures = (live: Report) => tileFigures(document, members, indexReport(live, null));
    expect(figures(report).map(({ name, value }) => [name, value])).toEqual([
      ['entered', 40],
      ['waiting', 4],
    ]);
    expect(figures({ ...report, version: null })).toEqual([]);
    const problem = (code: string, severity: 'error' | 'warning') => ({
      ...{ code, severity, node: '', path: '' },
      message: '',
    });
    const problems = new Map([
      ['wait-2', [problem('outlet-open', 'warning'), problem('x', 'warning')]],
      ['wait-3', [problem('y', 'error')]],
      ['wait-6', [problem('z', 'error')]],
    ]);
    expect(tileProblems(members, problems)).toEqual({ count: 2, worst: 'error' });
  });
});

const dragged = (document: FlowDocument, by: [number, number]) =>
  dropAll(document, spotsAfter(document, carriedWith(document, ['frame:frame']), by));

describe('a dragged frame', () => {
  it('takes along what lay in it, by the same way', () => {
    const document = framed();
    const dropped = dragged(document, [100, 10]);
    expect(dropped.layout?.nodes?.['wait-3']).toEqual([100, 410]);
    expect(dropped.layout?.nodes?.['wait-6']).toEqual([0, 1000]);
    expect(dropped.layout?.notes?.[0]?.at).toEqual([340, 230]);
    expect(membersOf(dropped, 'frame')).toEqual(membersOf(document, 'frame'));
  });

  it('as a tile does the same; what is dropped where it was is no change', () => {
    const document = fold(framed(), 'frame');
    const dropped = dragged(document, [100, 0]);
    expect(dropped.layout?.nodes?.['wait-3']).toEqual([100, 400]);
    expect(frameNamed(dropped, 'frame')?.at).toEqual([80, 140]);
    expect(dragged(document, [0, 0])).toBe(document);
  });
});

describe('tidying', () => {
  const tidied = async (document: FlowDocument): Promise<FlowDocument> => {
    const graph = graphOf(document);
    const points = await arrange(document, {
      sizeOf: () => undefined,
      outletsOf: (id) => {
        const node = graph.nodes.get(id);
        return node ? outletsOf(node, specs, graph) : [];
      },
    });
    const places = Object.entries(points).map(([id, [x, y]]): [string, [number, number]] => [id, [x, y]]);
    return tidyMarks(document, move(document, Object.fromEntries(places)), () => undefined);
  };

  it('keeps the blocks of any frames together: each frame holds what it held and nothing else', async () => {
    let framesSeen = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 14 }),
        fc.array(fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 2 }),
        async (links, rows) => {
          let document = move(chain(8), Object.fromEntries(chain(8).nodes.map(({ id }, n) => [id, [0, 200 * n]])));
          for (const [a, b] of links) {
            const [from, to] = [pick(document.nodes, a)?.id ?? '', pick(document.nodes, b)?.id ?? ''];
            if (from !== to) document = connect(document, { from, outlet: 'next', to });
          }
          // The second frame may lie in the first, but they do not overlap in part.
          const [[first, length] = [0, 1], second] = rows;
          document = addFrame(document, { name: 'A', at: [-60, 200 * first - 60], size: [400, 200 * length] }).document;
          if (second !== undefined && second[0] >= first + length)
            document = addFrame(document, {
              name: 'B',
              at: [-60, 200 * second[0] - 60],
              size: [400, 200 * second[1]],
            }).document;
          const after = await tidied(document);
          for (const { id } of framesIn(document).frames) {
            expect(membersOf(after, id)).toEqual(membersOf(document, id));
            framesSeen++;
          }
        },
      ),
      // Two frames apart are tried whatever chance brings.
      {
        numRuns: 25,
        examples: [
          [
            [[0, 6]],
            [
              [0, 2],
              [4, 3],
            ],
          ],
        ],
      },
    );
    expect(framesSeen).toBeGreaterThan(25);
  });

  it('lays out a folded frame as one block', async () => {
    const document = fold(framed(), 'frame');
    const points = await arrange(document, { sizeOf: () => undefined, outletsOf: () => ['next'] });
    expect(Object.keys(points).sort()).toEqual(['frame:frame', 'wait', 'wait-5', 'wait-6']);
    const frame = frameNamed(document, 'frame');
    expect(frame && drawnAt(frame)).toEqual([122, 140]);
    expect(points['wait-5']?.[1]).toBeLessThan(500);
  });
});
