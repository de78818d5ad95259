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
import { removeMarks } from '../../../flows/document/annotations.ts';
import { disconnect, type Point, removeNodes } from '../../../flows/document/edits.ts';
import { copyNodes, type Fragment, paste } from '../../../flows/document/fragment.ts';
import { framesIn, type Members, withMembers } from '../../../flows/document/frames.ts';
import { insertBlocks } from '../../../flows/document/reorder.ts';
import { specs } from '../../../registry/editors.ts';
import { looksLikeFlow, receive } from '../../sharing/incoming.ts';
import { edgeKey } from '../../state/flow-editor.ts';
import { marksInOrder } from '../annotations/elements.ts';
import { full } from '../annotations/gestures.ts';
import { keyOf } from '../annotations/marks.ts';
import { clipText, readClip } from '../clip.ts';
import { focusSoon } from '../focus-soon.ts';
import { graphOf } from '../graph.ts';
import { whyNotThere } from '../outline/gestures.ts';
import { gapOf } from '../outline/places.ts';
import { factsOf } from '../outline/structure.ts';
import { focusNode, refuse, say } from '../session.ts';
import { middle, middleOfScreen, placeAt } from '../view.ts';
import { type ActionArgs, always, defineActions, some } from './action.ts';

/** The last thing copied, for where the system's clipboard may not be read. */
let lastCopied = '';

function copySelection({ session, words, clipboard }: ActionArgs): number {
  const { document, selection } = session.editor.store.getState();
  const { nodes, notes, frames } = withMembers(document, selection);
  const count = nodes.length + notes.length + frames.length;
  if (count === 0) return 0;
  lastCopied = clipText(copyNodes(document, nodes, { notes, frames }));
  if (clipboard) clipboard.setData('text/plain', lastCopied);
  else void navigator.clipboard?.writeText(lastCopied).catch(() => undefined);
  say(session.ui, words.t(nodes.length === count ? 'said.copied' : 'frames:said.copied', { count }));
  return count;
}

function pasteFragment({ session, words, at }: ActionArgs, fragment: Fragment, nearby: boolean): void {
  const { document } = session.editor.store.getState();
  const { notes = [], frames = [] } = fragment;
  if (full(session, words, 'notes', at, notes.length) || full(session, words, 'frames', at, frames.length)) return;
  const places = [
    ...Object.values(fragment.places),
    ...notes.map((note) => note.at),
    ...frames.map((frame) => frame.at),
  ];
  let offset: Point = [40, 40];
  if (!nearby && places.length > 0) {
    const pointer = at ?? session.ui.getState().pointer;
    const [x, y] = pointer ? placeAt(session, pointer) : middle(session);
    const left = Math.min(...places.map((place) => place[0]));
    const top = Math.min(...places.map((place) => place[1]));
    offset = [x - left, y - top];
  }
  const pasted = paste(document, fragment, specs, offset);
  // The outline has no empty place: what is pasted goes where a new block would.
  const { outline } = session.view;
  const gap = outline ? gapOf(document, outline.target()) : null;
  const put = gap ? insertBlocks(pasted.document, { specs, facts: factsOf(pasted.document) }, pasted.ids, gap) : null;
  const result = put?.ok ? put.document : pasted.document;
  const { folds } = framesIn(result);
  const nodes = pasted.ids.filter((id) => !folds.nodes.has(id));
  session.editor.apply(() => result, { select: { nodes, notes: pasted.notes, frames: pasted.frames } });
  const marks = pasted.notes.length + pasted.frames.length;
  const count = pasted.ids.length + marks;
  say(session.ui, words.t(marks === 0 ? 'said.pasted' : 'frames:said.pasted', { count }));
  if (put && !put.ok && put.code !== 'start')
    refuse(session.ui, words.t('outline:pastedApart', { why: whyNotThere(words, put) }), middleOfScreen(session));
  const [first] = marksInOrder(result).filter(({ kind, id }) =>
    (kind === 'note' ? pasted.notes : pasted.frames).includes(id),
  );
  if (nodes[0] !== undefined) focusNode(session.ui, nodes[0]);
  else if (first) focusNode(session.ui, keyOf(first));
}

async function readClipboard(clipboard: DataTransfer | null | undefined): Promise<string> {
  if (clipboard) return clipboard.getData('text/plain');
  try {
    return await navigator.clipboard.readText();
  } catch {
    return lastCopied;
  }
}

/** `chosen`: more than what is selected, such as the blocks of a frame. */
export function deleteSelection({ session, words }: ActionArgs, chosen?: Members): void {
  const { document, selection, active } = session.editor.store.getState();
  const { nodes, notes, frames } = chosen ?? selection;
  const { edges } = selection;
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
      result = removeMarks(result, { notes, frames });
      return nodes.length > 0 ? removeNodes(result, nodes, { heal: true, specs }) : result;
    },
    { select: {} },
  );
  say(session.ui, words.t('said.deleted', { count: nodes.length + edges.length + notes.length + frames.length }));
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
    on: ['node', 'note', 'frame'],
    enabled: some,
    perform: (args) => void copySelection(args),
  },
  {
    id: 'cut',
    icon: IconScissors,
    group: 'edit',
    keys: [{ code: 'KeyX', mod: true }],
    scope: 'canvas',
    byEvent: true,
    on: ['node', 'note', 'frame'],
    enabled: some,
    perform: (args) => {
      const { document, selection } = args.session.editor.store.getState();
      if (copySelection(args) > 0) deleteSelection(args, withMembers(document, selection));
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
      const text = await readClipboard(args.clipboard);
      const fragment = readClip(text);
      if (fragment) pasteFragment(args, fragment, false);
      else if (looksLikeFlow(text)) receive({ text, name: null });
      else refuse(args.session.ui, args.words.t('refused.clipboard'), args.at ?? middleOfScreen(args.session));
    },
  },
  {
    id: 'duplicate',
    icon: IconStack2,
    group: 'edit',
    keys: [{ code: 'KeyD', mod: true }],
    scope: 'canvas',
    on: ['node', 'note', 'frame'],
    enabled: some,
    perform: (args) => {
      const { document, selection } = args.session.editor.store.getState();
      const chosen = withMembers(document, selection);
      pasteFragment(args, copyNodes(document, chosen.nodes, chosen), true);
    },
  },
  {
    id: 'delete',
    icon: IconTrash,
    group: 'edit',
    keys: [{ code: 'Delete' }, { code: 'Backspace' }],
    scope: 'canvas',
    on: ['node', 'edge', 'note'],
    danger: true,
    enabled: (now) => some(now) || now.edges > 0,
    perform: (args) => deleteSelection(args),
  },
  {
    id: 'selectAll',
    icon: IconSquareCheck,
    group: 'edit',
    keys: [{ code: 'KeyA', mod: true }],
    scope: 'canvas',
    on: ['pane'],
    enabled: (now) => now.total > 0,
    perform: ({ session }) => {
      const { document } = session.editor.store.getState();
      const { notes, frames } = framesIn(document);
      const ids = (things: readonly { id: string }[]) => things.map(({ id }) => id);
      session.editor.select({ nodes: ids(document.nodes), notes: ids(notes), frames: ids(frames) });
    },
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
      focusSoon('[data-history-first]');
    },
  },
]);
