/** Random sessions of the editor: edits of every kind, made of numbers so that they shrink well. */
import * as fc from 'fast-check';
import { addFrame, addNote, removeMarks, setFrame, setNote, shift } from '../../flows/document/annotations.ts';
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
import { fold, foldBranch, unfold } from '../../flows/document/folding.ts';
import { copyNodes, paste } from '../../flows/document/fragment.ts';
import { framesIn } from '../../flows/document/frames.ts';
import { emptyFlow, type FlowDocument } from '../../flows/document/schema.ts';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import type { FlowEditor } from '../../renderer/state/flow-editor.ts';

const modules = import.meta.glob<{ spec: NodeSpec }>('../../nodes/*/schema.ts', { eager: true });
export const specs = new Map(Object.values(modules).map(({ spec }) => [spec.type as string, spec]));

export const spec = (type: string) => {
  const found = specs.get(type);
  if (!found) throw new Error(`No node type ${type}`);
  return found;
};
const types = [...specs.keys()];

/** One edit of a random session. */
export const command = fc.record({
  kind: fc.constantFrom(
    ...(['add', 'connect', 'cut', 'remove', 'move', 'config', 'name', 'insert', 'paste', 'bind', 'off'] as const),
    ...(['note', 'write', 'frame', 'rename', 'carry', 'fold', 'unfold', 'branch', 'unmark'] as const),
  ),
  a: fc.nat(),
  b: fc.nat(),
});
export type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

export const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)];

export function act(editor: FlowEditor, { kind, a, b }: Command): void {
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
  else if (actOnMarks(editor, { kind, a, b })) return;
  else if (kind === 'off' && node) editor.apply((now) => setNode(now, node.id, { disabled: b % 2 === 0 }));
}

const noSize = () => undefined;

/** Edits of notes and frames; false: it was none. */
function actOnMarks(editor: FlowEditor, { kind, a, b }: Command): boolean {
  const { document } = editor.store.getState();
  const { notes, frames } = framesIn(document);
  const note = pick(notes, a);
  const frame = pick(frames, a);
  const node = pick(document.nodes, a);
  if (kind === 'note') editor.apply((now) => addNote(now, { at: [a % 900, b % 900] }).document);
  else if (kind === 'write' && note)
    editor.apply((now) => setNote(now, note.id, { text: `t${b % 9}` }), { burst: `note|${note.id}` });
  else if (kind === 'frame')
    editor.apply(
      (now) => addFrame(now, { name: 'F', at: [-50, (b % 600) - 50], size: [400, 200 + (a % 400)] }).document,
    );
  else if (kind === 'rename' && frame)
    editor.apply((now) => setFrame(now, frame.id, { name: `n${b % 9}` }), { burst: `frame|${frame.id}` });
  else if (kind === 'carry' && frame)
    editor.apply((now) => shift(now, { nodes: [], notes: [], frames: [frame.id] }, [a % 40, b % 40]));
  else if (kind === 'fold' && frame) editor.apply((now) => fold(now, frame.id));
  else if (kind === 'unfold' && frame) editor.apply((now) => unfold(now, frame.id, noSize));
  else if (kind === 'branch' && node)
    editor.apply((now) => foldBranch(now, node.id, 'Branch', specs, noSize)?.document ?? now);
  else if (kind === 'unmark')
    editor.apply((now) => removeMarks(now, { notes: note ? [note.id] : [], frames: frame ? [frame.id] : [] }));
  else return false;
  return true;
}

export const tracked = (editor: FlowEditor) => {
  const { document, bindings } = editor.store.getState();
  return { document, bindings };
};

export function chain(length: number): FlowDocument {
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
