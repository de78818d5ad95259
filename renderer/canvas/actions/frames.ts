/** Notes and frames of the drawing: writing, framing, folding. */
import {
  IconArrowsDiagonal,
  IconArrowsDiagonalMinimize2,
  IconBoxAlignTop,
  IconBoxModel2,
  IconFold,
  IconFrame,
  IconFrameOff,
  IconNote,
  IconTrashX,
} from '@tabler/icons-react';
import { withMembers } from '../../../flows/document/frames.ts';
import {
  fitFrames,
  foldAfter,
  frameChosen,
  resizeChosen,
  toggleFold,
  unframe,
  writeNote,
} from '../annotations/gestures.ts';
import { always, defineActions, oneNode, type Situation, some } from './action.ts';
import { deleteSelection } from './edit.ts';

const inFrame = (now: Situation): boolean => now.frames > 0 || now.framed;
const resizable = (now: Situation): boolean => now.notes + now.frames - now.folded > 0;
/** One press of a key, or one click; pixels. */
const resizeBy = 40;

export const frameActions = defineActions([
  {
    id: 'writeNote',
    icon: IconNote,
    group: 'edit',
    keys: [{ code: 'KeyN', shift: true }],
    scope: 'canvas',
    on: ['pane'],
    enabled: always,
    perform: ({ session, words, at }) => writeNote(session, words, at),
  },
  {
    id: 'frame',
    icon: IconFrame,
    group: 'edit',
    keys: [{ code: 'KeyG', mod: true }],
    scope: 'canvas',
    on: ['node', 'note'],
    enabled: some,
    perform: ({ session, words, at }) => frameChosen(session, words, at),
  },
  {
    id: 'unframe',
    icon: IconFrameOff,
    group: 'edit',
    keys: [{ code: 'KeyG', mod: true, shift: true }],
    scope: 'canvas',
    on: ['frame'],
    enabled: inFrame,
    perform: ({ session, words }) => unframe(session, words),
  },
  {
    id: 'fold',
    icon: IconFold,
    group: 'edit',
    keys: [{ code: 'KeyF' }],
    scope: 'canvas',
    on: ['frame'],
    enabled: inFrame,
    perform: ({ session, words }) => toggleFold(session, words),
  },
  {
    id: 'foldAfter',
    icon: IconBoxAlignTop,
    group: 'edit',
    keys: [{ code: 'KeyF', shift: true }],
    scope: 'canvas',
    on: ['node'],
    enabled: oneNode,
    perform: ({ session, words, at }) => {
      const [id] = session.editor.store.getState().selection.nodes;
      if (id !== undefined) foldAfter(session, words, id, at);
    },
  },
  {
    id: 'fitFrame',
    icon: IconBoxModel2,
    group: 'edit',
    keys: [],
    scope: 'canvas',
    on: ['frame'],
    enabled: (now) => now.frames > now.folded || now.framed,
    perform: ({ session, words }) => fitFrames(session, words),
  },
  {
    id: 'larger',
    icon: IconArrowsDiagonal,
    group: 'edit',
    keys: [{ code: 'Equal', shift: true }],
    scope: 'canvas',
    on: ['note', 'frame'],
    enabled: resizable,
    perform: ({ session }) => resizeChosen(session, [resizeBy, resizeBy]),
  },
  {
    id: 'smaller',
    icon: IconArrowsDiagonalMinimize2,
    group: 'edit',
    keys: [{ code: 'Minus', shift: true }],
    scope: 'canvas',
    on: ['note', 'frame'],
    enabled: resizable,
    perform: ({ session }) => resizeChosen(session, [-resizeBy, -resizeBy]),
  },
  {
    id: 'deleteWithBlocks',
    icon: IconTrashX,
    group: 'edit',
    keys: [{ code: 'Delete', shift: true }],
    scope: 'canvas',
    on: ['frame'],
    danger: true,
    enabled: (now) => now.frames > 0,
    perform: (args) => {
      const { document, selection } = args.session.editor.store.getState();
      deleteSelection(args, withMembers(document, selection));
    },
  },
]);
