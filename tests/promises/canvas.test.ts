/** Defects of other canvases that must not be ours. */
import { describe, expect, it } from 'vitest';
import { addNode } from '../../flows/document/edits.ts';
import { copyNodes, paste } from '../../flows/document/fragment.ts';
import { emptyFlow, type FlowDocument } from '../../flows/document/schema.ts';
import { arrange } from '../../renderer/canvas/arrange.ts';
import { createFlowEditor } from '../../renderer/state/flow-editor.ts';
import { chain, spec, specs } from '../kit/edit-session.ts';

describe('paste', () => {
  it('of fifty blocks is one step to undo', () => {
    const editor = createFlowEditor({ document: chain(50), bindings: {} });
    const { document } = editor.store.getState();
    const ids = document.nodes.map(({ id }) => id);
    editor.apply((now) => paste(now, copyNodes(now, ids), specs).document);
    expect(editor.store.getState().document.nodes).toHaveLength(100);
    editor.undo();
    expect(editor.store.getState().document).toEqual(document);
  });
});

describe('tidying', () => {
  it('of a flow with a loop, two triggers and notes ends, and lays no block on another', async () => {
    let document: FlowDocument = emptyFlow('Loop');
    const ids: string[] = [];
    for (const type of ['trigger-event', 'trigger-manual', 'wait', 'wait-for', 'email']) {
      const added = addNode(document, spec(type), { at: [0, 0] });
      document = added.document;
      ids.push(added.id);
    }
    const [event = '', manual = '', wait = '', heard = '', mail = ''] = ids;
    const edge = (from: string, outlet: string, to: string) => ({ from, outlet, to });
    document = {
      ...document,
      edges: [
        edge(event, 'next', wait),
        edge(manual, 'next', wait),
        edge(wait, 'next', heard),
        edge(heard, 'timeout', mail),
        edge(mail, 'next', wait),
      ],
      layout: { nodes: {}, notes: [{ at: [10, 10], text: 'Why we wait' }] } as never,
    };
    const points = await arrange(document, { sizeOf: () => undefined, outletsOf: () => ['next', 'timeout'] });
    expect(Object.keys(points).sort()).toEqual([...ids].sort());
    const all = Object.values(points);
    for (const [n, [x, y]] of all.entries()) {
      for (const [left, top] of all.slice(n + 1)) {
        expect(Math.abs(x - left) >= 236 || Math.abs(y - top) >= 90).toBe(true);
      }
    }
  });
});
