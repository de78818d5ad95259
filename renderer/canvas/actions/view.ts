/** What is looked at, and how. */
import {
  IconArrowsMaximize,
  IconCommand,
  IconFileText,
  IconFocus2,
  IconLayoutDistributeVertical,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconListTree,
  IconSearch,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { shift } from '../../../flows/document/annotations.ts';
import { move, type Point } from '../../../flows/document/edits.ts';
import { growFrames, tidyMarks } from '../../../flows/document/folding.ts';
import { drawnAt, frameNamed, noMembers } from '../../../flows/document/frames.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { commands } from '../../state/app-shortcuts.ts';
import { markOf } from '../annotations/marks.ts';
import { arrange } from '../arrange.ts';
import { glide } from '../glide.ts';
import { graphOf, outletsOf } from '../graph.ts';
import { type CanvasSession, type Mode, say } from '../session.ts';
import { motionMs, showAll, sizeIn } from '../view.ts';
import type { CanvasWords } from '../words.ts';
import { always, defineActions } from './action.ts';

/** Blocks at their new places; a folded frame with all that it holds at the place of its tile. */
function settle(document: FlowDocument, points: Readonly<Record<string, readonly [number, number]>>): FlowDocument {
  let result = document;
  const places: Record<string, Point> = {};
  for (const [key, [x, y]] of Object.entries(points)) {
    const mark = markOf(key);
    if (mark === null) {
      places[key] = [x, y];
      continue;
    }
    const frame = frameNamed(document, mark.id);
    if (!frame) continue;
    const [left, top] = drawnAt(frame);
    result = shift(result, { ...noMembers, frames: [mark.id] }, [x - left, y - top]);
  }
  return move(result, places);
}

async function tidy(session: CanvasSession, words: CanvasWords): Promise<void> {
  const { document, selection } = session.editor.store.getState();
  const graph = graphOf(document);
  const sizeOf = sizeIn(session);
  const points = await arrange(document, {
    sizeOf,
    outletsOf: (id) => {
      const node = graph.nodes.get(id);
      return node ? outletsOf(node, specs, graph) : [];
    },
    ...(selection.nodes.length > 1 ? { only: new Set(selection.nodes) } : {}),
  });
  glide(session, () =>
    session.editor.apply((now) => {
      const moved = settle(now, points);
      return selection.nodes.length > 1 ? growFrames(now, moved, sizeOf) : tidyMarks(now, moved, sizeOf);
    }),
  );
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

const toggleMode = (session: CanvasSession, mode: Mode): void => {
  session.ui.setState((state) => ({ mode: state.mode === mode ? 'drawing' : mode }));
};

export const viewActions = defineActions([
  {
    id: 'outline',
    icon: IconListTree,
    group: 'view',
    keys: [{ code: 'KeyO', alt: true }],
    scope: 'screen',
    enabled: always,
    perform: ({ session }) => toggleMode(session, 'outline'),
  },
  {
    id: 'story',
    icon: IconFileText,
    group: 'view',
    keys: [{ code: 'KeyT', alt: true }],
    scope: 'screen',
    enabled: always,
    perform: ({ session }) => toggleMode(session, 'story'),
  },
  {
    id: 'find',
    icon: IconSearch,
    group: 'view',
    keys: [{ code: 'KeyF', mod: true }],
    scope: 'screen',
    on: ['pane'],
    enabled: (now) => now.total > 0,
    perform: ({ session }) => session.ui.setState({ dialog: 'find' }),
  },
  {
    id: 'commands',
    icon: IconCommand,
    group: 'view',
    keys: commands.keys,
    scope: 'screen',
    enabled: always,
    perform: ({ session }) => session.ui.setState({ dialog: 'commands' }),
  },
  {
    id: 'fit',
    icon: IconArrowsMaximize,
    group: 'view',
    keys: [{ code: 'Digit1' }],
    scope: 'canvas',
    modes: ['drawing'],
    on: ['pane'],
    enabled: (now) => now.total > 0,
    perform: ({ session }) => showAll(session),
  },
  {
    id: 'zoomIn',
    icon: IconZoomIn,
    group: 'view',
    keys: [{ code: 'Equal' }, { code: 'NumpadAdd' }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: always,
    perform: ({ session }) => zoom(session, 'in'),
  },
  {
    id: 'zoomOut',
    icon: IconZoomOut,
    group: 'view',
    keys: [{ code: 'Minus' }, { code: 'NumpadSubtract' }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: always,
    perform: ({ session }) => zoom(session, 'out'),
  },
  {
    id: 'zoomReset',
    icon: IconFocus2,
    group: 'view',
    keys: [{ code: 'Digit0' }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: always,
    perform: ({ session }) => zoom(session, 1),
  },
  {
    id: 'tidy',
    icon: IconLayoutDistributeVertical,
    group: 'view',
    keys: [{ code: 'KeyL' }],
    scope: 'canvas',
    on: ['pane'],
    enabled: (now) => now.total > 1,
    perform: ({ session, words }) => tidy(session, words),
  },
  {
    id: 'blocks',
    icon: IconLayoutSidebar,
    group: 'view',
    keys: [{ code: 'BracketLeft' }],
    scope: 'canvas',
    enabled: always,
    perform: ({ session }) => session.ui.setState((state) => ({ paletteOpen: !state.paletteOpen })),
  },
  {
    id: 'inspector',
    icon: IconLayoutSidebarRight,
    group: 'view',
    keys: [{ code: 'BracketRight' }],
    scope: 'canvas',
    enabled: always,
    perform: ({ session }) => session.ui.setState((state) => ({ inspectorOpen: !state.inspectorOpen })),
  },
]);
