import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostSteps } from '../../flows/document/delta.ts';
import { move, removeNodes, setNode } from '../../flows/document/edits.ts';
import { copyNodes, paste } from '../../flows/document/fragment.ts';
import { act, chain, command, pick, specs, tracked } from '../../tests/kit/edit-session.ts';
import { burstPauseMs, createFlowEditor, edgeKey } from './flow-editor.ts';

describe('undo and redo', () => {
  it('any session, undone wholly, gives the first document; redone, the last one', () => {
    let moved = 0;
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(2000)), (commands, pauses) => {
        let clock = 0;
        const editor = createFlowEditor({ document: chain(4), bindings: {} }, () => clock);
        const first = tracked(editor);
        commands.forEach((one, index) => {
          clock += pauses[index % Math.max(1, pauses.length)] ?? 100;
          act(editor, one);
        });
        const last = tracked(editor);
        if (last.document !== first.document) moved++;
        let steps = 0;
        while (editor.canUndo()) {
          editor.undo();
          steps++;
        }
        expect(tracked(editor)).toStrictEqual(first);
        expect(tracked(editor).document).toBe(first.document);
        for (let step = 0; step < steps; step++) editor.redo();
        expect(editor.canRedo()).toBe(false);
        expect(tracked(editor)).toStrictEqual(last);
      }),
      { numRuns: 200 },
    );
    expect(moved).toBeGreaterThan(100);
  });

  it('keeps at least 200 steps', () => {
    const editor = createFlowEditor({ document: chain(1), bindings: {} });
    const start = editor.store.getState().document;
    for (let step = 1; step <= 200; step++) editor.apply((now) => move(now, { wait: [step, 0] }));
    for (let step = 0; step < 200; step++) editor.undo();
    expect(editor.store.getState().document).toBe(start);
    expect(mostSteps).toBeGreaterThanOrEqual(200);
  });

  it('makes one step of a burst of typing, and a new one after a pause, a blur or another field', () => {
    let clock = 0;
    const editor = createFlowEditor({ document: chain(1), bindings: {} }, () => clock);
    const type = (name: string, key = 'name|wait') => {
      clock += 100;
      editor.apply((now) => setNode(now, 'wait', { name }), { burst: key });
    };
    for (const name of ['H', 'He', 'Hel', 'Hell', 'Hello']) type(name);
    clock += burstPauseMs + 1;
    for (const name of ['Hello w', 'Hello wo']) type(name);
    editor.endBurst();
    type('Hello wor');
    type('Hello worl', 'note|wait');
    const seen: (string | null | undefined)[] = [];
    while (editor.canUndo()) {
      editor.undo();
      seen.push(editor.store.getState().document.nodes[0]?.name);
    }
    expect(seen).toEqual(['Hello wor', 'Hello wo', 'Hello', undefined]);
  });

  it('goes on typing after an undo without eating the step before', () => {
    const editor = createFlowEditor({ document: chain(1), bindings: {} }, () => 0);
    editor.apply((now) => setNode(now, 'wait', { name: 'a' }), { burst: 'n' });
    editor.undo();
    editor.apply((now) => setNode(now, 'wait', { name: 'b' }), { burst: 'n' });
    editor.undo();
    expect(editor.store.getState().document.nodes[0]?.name).toBeUndefined();
  });

  it('an edit that changes nothing leaves no step', () => {
    const editor = createFlowEditor({ document: chain(1), bindings: {} });
    editor.apply((now) => now);
    expect(editor.canUndo()).toBe(false);
  });

  it('selecting clears no redo, and what is gone is no longer selected', () => {
    const editor = createFlowEditor({ document: chain(3), bindings: {} });
    editor.apply((now) => move(now, { wait: [5, 5] }));
    editor.undo();
    editor.select({ nodes: ['wait', 'wait-2'] });
    expect(editor.canRedo()).toBe(true);
    editor.apply((now) => removeNodes(now, ['wait-2'], { heal: true, specs }));
    expect(editor.store.getState().selection.nodes).toEqual(['wait']);
    expect(editor.store.getState().document.edges.map(edgeKey)).toEqual(['wait|next|wait-3']);
  });

  it('bindings are undone together with the document', () => {
    const editor = createFlowEditor({ document: chain(1), bindings: { email: 'a' } });
    editor.apply((now) => setNode(now, 'wait', { name: 'x' }), { bindings: { email: 'b' } });
    editor.undo();
    expect(tracked(editor).bindings).toEqual({ email: 'a' });
  });
});

describe('copy and paste', () => {
  it('keeps the edges inside, with new ids', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.array(fc.nat(), { minLength: 1 }), (length, choice) => {
        const document = chain(length);
        const ids = [...new Set(choice.map((n) => pick(document.nodes, n)?.id ?? 'wait'))];
        const inner = document.edges.filter((edge) => ids.includes(edge.from) && ids.includes(edge.to));
        const pasted = paste(document, copyNodes(document, ids), specs);
        const fresh = new Set(pasted.ids);
        expect(fresh.size).toBe(ids.length);
        expect(document.nodes.some((node) => fresh.has(node.id))).toBe(false);
        const added = pasted.document.edges.filter((edge) => fresh.has(edge.from) || fresh.has(edge.to));
        expect(added).toHaveLength(inner.length);
        expect(added.every((edge) => fresh.has(edge.from) && fresh.has(edge.to))).toBe(true);
        expect(pasted.document.edges.slice(0, document.edges.length)).toEqual(document.edges);
      }),
    );
  });
});
