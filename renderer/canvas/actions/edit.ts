/** Undo, the clipboard, and what is chosen. */
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconClipboard,
  IconCopy,
  IconHistory,
  IconScissors,
  IconSquareCheck,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react';
import { disconnect, type Point, removeNodes } from '../../../flows/document/edits.ts';
import { copyNodes, type Fragment, paste } from '../../../flows/document/fragment.ts';
import { insertBlocks } from '../../../flows/document/reorder.ts';
import { specs } from '../../../registry/editors.ts';
import { edgeKey } from '../../state/flow-editor.ts';
import { clipText, readClip } from '../clip.ts';
import { graphOf } from '../graph.ts';
import { whyNotThere } from '../outline/gestures.ts';
import { gapOf } from '../outline/places.ts';
import { factsOf } from '../outline/structure.ts';
import { focusNode, refuse, say } from '../session.ts';
import { middle, middleOfScreen, placeAt } from '../view.ts';
import { type ActionArgs, always, defineActions, someNodes } from './action.ts';

/** The last thing copied, for where the system's clipboard may not be read. */
let lastCopied = '';

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
  const { outline } = session.view;
  // The outline has no empty place: what is pasted goes where a new block would.
  const gap = outline ? gapOf(document, outline.target()) : null;
  const put = gap ? insertBlocks(pasted.document, { specs, facts: factsOf(pasted.document) }, pasted.ids, gap) : null;
  const result = put?.ok ? put.document : pasted.document;
  session.editor.apply(() => result, { select: { nodes: pasted.ids } });
  say(session.ui, words.t('said.pasted', { count: pasted.ids.length }));
  if (put && !put.ok && put.code !== 'start')
    refuse(session.ui, words.t('outline:pastedApart', { why: whyNotThere(words, put) }), middleOfScreen(session));
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

export const editActions = defineActions([
  {
    id: 'undo',
    icon: IconArrowBackUp,
    group: 'edit',
    keys: [{ code: 'KeyZ', mod: true }],
    scope: 'screen',
    enabled: (now) => now.canUndo,
    perform: ({ session, words }) => {
      session.editor.undo();
      say(session.ui, words.t('said.undone'));
    },
  },
  {
    id: 'redo',
    icon: IconArrowForwardUp,
    group: 'edit',
    keys: [
      { code: 'KeyZ', mod: true, shift: true },
      { code: 'KeyY', mod: true },
    ],
    scope: 'screen',
    enabled: (now) => now.canRedo,
    perform: ({ session, words }) => {
      session.editor.redo();
      say(session.ui, words.t('said.redone'));
    },
  },
  {
    id: 'copy',
    icon: IconCopy,
    group: 'edit',
    keys: [{ code: 'KeyC', mod: true }],
    scope: 'canvas',
    byEvent: true,
    on: ['node'],
    enabled: someNodes,
    perform: (args) => void copySelection(args),
  },
  {
    id: 'cut',
    icon: IconScissors,
    group: 'edit',
    keys: [{ code: 'KeyX', mod: true }],
    scope: 'canvas',
    byEvent: true,
    on: ['node'],
    enabled: someNodes,
    perform: (args) => {
      if (copySelection(args) > 0) deleteSelection(args);
    },
  },
  {
    id: 'paste',
    icon: IconClipboard,
    group: 'edit',
    keys: [{ code: 'KeyV', mod: true }],
    scope: 'canvas',
    byEvent: true,
    on: ['pane'],
    enabled: always,
    perform: async (args) => {
      const fragment = readClip(await readClipboard(args.clipboard));
      if (fragment) pasteFragment(args, fragment, false);
      else refuse(args.session.ui, args.words.t('refused.clipboard'), args.at ?? middleOfScreen(args.session));
    },
  },
  {
    id: 'duplicate',
    icon: IconStack2,
    group: 'edit',
    keys: [{ code: 'KeyD', mod: true }],
    scope: 'canvas',
    on: ['node'],
    enabled: someNodes,
    perform: (args) => {
      const { document, selection } = args.session.editor.store.getState();
      pasteFragment(args, copyNodes(document, selection.nodes), true);
    },
  },
  {
    id: 'delete',
    icon: IconTrash,
    group: 'edit',
    keys: [{ code: 'Delete' }, { code: 'Backspace' }],
    scope: 'canvas',
    on: ['node', 'edge'],
    danger: true,
    enabled: (now) => now.nodes + now.edges > 0,
    perform: deleteSelection,
  },
  {
    id: 'selectAll',
    icon: IconSquareCheck,
    group: 'edit',
    keys: [{ code: 'KeyA', mod: true }],
    scope: 'canvas',
    on: ['pane'],
    enabled: (now) => now.total > 0,
    perform: ({ session }) =>
      session.editor.select({ nodes: session.editor.store.getState().document.nodes.map((node) => node.id) }),
  },
  {
    id: 'history',
    icon: IconHistory,
    group: 'edit',
    keys: [{ code: 'KeyH', alt: true }],
    scope: 'screen',
    on: ['pane', 'more'],
    enabled: always,
    perform: ({ session }) => {
      session.ui.setState((state) => ({
        historyOpen: !state.historyOpen,
        comparedTo: null,
        simulateOpen: false,
        simulated: null,
      }));
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-history-first]')?.focus());
    },
  },
]);
