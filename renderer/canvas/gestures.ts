/** Changes of the drawing that several gestures share: they say aloud what they did, or why not. */

import { shift } from '../../flows/document/annotations.ts';
import { blockOf } from '../../flows/document/blocks.ts';
import { canConnect, connect } from '../../flows/document/edits.ts';
import { growFrames } from '../../flows/document/folding.ts';
import { framesIn } from '../../flows/document/frames.ts';
import { insertBlocks } from '../../flows/document/reorder.ts';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import { editors, specs } from '../../registry/editors.ts';
import { edgeKey } from '../state/flow-editor.ts';
import type { Situation } from './actions/action.ts';
import { keysOf } from './annotations/marks.ts';
import type { OfferedSpec } from './block-list.ts';
import { type Added, addAfter, addFree, addInto } from './blocks.ts';
import type { FlowHost } from './flow-host.ts';
import { freeOutlet, graphOf, outletsOf } from './graph.ts';
import { whyNotThere } from './outline/gestures.ts';
import { factsOf } from './outline/structure.ts';
import { type CanvasSession, focusNode, refuse, type ScreenPoint, say, type Target } from './session.ts';
import { bringIntoView, middle, middleOfScreen, placeAt, sizeIn } from './view.ts';
import type { CanvasWords } from './words.ts';

export function situationOf(session: CanvasSession, host: Pick<FlowHost, 'status'>): Situation {
  const { document, selection } = session.editor.store.getState();
  const only = selection.nodes.length === 1 ? selection.nodes[0] : undefined;
  const graph = graphOf(document);
  const node = only === undefined ? undefined : graph.nodes.get(only);
  const drawn = framesIn(document);
  return {
    nodes: selection.nodes.length,
    edges: selection.edges.length,
    notes: selection.notes.length,
    frames: selection.frames.length,
    folded: drawn.frames.filter(({ id, collapsed }) => collapsed && selection.frames.includes(id)).length,
    framed: selection.nodes.some((id) => drawn.around.has(id)),
    total: document.nodes.length,
    canUndo: session.editor.canUndo(),
    canRedo: session.editor.canRedo(),
    status: host.status,
    changed: session.autosave.state.getState().changed,
    use: node !== undefined && blockOf(document, node) !== null,
    inBlock: session.block !== null,
    canLead: node !== undefined && outletsOf(node, specs, graph).length > 0,
    drawn: session.ui.getState().mode === 'drawing',
  };
}

/** With what a new block of the type holds, in the words of whoever draws. */
function begun(spec: NodeSpec, words: CanvasWords): NodeSpec {
  const first = editors.get(spec.type)?.first;
  return first === undefined ? spec : { ...spec, defaults: first(words.nodeT(spec.type)) };
}

/** Adds a block of a type where it was asked for, selects it and puts the keyboard on it. */
export function addBlock(
  session: CanvasSession,
  words: CanvasWords,
  offered: OfferedSpec,
  where: Target | 'anywhere',
  at?: ScreenPoint,
): string | null {
  const { editor } = session;
  const { document: before, selection, active } = editor.store.getState();
  const { document, spec } = offered.own?.bring(before) ?? { document: before, spec: begun(offered, words) };
  // In the outline "anywhere" is the row on which the keyboard stands, or stood last.
  const target =
    where === 'anywhere' && spec.category !== 'trigger' ? (session.view.outline?.target() ?? where) : where;
  const sizeOf = sizeIn(session);
  const place = at === undefined ? undefined : placeAt(session, at);
  let added: Added;
  if (target !== 'anywhere' && target.kind === 'outlet') {
    added = addAfter(document, specs, spec, sizeOf, target, place);
  } else if (target !== 'anywhere' && target.kind === 'edge') {
    const edge = document.edges.find((candidate) => edgeKey(candidate) === target.edge);
    if (!edge) return null;
    added = addInto(document, spec, sizeOf, edge);
  } else if (target !== 'anywhere' && target.kind === 'gap') {
    added = addFree(document, spec, sizeOf, middle(session));
    const facts = factsOf(added.document);
    const put = insertBlocks(added.document, { specs, facts }, [added.id], target.gap);
    if (!put.ok) {
      refuse(session.ui, whyNotThere(words, put), at ?? middleOfScreen(session));
      return null;
    }
    added = { ...added, document: put.document };
  } else if (target !== 'anywhere') {
    added = addFree(document, spec, sizeOf, place ?? middle(session));
  } else {
    const chosen = selection.nodes.length === 1 ? (selection.nodes[0] ?? null) : null;
    const from = spec.category === 'trigger' ? null : freeOutlet(document, specs, chosen ?? active);
    // The chosen block leads on by all its ways: "after it" then means into the first of them.
    const edge =
      chosen !== null && from?.node !== chosen && spec.category !== 'trigger'
        ? graphOf(document).out.get(chosen)?.[0]
        : undefined;
    added = edge
      ? addInto(document, spec, sizeOf, edge)
      : from
        ? addAfter(document, specs, spec, sizeOf, from)
        : addFree(document, spec, sizeOf, middle(session));
  }
  editor.apply(() => growFrames(document, added.document, sizeOf), { select: { nodes: [added.id] } });
  const edge = added.document.edges.find((candidate) => candidate.to === added.id);
  say(
    session.ui,
    edge
      ? words.t('said.addedAfter', { name: words.nameOf(added.id), after: words.nameOf(edge.from) })
      : words.t('said.added', { name: words.nameOf(added.id) }),
  );
  session.ui.setState({ inspectorTab: 'setup' });
  bringIntoView(session, added.id);
  focusNode(session.ui, added.id);
  return added.id;
}

/** Connects, or says why not: at the pointer and to a screen reader. */
export function tryConnect(
  session: CanvasSession,
  words: CanvasWords,
  edge: { from: string; outlet: string; to: string },
  at: ScreenPoint,
): boolean {
  const { document } = session.editor.store.getState();
  const answer = canConnect(document, specs, edge.from, edge.outlet, edge.to);
  if (!answer.ok) {
    refuse(session.ui, whyNot(words, answer), at);
    return false;
  }
  session.editor.apply((now) => connect(now, edge), { select: { nodes: [edge.from] } });
  say(session.ui, words.t('said.connected', { from: words.nameOf(edge.from), to: words.nameOf(edge.to) }));
  return true;
}

export function whyNot(words: CanvasWords, answer: { code: string; params: Record<string, string> }): string {
  const named = Object.fromEntries(
    Object.entries(answer.params).map(([key, id]) => [key, key === 'outlet' ? id : words.nameOf(id)]),
  );
  return words.t(`refused.${answer.code}`, named);
}

/** Moves the chosen, frames with what lies in them. A held key makes one step of undo. */
export function nudge(session: CanvasSession, dx: number, dy: number): void {
  const { document, selection, active } = session.editor.store.getState();
  const standing = active !== null && keysOf(selection).length === 0 && !framesIn(document).folds.nodes.has(active);
  const chosen = standing ? { ...selection, nodes: [active] } : selection;
  session.editor.apply((now) => shift(now, chosen, [dx, dy]), { burst: `nudge|${keysOf(chosen).join('|')}` });
}
