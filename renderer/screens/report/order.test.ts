import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alongTheFlow, outletName } from './order.ts';

const node = (id: string) => ({ id });
const starts = ({ id }: { id: string }) => id === 'start';
const edge = (from: string, to: string) => ({ from, outlet: 'next', to });

describe('alongTheFlow', () => {
  it('starts at the triggers and goes with the people', () => {
    const nodes = ['mail', 'exit', 'start', 'wait', 'lost'].map(node);
    const edges = [edge('wait', 'mail'), edge('start', 'wait'), edge('mail', 'exit'), edge('mail', 'wait')];
    expect(alongTheFlow(nodes, edges, starts).map(({ id }) => id)).toEqual(['start', 'lost', 'wait', 'mail', 'exit']);
  });

  it('begins where people come in, not at a goal that only pulls them', () => {
    const nodes = ['goal', 'start', 'wait'].map(node);
    expect(alongTheFlow(nodes, [edge('start', 'wait')], starts).map(({ id }) => id)).toEqual(['start', 'goal', 'wait']);
  });

  it('loses nobody and repeats nobody, whatever the edges', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const anyEdge = fc.record({
      from: fc.constantFrom(...ids, 'gone'),
      outlet: fc.constant('next'),
      to: fc.constantFrom(...ids, 'gone'),
    });
    fc.assert(
      fc.property(fc.array(anyEdge, { maxLength: 12 }), (edges) => {
        expect(
          alongTheFlow(ids.map(node), edges, starts)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(ids);
      }),
    );
  });
});

it('finds the name a person gave to an outlet', () => {
  const config = { note: 'x', arms: [{ id: 'a', name: 'Discount' }, { id: 'b', name: '' }, null, 'b'] };
  expect(outletName(config, 'a')).toBe('Discount');
  expect(outletName(config, 'b')).toBeNull();
  expect(outletName(undefined, 'a')).toBeNull();
});
