import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFlow, type FlowDocument } from '../../flows/document/schema.ts';
import { boxAt } from './boxes.ts';
import { edgesOut, graphOf } from './graph.ts';
import { boundsOf, rectangle, touched, touches } from './lasso.ts';
import { linesOf, reached } from './reach.ts';

const card = boxAt([100, 100], { width: 200, height: 100 });

describe('a drawn shape', () => {
  it('chooses what it touches, wherever it goes', () => {
    expect(touches(rectangle([0, 0], [101, 101]), card)).toBe(true);
    expect(touches(rectangle([0, 0], [99, 99]), card)).toBe(false);
    // Right across without a corner inside.
    expect(touches(rectangle([0, 140], [400, 150]), card)).toBe(true);
    // All round it without touching.
    expect(
      touches(
        [
          [50, 50],
          [350, 40],
          [360, 260],
          [200, 300],
          [40, 250],
        ],
        card,
      ),
    ).toBe(true);
    // A hook round the card whose closing line stays clear of it.
    expect(
      touches(
        [
          [0, 0],
          [500, 0],
          [500, 500],
          [450, 500],
          [450, 50],
          [0, 50],
        ],
        card,
      ),
    ).toBe(false);
    expect(touches([], card)).toBe(false);
  });

  const point = fc.tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -400, max: 400 }));
  it('as a rectangle agrees with overlapping, and as any line never reaches beyond its bounds', () => {
    fc.assert(
      fc.property(point, point, point, fc.array(point, { minLength: 1, maxLength: 12 }), (a, b, at, line) => {
        const box = boxAt(at, { width: 120, height: 60 });
        const shape = rectangle(a, b);
        const { left, top, right, bottom } = boundsOf(shape);
        const apart = left > box.right || right < box.left || top > box.bottom || bottom < box.top;
        expect(touches(shape, box)).toBe(!apart);
        if (touches(line, box)) {
          const wide = boundsOf(line);
          expect(box.left <= wide.right && box.right >= wide.left).toBe(true);
          expect(box.top <= wide.bottom && box.bottom >= wide.top).toBe(true);
        }
        for (const [x, y] of line)
          if (x > box.left && x < box.right && y > box.top && y < box.bottom) expect(touches(line, box)).toBe(true);
      }),
    );
  });

  it('names the cards', () => {
    const boxes = new Map([
      ['a', card],
      ['b', boxAt([500, 500], { width: 10, height: 10 })],
    ]);
    expect(touched(rectangle([0, 0], [150, 150]), boxes)).toEqual(['a']);
  });
});

/** start → a → b → a (a circle), and a → c beside it; d stands alone. */
function circle(): FlowDocument {
  const types = { start: 'trigger-manual', a: 'email', b: 'wait', c: 'exit', d: 'exit' };
  return {
    ...emptyFlow('Circle'),
    nodes: Object.entries(types).map(([id, type]) => ({ id, type, version: 1, config: {} })),
    edges: [
      { from: 'start', outlet: 'next', to: 'a' },
      { from: 'a', outlet: 'not-sent', to: 'c' },
      { from: 'a', outlet: 'next', to: 'b' },
      { from: 'b', outlet: 'next', to: 'a' },
    ],
  };
}

describe('along the lines', () => {
  it('goes all the way in one direction and round a circle once', () => {
    const graph = graphOf(circle());
    expect(new Set(reached(graph, ['b'], 'upstream'))).toEqual(new Set(['start', 'a', 'b']));
    expect(new Set(reached(graph, ['start'], 'downstream'))).toEqual(new Set(['start', 'a', 'b', 'c']));
    expect(reached(graph, ['d'], 'downstream')).toEqual(['d']);
    expect(new Set(reached(graph, ['c', 'd'], 'upstream'))).toEqual(new Set(['start', 'a', 'b', 'c', 'd']));
  });

  it('counts the lines of a block: out of it by its ways, then into it', () => {
    const graph = graphOf(circle());
    expect(linesOf(graph, 'a', ['next', 'not-sent']).map((edge) => `${edge.from}>${edge.to}`)).toEqual([
      'a>b',
      'a>c',
      'start>a',
      'b>a',
    ]);
    expect(linesOf(graph, 'd', [])).toEqual([]);
    expect(edgesOut(graph, 'a')).toHaveLength(2);
  });
});
