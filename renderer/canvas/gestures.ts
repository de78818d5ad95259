/** Changes of the drawing that several gestures share: they say aloud what they did, or why not. */

import { blockOf } from '../../flows/document/blocks.ts';
import { canConnect, connect, move, type Point } from '../../flows/document/edits.ts';
import { specs } from '../../registry/editors.ts';
import { edgeKey } from '../state/flow-editor.ts';
import type { Situation } from './actions/action.ts';
import type { OfferedSpec } from './block-list.ts';
import { type Added, addAfter, addFree, addInto } from './blocks.ts';
import type { FlowHost } from './flow-host.ts';
import { freeOutlet, graphOf, outletsOf } from './graph.ts';
import { type CanvasSession, focusNode, refuse, type ScreenPoint, say, type Target } from './session.ts';
import { bringIntoView, middle, placeAt, sizeIn } from './view.ts';
import type { CanvasWords } from './words.ts';

export function situationOf(session: CanvasSession, host: Pick<FlowHost, 'status'>): Situation {
  const { document, selection } = session.editor.store.getState();
  const only = selection.nodes.length === 1 ? selection.nodes[0] : undefined;
  const graph = graphOf(document);
  const node = only === undefined ? undefined : graph.nodes.get(only);
  return {
    nodes: selection.nodes.length,
    edges: selection.edges.length,
    total: document.nodes.length,
    canUndo: session.editor.canUndo(),
    canRedo: session.editor.canRedo(),
    status: host.status,
    changed: session.autosave.state.getState().changed,
    use: node !== undefined && blockOf(document, node) !== null,
    inBlock: session.block !== null,
    canLead: node !== undefined && outletsOf(node, specs, graph).length > 0,
  };
}

/** Adds a block of a type where it was asked for, selects it and puts the keyboard on it. */
export function addBlock(
  session: CanvasSession,
  words: CanvasWords,
  offered: OfferedSpec,
  target: Target | 'anywhere',
  at?: ScreenPoint,
): string | null {
  const { editor } = session;
  const { document: before, selection, active } = editor.store.getState();
  const { document, spec } = offered.own?.bring(before) ?? { document: before, spec: offered };
  const sizeOf = sizeIn(session);
  const place = at === undefined ? undefined : placeAt(session, at);
  let added: Added;
  if (target !== 'anywhere' && target.kind === 'outlet') {
    added = addAfter(document, specs, spec, sizeOf, target, place);
  } else if (target !== 'anywhere' && target.kind === 'edge') {
    const edge = document.edges.find((candidate) => edgeKey(candidate) === target.edge);
    if (!edge) return null;
    added = addInto(document, spec, sizeOf, edge);
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
  editor.apply(() => added.document, { select: { nodes: [added.id] } });
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

/** Moves the chosen blocks. A held key makes one step of undo. */
export function nudge(session: CanvasSession, dx: number, dy: number): void {
  const { document, selection, active } = session.editor.store.getState();
  const ids = selection.nodes.length > 0 ? selection.nodes : active === null ? [] : [active];
  const points: Record<string, Point> = {};
  for (const id of ids) {
    const place = document.layout?.nodes?.[id];
    if (place) points[id] = [place[0] + dx, place[1] + dy];
  }
  if (Object.keys(points).length > 0) {
    session.editor.apply((now) => move(now, points), { burst: `nudge|${ids.join('|')}` });
  }
}
