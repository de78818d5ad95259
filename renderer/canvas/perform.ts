/** What each action of the table does. */

import { canConnect, connect, disconnect, move, type Point, removeNodes, setNode } from '../../flows/document/edits.ts';
import { copyNodes, type Fragment, paste } from '../../flows/document/fragment.ts';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import { specs } from '../../registry/editors.ts';
import { type Edit, edgeKey } from '../state/flow-editor.ts';
import type { ActionId, Situation } from './actions.ts';
import { arrange } from './arrange.ts';
import { type Added, addAfter, addFree, addInto } from './blocks.ts';
import { clipText, readClip } from './clip.ts';
import type { FlowHost } from './flow-host.ts';
import { freeOutlet, graphOf, outletsOf } from './graph.ts';
import { type CanvasSession, focusNode, refuse, type ScreenPoint, say, type Target } from './session.ts';
import { bringIntoView, middle, middleOfScreen, motionMs, placeAt, screenPointOf, showAll, sizeIn } from './view.ts';
import type { CanvasWords } from './words.ts';

export interface ActionArgs {
  session: CanvasSession;
  words: CanvasWords;
  host: FlowHost;
  /** Where the pointer is, when a pointer asked. */
  at?: ScreenPoint | undefined;
  /** Of a copy, cut or paste event. */
  clipboard?: DataTransfer | null;
}

/** The last thing copied, for where the system's clipboard may not be read. */
let lastCopied = '';

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
    canLead: node !== undefined && outletsOf(node, specs, graph).length > 0,
  };
}

/** Adds a block of a type where it was asked for, selects it and puts the keyboard on it. */
export function addBlock(
  session: CanvasSession,
  words: CanvasWords,
  spec: NodeSpec,
  target: Target | 'anywhere',
  at?: ScreenPoint,
): string | null {
  const { editor } = session;
  const { document, selection, active } = editor.store.getState();
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

function copySelection({ session, words, clipboard }: ActionArgs): number {
  const { document, selection } = session.editor.store.getState();
  if (selection.nodes.length === 0) return 0;
  lastCopied = clipText(copyNodes(document, selection.nodes));
  if (clipboard) clipboard.setData('text/plain', lastCopied);
  else void navigator.clipboard?.writeText(lastCopied).catch(() => undefined);
  say(session.ui, words.t('said.copied', { count: selection.nodes.length }));
  return selection.nodes.length;
}

function pasteFragment({ session, words, at }: ActionArgs, fragment: Fragment, nearby: boolean): void {
  const { document } = session.editor.store.getState();
  const places = Object.values(fragment.places);
  let offset: Point = [40, 40];
  if (!nearby && places.length > 0) {
    const pointer = at ?? session.ui.getState().pointer;
    const [x, y] = pointer ? placeAt(session, pointer) : middle(session);
    const left = Math.min(...places.map((place) => place[0]));
    const top = Math.min(...places.map((place) => place[1]));
    offset = [x - left, y - top];
  }
  const pasted = paste(document, fragment, specs, offset);
  session.editor.apply(() => pasted.document, { select: { nodes: pasted.ids } });
  say(session.ui, words.t('said.pasted', { count: pasted.ids.length }));
  if (pasted.ids[0] !== undefined) focusNode(session.ui, pasted.ids[0]);
}

async function readClipboard(clipboard: DataTransfer | null | undefined): Promise<string> {
  if (clipboard) return clipboard.getData('text/plain');
  try {
    return await navigator.clipboard.readText();
  } catch {
    return lastCopied;
  }
}

function deleteSelection({ session, words }: ActionArgs): void {
  const { document, selection, active } = session.editor.store.getState();
  const { nodes, edges } = selection;
  const before = graphOf(document);
  const neighbour =
    nodes.length > 0
      ? (before.into.get(nodes[0] ?? '')?.[0]?.from ?? before.order.find((id) => !nodes.includes(id)))
      : active;
  session.editor.apply(
    (now) => {
      const gone = new Set(edges);
      let result = now;
      for (const edge of now.edges) if (gone.has(edgeKey(edge))) result = disconnect(result, edge);
      return nodes.length > 0 ? removeNodes(result, nodes, { heal: true, specs }) : result;
    },
    { select: { nodes: [], edges: [] } },
  );
  say(session.ui, words.t('said.deleted', { count: nodes.length + edges.length }));
  if (neighbour && !nodes.includes(neighbour)) {
    session.editor.activate(neighbour);
    focusNode(session.ui, neighbour);
  }
}

export async function tidy(session: CanvasSession, words: CanvasWords): Promise<void> {
  const { document, selection } = session.editor.store.getState();
  const graph = graphOf(document);
  const points = await arrange(document, {
    sizeOf: sizeIn(session),
    outletsOf: (id) => {
      const node = graph.nodes.get(id);
      return node ? outletsOf(node, specs, graph) : [];
    },
    ...(selection.nodes.length > 1 ? { only: new Set(selection.nodes) } : {}),
  });
  const copy = Object.fromEntries(Object.entries(points).map(([id, [x, y]]): [string, Point] => [id, [x, y]]));
  session.editor.apply((now) => move(now, copy));
  say(session.ui, words.t('said.tidied'));
  if (selection.nodes.length <= 1) requestAnimationFrame(() => showAll(session));
}

const zoom = (session: CanvasSession, to: 'in' | 'out' | number): void => {
  const { instance } = session.view;
  if (!instance) return;
  const duration = motionMs();
  if (to === 'in') void instance.zoomIn({ duration });
  else if (to === 'out') void instance.zoomOut({ duration });
  else void instance.zoomTo(to, { duration });
};

const apply = (session: CanvasSession, edit: Edit) => session.editor.apply(edit);

const performers: Readonly<Record<ActionId, (args: ActionArgs) => void | Promise<void>>> = {
  undo: ({ session, words }) => {
    session.editor.undo();
    say(session.ui, words.t('said.undone'));
  },
  redo: ({ session, words }) => {
    session.editor.redo();
    say(session.ui, words.t('said.redone'));
  },
  copy: (args) => void copySelection(args),
  cut: (args) => {
    if (copySelection(args) > 0) deleteSelection(args);
  },
  paste: async (args) => {
    const fragment = readClip(await readClipboard(args.clipboard));
    if (fragment) pasteFragment(args, fragment, false);
    else refuse(args.session.ui, args.words.t('refused.clipboard'), args.at ?? middleOfScreen(args.session));
  },
  duplicate: (args) => {
    const { document, selection } = args.session.editor.store.getState();
    pasteFragment(args, copyNodes(document, selection.nodes), true);
  },
  delete: deleteSelection,
  selectAll: ({ session }) =>
    session.editor.select({ nodes: session.editor.store.getState().document.nodes.map((node) => node.id) }),
  add: ({ session, at }) => {
    const { document, selection, active } = session.editor.store.getState();
    const edge = selection.edges[0];
    const node = selection.nodes[0];
    const from = at === undefined || node !== undefined ? freeOutlet(document, specs, node ?? active) : null;
    const here = at ?? (node ? screenPointOf(session, node) : middleOfScreen(session));
    // A block whose ways all lead on: into the first of them, the others can be chosen in the list.
    const first = node === undefined || from?.node === node ? undefined : graphOf(document).out.get(node)?.[0];
    const target: Target = edge
      ? { kind: 'edge', edge }
      : first
        ? { kind: 'edge', edge: edgeKey(first) }
        : from
          ? { kind: 'outlet', node: from.node, outlet: from.outlet }
          : { kind: 'free' };
    session.ui.setState({ adding: { at: here, target } });
  },
  open: ({ session }) => {
    session.ui.setState({ inspectorOpen: true, inspectorTab: 'setup' });
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-inspector-first]')?.focus());
  },
  rename: ({ session }) => {
    session.ui.setState({ inspectorOpen: true, inspectorTab: 'setup' });
    requestAnimationFrame(() => {
      const field = document.querySelector<HTMLInputElement>('[data-inspector-name]');
      field?.focus();
      field?.select();
    });
  },
  disable: ({ session, words }) => {
    const { document, selection } = session.editor.store.getState();
    const chosen = document.nodes.filter((node) => selection.nodes.includes(node.id));
    const disabled = chosen.some((node) => node.disabled !== true);
    apply(session, (now) => chosen.reduce((result, node) => setNode(result, node.id, { disabled }), now));
    say(session.ui, words.t(disabled ? 'said.disabled' : 'said.enabled', { count: chosen.length }));
  },
  connect: ({ session }) => {
    const { document, selection } = session.editor.store.getState();
    const node = document.nodes.find((candidate) => candidate.id === selection.nodes[0]);
    if (!node) return;
    const outlets = outletsOf(node, specs, graphOf(document));
    session.ui.setState({ connecting: { node: node.id, outlet: outlets.length === 1 ? (outlets[0] ?? null) : null } });
  },
  find: ({ session }) => session.ui.setState({ dialog: 'find' }),
  commands: ({ session }) => session.ui.setState({ dialog: 'commands' }),
  shortcuts: ({ session }) => session.ui.setState({ dialog: 'shortcuts' }),
  fit: ({ session }) => showAll(session),
  zoomIn: ({ session }) => zoom(session, 'in'),
  zoomOut: ({ session }) => zoom(session, 'out'),
  zoomReset: ({ session }) => zoom(session, 1),
  tidy: ({ session, words }) => tidy(session, words),
  blocks: ({ session }) => session.ui.setState((state) => ({ paletteOpen: !state.paletteOpen })),
  inspector: ({ session }) => session.ui.setState((state) => ({ inspectorOpen: !state.inspectorOpen })),
  flowSettings: ({ session }) => {
    session.editor.select({ nodes: [], edges: [] });
    session.ui.setState({ inspectorOpen: true });
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-inspector-first]')?.focus());
  },
  simulate: ({ session }) => {
    session.ui.setState((state) => ({
      simulateOpen: !state.simulateOpen,
      simulated: null,
      historyOpen: false,
      comparedTo: null,
    }));
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-simulate-first]')?.focus());
  },
  history: ({ session }) => {
    session.ui.setState((state) => ({
      historyOpen: !state.historyOpen,
      comparedTo: null,
      simulateOpen: false,
      simulated: null,
    }));
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-history-first]')?.focus());
  },
  start: ({ session }) => session.ui.setState({ dialog: 'preflight' }),
  pause: ({ host }) => host.pause(),
  resume: ({ host }) => host.resume(),
  stop: ({ session }) => session.ui.setState({ dialog: 'stop' }),
  export: ({ host }) => host.exportFile(),
  import: ({ session }) => session.ui.setState({ dialog: 'import' }),
  duplicateFlow: ({ host }) => host.duplicate(),
};

export const perform = (id: ActionId, args: ActionArgs): void => void performers[id](args);
