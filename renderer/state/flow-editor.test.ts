import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addNode,
  connect,
  disconnect,
  insertOnEdge,
  move,
  removeNodes,
  setConfig,
  setNode,
} from '../../flows/document/edits.ts';
import { copyNodes, paste } from '../../flows/document/fragment.ts';
import { emptyFlow, type FlowDocument } from '../../flows/document/schema.ts';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import { burstPauseMs, createFlowEditor, edgeKey, type FlowEditor, historyLimit } from './flow-editor.ts';

const modules = import.meta.glob<{ spec: NodeSpec }>('../../nodes/*/schema.ts', { eager: true });
const specs = new Map(Object.values(modules).map(({ spec }) => [spec.type as string, spec]));

const spec = (type: string) => {
  const found = specs.get(type);
  if (!found) throw new Error(`No node type ${type}`);
  return found;
};
const types = [...specs.keys()];

/** One edit of a random session, made of numbers so that it shrinks well. */
const command = fc.record({
  kind: fc.constantFrom('add', 'connect', 'cut', 'remove', 'move', 'config', 'name', 'insert', 'paste', 'bind', 'off'),
  a: fc.nat(),
  b: fc.nat(),
});
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)];

function act(editor: FlowEditor, { kind, a, b }: Command): void {
  const { document, bindings } = editor.store.getState();
  const node = pick(document.nodes, a);
  const other = pick(document.nodes, b);
  const edge = pick(document.edges, a);
  if (kind === 'add') {
    const type = spec(pick(types, a) ?? 'wait');
    editor.apply((now) => addNode(now, type, { at: [a % 500, b % 500] }).document);
  } else if (kind === 'bind') editor.bind({ ...bindings, [`slot${a % 3}`]: `account${b % 3}` });
  else if (kind === 'connect' && node && other)
    editor.apply((now) => connect(now, { from: node.id, outlet: 'next', to: other.id }));
  else if (kind === 'cut' && edge) editor.apply((now) => disconnect(now, edge));
  else if (kind === 'remove' && node) editor.apply((now) => removeNodes(now, [node.id], { heal: b % 2 === 0, specs }));
  else if (kind === 'move' && node) editor.apply((now) => move(now, { [node.id]: [a % 900, b % 900] }));
  else if (kind === 'config' && node)
    editor.apply((now) => setConfig(now, node.id, { ...node.config, typed: `t${b % 9}` }), {
      burst: `config|${node.id}`,
    });
  else if (kind === 'name' && node)
    editor.apply((now) => setNode(now, node.id, { name: `n${b % 9}` }), { burst: `name|${node.id}` });
  else if (kind === 'insert' && edge) editor.apply((now) => insertOnEdge(now, edge, spec('wait')).document);
  else if (kind === 'paste' && node && other)
    editor.apply((now) => paste(now, copyNodes(now, [node.id, other.id]), specs).document);
  else if (kind === 'off' && node) editor.apply((now) => setNode(now, node.id, { disabled: b % 2 === 0 }));
}

const tracked = (editor: FlowEditor) => {
  const { document, bindings } = editor.store.getState();
  return { document, bindings };
};

function chain(length: number): FlowDocument {
  let document = emptyFlow('Chain');
  let before: string | null = null;
  for (let index = 0; index < length; index++) {
    const added = addNode(document, spec('wait'), { at: [0, index * 100] });
    document = added.document;
    if (before !== null) document = connect(document, { from: before, outlet: 'next', to: added.id });
    before = added.id;
  }
  return document;
}

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
    expect(historyLimit).toBeGreaterThanOrEqual(200);
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
