import { expect, it } from 'vitest';
import type { Report } from '../../../flows/api/shapes.ts';
import { type BlockDefinition, emptyFlow, type FlowDocument } from '../../../flows/document/schema.ts';
import { specs } from '../../../tests/kit/edit-session.ts';
import { drawnReplay, drawnReport, engineIdsOf } from './drawn-report.ts';

const node = (id: string, type: string, config: Record<string, unknown> = {}) => ({ id, type, version: 1, config });
const ways = [{ id: 'out', name: '' }];
const around = (id: string, inner: ReturnType<typeof node>, outlet: string): BlockDefinition => ({
  name: id,
  nodes: [node('s', 'block-start'), inner, node('out', 'block-end')],
  edges: [
    { from: 's', outlet: 'next', to: inner.id },
    { from: inner.id, outlet, to: 'out' },
  ],
});
/** Used twice, the second time within another block. */
const document: FlowDocument = {
  ...emptyFlow('Flow'),
  nodes: [
    node('a', 'block', { block: 'inner', ways }),
    node('b', 'block', { block: 'outer', ways }),
    node('end', 'exit', { reason: 'x' }),
  ],
  edges: [
    { from: 'a', outlet: 'out', to: 'b' },
    { from: 'b', outlet: 'out', to: 'end' },
  ],
  blocks: {
    inner: around('inner', node('w', 'wait', { for: 'P1D' }), 'next'),
    outer: around('outer', node('u', 'block', { block: 'inner', ways }), 'out'),
  },
};
const row = (id: string, counts: Partial<Report['nodes'][number]>) => ({
  ...{ id, type: 'wait', name: null, entered: 0, waiting: 0, left: {}, exited: {} },
  ...counts,
});
const report: Report = {
  ...{ flow: 'f', version: 1, entered: 10, active: 5, exited: {} },
  nodes: [
    row('a.w', { entered: 10, waiting: 2, left: { next: 7 }, exited: { stopped: 1 } }),
    row('b.u.w', { entered: 7, waiting: 3, left: { next: 4 } }),
    row('end', { type: 'exit', entered: 4, exited: { x: 4 } }),
  ],
  messages: [],
  goal: { reached: 0, value: 0, rate: 0 },
  savings: [],
  split: [],
};

it('shows on a card what happened at the steps in it, however deep, and by which way people left', () => {
  const { nodes } = drawnReport(report, document, specs, null);
  expect(nodes.map(({ id, entered, waiting, left, exited }) => ({ id, entered, waiting, left, exited }))).toEqual([
    { id: 'a', entered: 10, waiting: 2, left: { out: 7 }, exited: { stopped: 1 } },
    { id: 'b', entered: 7, waiting: 3, left: { out: 4 }, exited: {} },
    { id: 'end', entered: 4, waiting: 0, left: {}, exited: { x: 4 } },
  ]);
});

it('shows in an open block what happened at its steps wherever it is used', () => {
  const inside = drawnReport(report, document, specs, 'inner');
  expect(inside.nodes).toMatchObject([{ id: 'w', entered: 17, waiting: 5, left: { next: 11 } }]);
  const outside = drawnReport(report, document, specs, 'outer');
  expect(outside.nodes).toMatchObject([{ id: 'u', entered: 7, waiting: 3, left: { out: 4 } }]);
});

it('leaves the report of a flow without blocks as it is', () => {
  const { blocks: _, ...plain } = { ...document, nodes: [] };
  expect(drawnReport(report, plain, specs, null)).toBe(report);
});

it('knows the steps behind a drawn node', () => {
  expect(engineIdsOf(document, specs, null, 'b')).toEqual(['b.u.w']);
  expect(engineIdsOf(document, specs, 'inner', 'w').sort()).toEqual(['a.w', 'b.u.w']);
  expect(engineIdsOf(document, specs, null, 'end')).toEqual(['end']);
});

it('replays on cards what happened inside of them, and the ways between them', () => {
  const view = {
    here: new Map([
      ['a.w', 2],
      ['end', 1],
    ]),
    came: new Set(['a.w', 'b.u.w', 'end']),
    taken: new Set(['a.w|next|b.u.w', 'b.u.w|next|end']),
  };
  expect(drawnReplay(view, document, specs)).toEqual({
    here: new Map([
      ['a', 2],
      ['end', 1],
    ]),
    came: new Set(['a', 'b', 'end']),
    taken: new Set(['a|out|b', 'b|out|end']),
  });
});
