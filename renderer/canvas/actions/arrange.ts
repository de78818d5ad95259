/** Bringing chosen blocks into line, and to equal distances. */
import {
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconSpacingHorizontal,
  IconSpacingVertical,
} from '@tabler/icons-react';
import { move, type Point } from '../../../flows/document/edits.ts';
import { aligned, distributed } from '../align.ts';
import { type Box, boxesOf } from '../boxes.ts';
import { glide } from '../glide.ts';
import { say } from '../session.ts';
import { sizeIn } from '../view.ts';
import { type ActionArgs, defineActions, type Situation } from './action.ts';

function arrange(
  { session, words }: ActionArgs,
  said: 'aligned' | 'distributed',
  placesOf: (boxes: ReadonlyMap<string, Box>) => Record<string, Point>,
): void {
  // Sizes are those of the drawing: from the outline or the story one comes to see it first.
  if (session.view.pane === null) {
    session.ui.setState({ mode: 'drawing' });
    return;
  }
  const { document, selection } = session.editor.store.getState();
  const boxes = boxesOf(document, sizeIn(session), selection.nodes);
  const places = placesOf(boxes);
  const moves = Object.entries(places).some(([id, [x, y]]) => {
    const box = boxes.get(id);
    return box !== undefined && (box.left !== x || box.top !== y);
  });
  // What stands in line already leaves no step of undo.
  if (moves) glide(session, () => session.editor.apply((now) => move(now, places)));
  say(session.ui, words.t(`hands:said.${said}`, { count: boxes.size }));
}

const two = (now: Situation): boolean => now.nodes > 1;
const three = (now: Situation): boolean => now.nodes > 2;

export const arrangeActions = defineActions([
  {
    id: 'alignLeft',
    icon: IconLayoutAlignLeft,
    group: 'arrange',
    keys: [{ code: 'KeyA', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: two,
    perform: (args) => arrange(args, 'aligned', (boxes) => aligned(boxes, 'left')),
  },
  {
    id: 'alignCentre',
    icon: IconLayoutAlignCenter,
    group: 'arrange',
    keys: [{ code: 'KeyH', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: two,
    perform: (args) => arrange(args, 'aligned', (boxes) => aligned(boxes, 'centre')),
  },
  {
    id: 'alignRight',
    icon: IconLayoutAlignRight,
    group: 'arrange',
    keys: [{ code: 'KeyD', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: two,
    perform: (args) => arrange(args, 'aligned', (boxes) => aligned(boxes, 'right')),
  },
  {
    id: 'alignTop',
    icon: IconLayoutAlignTop,
    group: 'arrange',
    keys: [{ code: 'KeyW', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: two,
    perform: (args) => arrange(args, 'aligned', (boxes) => aligned(boxes, 'top')),
  },
  {
    id: 'alignMiddle',
    icon: IconLayoutAlignMiddle,
    group: 'arrange',
    keys: [{ code: 'KeyV', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: two,
    perform: (args) => arrange(args, 'aligned', (boxes) => aligned(boxes, 'middle')),
  },
  {
    id: 'alignBottom',
    icon: IconLayoutAlignBottom,
    group: 'arrange',
    keys: [{ code: 'KeyS', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: two,
    perform: (args) => arrange(args, 'aligned', (boxes) => aligned(boxes, 'bottom')),
  },
  {
    id: 'distributeAcross',
    icon: IconSpacingHorizontal,
    group: 'arrange',
    keys: [{ code: 'KeyX', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: three,
    perform: (args) => arrange(args, 'distributed', (boxes) => distributed(boxes, 'x')),
  },
  {
    id: 'distributeDown',
    icon: IconSpacingVertical,
    group: 'arrange',
    keys: [{ code: 'KeyY', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: three,
    perform: (args) => arrange(args, 'distributed', (boxes) => distributed(boxes, 'y')),
  },
]);
