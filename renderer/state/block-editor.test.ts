/** A block edited as a flow of its own: one history, and no other flow than the one that it is of. */
import { describe, expect, it } from 'vitest';
import { removeNodes, setNode } from '../../flows/document/edits.ts';
import { emptyFlow, type FlowDocument } from '../../flows/document/schema.ts';
import { createBlockEditor } from './block-editor.ts';
import { createFlowEditor } from './flow-editor.ts';

const node = (id: string, type: string, config: Record<string, unknown> = {}) => ({ id, type, version: 1, config });
const flow: FlowDocument = {
  ...emptyFlow('Flow'),
  nodes: [
    node('use', 'block', { block: 'b', ways: [{ id: 'out', name: '' }] }),
    node('end', 'exit', { reason: 'done' }),
  ],
  edges: [{ from: 'use', outlet: 'out', to: 'end' }],
  blocks: {
    b: {
      name: 'Block',
      nodes: [node('s', 'block-start'), node('w', 'wait', { for: 'P1D' }), node('out', 'block-end')],
      edges: [{ from: 's', outlet: 'next', to: 'w' }],
    },
  },
};

function opened() {
  const root = createFlowEditor({ document: flow, bindings: {} });
  const block = createBlockEditor(root, 'b');
  if (block === null) throw new Error('There is such a block');
  return { root, block, stop: block.follow() };
}

describe('the editor of a block', () => {
  it('edits the flow, a step of undo each, and follows what is undone', () => {
    const { root, block } = opened();
    block.apply((now) => setNode(now, 'w', { name: 'Rest' }), { select: { nodes: ['w'] } });
    expect(root.store.getState().document.blocks?.b?.nodes[1]?.name).toBe('Rest');
    expect(root.store.getState().selection.nodes).toEqual([]);
    expect(block.store.getState().selection.nodes).toEqual(['w']);
    block.apply((now) => removeNodes(now, ['out']));
    // The card outside loses the way out, and the line by which it led on.
    expect(root.store.getState().document.edges).toEqual([]);
    expect(block.states().now).toBe(2);
    block.undo();
    expect(block.store.getState().document.nodes.map(({ id }) => id)).toEqual(['s', 'w', 'out']);
    expect(root.store.getState().document.edges).toEqual(flow.edges);
    root.undo();
    expect(block.store.getState().document.nodes[1]).not.toHaveProperty('name');
    expect(root.store.getState().document).toEqual(flow);
  });

  it('makes one step of a burst of typing, and none of nothing', () => {
    const { root, block } = opened();
    for (const name of ['R', 'Re', 'Res']) block.apply((now) => setNode(now, 'w', { name }), { burst: 'name|w' });
    expect(root.states().now).toBe(1);
    block.apply((now) => now);
    expect(root.states().now).toBe(1);
  });

  it('no longer chooses what is gone, and is left alone when the block is', () => {
    const { root, block, stop } = opened();
    block.select({ nodes: ['w'] });
    block.apply((now) => removeNodes(now, ['w']));
    expect(block.store.getState().selection.nodes).toEqual([]);
    expect(block.store.getState().active).not.toBe('w');
    const { document } = block.store.getState();
    root.apply(({ blocks: _, ...rest }) => rest);
    expect(block.store.getState().document).toBe(document);
    stop();
    root.undo();
    root.undo();
    expect(block.store.getState().document).toBe(document);
    expect(createBlockEditor(root, 'nothing')).toBeNull();
  });
});
