import { expect, it } from 'vitest';
import { everybody, flowOf } from '../../tests/kit/workspace.ts';
import { addFrame, addNote, removeMarks, setFrame, setNote } from './annotations.ts';
import { compareFlows, onlyMoved } from './compare.ts';
import { connect, move, removeNodes, setConfig, setNode } from './edits.ts';
import { fold } from './folding.ts';
import type { FlowDocument } from './schema.ts';

const flow: FlowDocument = {
  ...flowOf(
    [
      ['start', 'trigger-manual', { audience: everybody }],
      ['pause', 'wait', { for: 'P1D' }],
      ['end', 'exit', { reason: 'done' }],
    ],
    ['start.next>pause', 'pause.next>end'],
  ),
  layout: { nodes: { start: [0, 0], pause: [0, 100] } },
};
const none = {
  ...{ added: [], removed: [], changed: [], moved: [], settings: [], about: [] },
  ...{ edges: { added: [], removed: [] }, blocks: [], slots: false, tests: false },
  ...{ notes: { added: [], removed: [], changed: [] }, frames: { added: [], removed: [], changed: [] } },
};

it('finds nothing between what is the same, however it is written', () => {
  expect(compareFlows(flow, structuredClone(flow))).toEqual(none);
  expect(compareFlows({ ...flow, settings: {} }, { ...flow, settings: { goal: null } })).toEqual(none);
});
it('tells what was added, removed, changed and moved', () => {
  let after = removeNodes(flow, ['end']);
  after = setConfig(after, 'pause', { for: 'P2D' });
  after = setNode(after, 'pause', { name: 'Two days' });
  after = move(after, { start: [5, 5] });
  after = { ...after, nodes: [...after.nodes, { id: 'bye', type: 'exit', version: 1, config: { reason: 'bye' } }] };
  after = connect(after, { from: 'pause', outlet: 'next', to: 'bye' });
  after = { ...after, name: 'Other', settings: { timezone: 'Europe/Kyiv' } };
  expect(compareFlows(flow, after)).toEqual({
    ...none,
    added: ['bye'],
    removed: ['end'],
    changed: [{ id: 'pause', parts: ['name', 'config'] }],
    moved: ['start'],
    edges: {
      added: [{ from: 'pause', outlet: 'next', to: 'bye' }],
      removed: [{ from: 'pause', outlet: 'next', to: 'end' }],
    },
    settings: ['timezone'],
    about: ['name'],
  });
  expect(onlyMoved(compareFlows(flow, after))).toBe(false);
  expect(onlyMoved(compareFlows(flow, move(flow, { start: [1, 1] })))).toBe(true);
});

it('knows notes and frames', () => {
  const before = addFrame(addNote(flow, { at: [300, 0], text: 'Why' }).document, {
    name: 'Entry',
    at: [-40, -60],
    size: [320, 300],
  }).document;
  let after = setNote(before, 'note', { at: [310, 0] });
  expect(compareFlows(before, after)).toEqual({
    ...none,
    notes: { added: [], removed: [], changed: [{ id: 'note', parts: ['at'] }] },
  });
  expect(onlyMoved(compareFlows(before, after))).toBe(true);
  after = fold(setFrame(after, 'frame', { name: 'Beginning' }), 'frame');
  after = addFrame(removeMarks(after, { notes: ['note'] }), { name: 'Two', at: [900, 0], size: [300, 300] }).document;
  expect(compareFlows(before, after)).toEqual({
    ...none,
    notes: { added: [], removed: ['note'], changed: [] },
    frames: { added: ['frame-2'], removed: [], changed: [{ id: 'frame', parts: ['name', 'collapsed'] }] },
  });
  expect(onlyMoved(compareFlows(before, after))).toBe(false);
});
