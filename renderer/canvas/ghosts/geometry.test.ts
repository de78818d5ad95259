import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { connect, disconnect, move, removeNodes } from '../../../flows/document/edits.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { specsOf } from '../../../flows/sdk/registry.ts';
import { everybody, flowOf } from '../../../tests/kit/workspace.ts';
import { bend, ghostHeight, ghostsOf } from './geometry.ts';

const specs = specsOf(await loadEngineRegistry());
const before: FlowDocument = {
  ...flowOf(
    [
      ['start', 'trigger-manual', { audience: everybody }],
      ['pause', 'wait', { for: 'P1D' }],
      ['end', 'exit', { reason: 'done' }],
    ],
    ['start.next>pause', 'pause.next>end'],
  ),
  layout: { nodes: { start: [0, 0], pause: [0, 200], end: [0, 400] } },
};
const size = { width: 200, height: 100 };

it('has nothing to show where nothing differs', () => {
  expect(ghostsOf(before, structuredClone(before), specs, () => size)).toEqual({ cards: [], lines: [], moves: [] });
});
it('puts what is gone where it was, joined to what stays where that is now', () => {
  const after = move(removeNodes(before, ['pause']), { end: [300, 600] });
  const { cards, lines, moves } = ghostsOf(before, after, specs, () => size);
  expect(cards.map(({ node, at }) => [node.id, at])).toEqual([['pause', { x: 0, y: 200 }]]);
  const [into, out] = lines;
  expect(into?.from).toEqual({ x: 100, y: 100 });
  expect(into?.to.y).toBe(200);
  expect(out?.from.y).toBe(200 + ghostHeight);
  expect(out?.to).toEqual({ x: 400, y: 600 });
  expect(moves.map(({ id, from, to }) => [id, to.x - from.x, to.y - from.y])).toEqual([['end', 300, 200]]);
});
it('shows a connection that was taken away, and no arrow for a step aside', () => {
  const after = move(disconnect(before, { from: 'pause', outlet: 'next' }), { end: [8, 400] });
  const { lines, moves, cards } = ghostsOf(before, after, specs, () => size);
  expect(lines.map(({ edge }) => edge)).toEqual([{ from: 'pause', outlet: 'next', to: 'end' }]);
  expect(moves).toEqual([]);
  expect(cards).toEqual([]);
  expect(
    ghostsOf(before, connect(after, { from: 'pause', outlet: 'next', to: 'end' }), specs, () => size).lines,
  ).toEqual([]);
});
it('bends lines as the drawing does', () => {
  expect(bend({ x: 0, y: 0 }, { x: 10, y: 100 })).toBe('M0,0 C0,40 10,60 10,100');
});
