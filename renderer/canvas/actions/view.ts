/** What is looked at, and how. */
import {
  IconArrowsMaximize,
  IconCommand,
  IconFileText,
  IconFocus2,
  IconHelp,
  IconLayoutDistributeVertical,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconListTree,
  IconSearch,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { move, type Point } from '../../../flows/document/edits.ts';
import { specs } from '../../../registry/editors.ts';
import { arrange } from '../arrange.ts';
import { glide } from '../glide.ts';
import { graphOf, outletsOf } from '../graph.ts';
import { type CanvasSession, type Mode, say } from '../session.ts';
import { motionMs, showAll, sizeIn } from '../view.ts';
import type { CanvasWords } from '../words.ts';
import { always, defineActions } from './action.ts';

async function tidy(session: CanvasSession, words: CanvasWords): Promise<void> {
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
  glide(session, () => session.editor.apply((now) => move(now, copy)));
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
    keys: [{ code: 'KeyK', mod: true }],
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
    enabled: always,
    perform: ({ session }) => zoom(session, 'in'),
  },
  {
    id: 'zoomOut',
    icon: IconZoomOut,
    group: 'view',
    keys: [{ code: 'Minus' }, { code: 'NumpadSubtract' }],
    scope: 'canvas',
    enabled: always,
    perform: ({ session }) => zoom(session, 'out'),
  },
  {
    id: 'zoomReset',
    icon: IconFocus2,
    group: 'view',
    keys: [{ code: 'Digit0' }],
    scope: 'canvas',
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
  {
    id: 'shortcuts',
    icon: IconHelp,
    group: 'view',
    keys: [
      { code: 'Slash', shift: true },
      { code: 'Slash', mod: true },
    ],
    scope: 'screen',
    on: ['more'],
    enabled: always,
    perform: ({ session }) => session.ui.setState({ dialog: 'shortcuts' }),
  },
]);
