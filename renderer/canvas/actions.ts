/**
 * Everything one can do on the canvas, once. The toolbar, the menus, the context menu, the shortcuts, the list behind "?"
 * and the command palette all read this table.
 */
import {
  type Icon,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsMaximize,
  IconBan,
  IconClipboard,
  IconCommand,
  IconCopy,
  IconDownload,
  IconFileImport,
  IconFlask,
  IconFocus2,
  IconForms,
  IconHelp,
  IconHistory,
  IconLayoutDistributeVertical,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconPointer,
  IconRocket,
  IconRoute,
  IconScissors,
  IconSearch,
  IconSettings,
  IconSquareCheck,
  IconSquareX,
  IconStack2,
  IconTrash,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import type { FlowStatus } from './flow-host.ts';

/** A key by its place on the keyboard (`KeyboardEvent.code`), so that shortcuts work in every layout. */
export interface Keys {
  code: string;
  /** Ctrl, or ⌘ on a Mac. */
  mod?: boolean;
  shift?: boolean;
  alt?: boolean;
}

export type ActionGroup = 'edit' | 'block' | 'view' | 'flow';

/** What an action may look at to say whether it is possible. */
export interface Situation {
  nodes: number;
  edges: number;
  total: number;
  canUndo: boolean;
  canRedo: boolean;
  status: FlowStatus;
  /** The draft differs from what runs. */
  changed: boolean;
  /** The one selected node has an outlet. */
  canLead: boolean;
}

export interface Action {
  id: ActionId;
  icon: Icon;
  group: ActionGroup;
  /** The first is the one shown. */
  keys: readonly Keys[];
  /** `canvas`: only while the keyboard stands in the drawing, so that single letters never get in the way of typing. */
  scope: 'canvas' | 'screen';
  /** The browser tells of these itself (copy, cut, paste events), which needs no permission. */
  byEvent?: boolean;
  /** Where it is offered besides the palette and the list of shortcuts. */
  on?: readonly ('node' | 'edge' | 'pane' | 'more')[];
  danger?: boolean;
  enabled: (now: Situation) => boolean;
}

export const actionIds = [
  'undo',
  'redo',
  'copy',
  'cut',
  'paste',
  'duplicate',
  'delete',
  'selectAll',
  'add',
  'open',
  'rename',
  'disable',
  'connect',
  'find',
  'commands',
  'shortcuts',
  'fit',
  'zoomIn',
  'zoomOut',
  'zoomReset',
  'tidy',
  'blocks',
  'inspector',
  'flowSettings',
  'simulate',
  'history',
  'start',
  'pause',
  'resume',
  'stop',
  'export',
  'import',
  'duplicateFlow',
] as const;
export type ActionId = (typeof actionIds)[number];

const always = () => true;
const oneNode = (now: Situation) => now.nodes === 1;
const someNodes = (now: Situation) => now.nodes > 0;

export const actions: readonly Action[] = [
  {
    id: 'undo',
    icon: IconArrowBackUp,
    group: 'edit',
    keys: [{ code: 'KeyZ', mod: true }],
    scope: 'screen',
    enabled: (now) => now.canUndo,
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
  },
  {
    id: 'open',
    icon: IconForms,
    group: 'block',
    keys: [{ code: 'Enter' }, { code: 'NumpadEnter' }],
    scope: 'canvas',
    on: ['node'],
    enabled: oneNode,
  },
  {
    id: 'rename',
    icon: IconPointer,
    group: 'block',
    keys: [{ code: 'F2' }],
    scope: 'canvas',
    on: ['node'],
    enabled: oneNode,
  },
  {
    id: 'connect',
    icon: IconRoute,
    group: 'block',
    keys: [{ code: 'KeyC' }],
    scope: 'canvas',
    on: ['node'],
    enabled: (now) => now.nodes === 1 && now.canLead && now.total > 1,
  },
  {
    id: 'add',
    icon: IconPlus,
    group: 'block',
    keys: [{ code: 'Slash' }, { code: 'KeyN' }],
    scope: 'canvas',
    on: ['node', 'edge', 'pane'],
    enabled: always,
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
  },
  {
    id: 'duplicate',
    icon: IconStack2,
    group: 'edit',
    keys: [{ code: 'KeyD', mod: true }],
    scope: 'canvas',
    on: ['node'],
    enabled: someNodes,
  },
  {
    id: 'disable',
    icon: IconBan,
    group: 'block',
    keys: [{ code: 'KeyD' }],
    scope: 'canvas',
    on: ['node'],
    enabled: someNodes,
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
  },
  {
    id: 'selectAll',
    icon: IconSquareCheck,
    group: 'edit',
    keys: [{ code: 'KeyA', mod: true }],
    scope: 'canvas',
    on: ['pane'],
    enabled: (now) => now.total > 0,
  },
  {
    id: 'find',
    icon: IconSearch,
    group: 'view',
    keys: [{ code: 'KeyF', mod: true }],
    scope: 'screen',
    on: ['pane'],
    enabled: (now) => now.total > 0,
  },
  {
    id: 'commands',
    icon: IconCommand,
    group: 'view',
    keys: [{ code: 'KeyK', mod: true }],
    scope: 'screen',
    enabled: always,
  },
  {
    id: 'fit',
    icon: IconArrowsMaximize,
    group: 'view',
    keys: [{ code: 'Digit1' }],
    scope: 'canvas',
    on: ['pane'],
    enabled: (now) => now.total > 0,
  },
  {
    id: 'zoomIn',
    icon: IconZoomIn,
    group: 'view',
    keys: [{ code: 'Equal' }, { code: 'NumpadAdd' }],
    scope: 'canvas',
    enabled: always,
  },
  {
    id: 'zoomOut',
    icon: IconZoomOut,
    group: 'view',
    keys: [{ code: 'Minus' }, { code: 'NumpadSubtract' }],
    scope: 'canvas',
    enabled: always,
  },
  { id: 'zoomReset', icon: IconFocus2, group: 'view', keys: [{ code: 'Digit0' }], scope: 'canvas', enabled: always },
  {
    id: 'tidy',
    icon: IconLayoutDistributeVertical,
    group: 'view',
    keys: [{ code: 'KeyL' }],
    scope: 'canvas',
    on: ['pane'],
    enabled: (now) => now.total > 1,
  },
  {
    id: 'blocks',
    icon: IconLayoutSidebar,
    group: 'view',
    keys: [{ code: 'BracketLeft' }],
    scope: 'canvas',
    enabled: always,
  },
  {
    id: 'inspector',
    icon: IconLayoutSidebarRight,
    group: 'view',
    keys: [{ code: 'BracketRight' }],
    scope: 'canvas',
    enabled: always,
  },
  {
    id: 'flowSettings',
    icon: IconSettings,
    group: 'flow',
    keys: [{ code: 'KeyS', alt: true }],
    scope: 'screen',
    on: ['pane'],
    enabled: always,
  },
  {
    id: 'simulate',
    icon: IconFlask,
    group: 'flow',
    keys: [{ code: 'KeyR', alt: true }],
    scope: 'screen',
    on: ['pane'],
    enabled: (now) => now.total > 0,
  },
  {
    id: 'history',
    icon: IconHistory,
    group: 'edit',
    keys: [{ code: 'KeyH', alt: true }],
    scope: 'screen',
    on: ['pane', 'more'],
    enabled: always,
  },
  {
    id: 'start',
    icon: IconRocket,
    group: 'flow',
    keys: [{ code: 'Enter', mod: true }],
    scope: 'screen',
    enabled: always,
  },
  {
    id: 'pause',
    icon: IconPlayerPause,
    group: 'flow',
    keys: [],
    scope: 'screen',
    enabled: (now) => now.status === 'running',
  },
  {
    id: 'resume',
    icon: IconPlayerPlay,
    group: 'flow',
    keys: [],
    scope: 'screen',
    enabled: (now) => now.status === 'paused',
  },
  {
    id: 'stop',
    icon: IconSquareX,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    danger: true,
    enabled: (now) => now.status === 'running' || now.status === 'paused',
  },
  { id: 'export', icon: IconDownload, group: 'flow', keys: [], scope: 'screen', on: ['more'], enabled: always },
  { id: 'import', icon: IconFileImport, group: 'flow', keys: [], scope: 'screen', on: ['more'], enabled: always },
  { id: 'duplicateFlow', icon: IconCopy, group: 'flow', keys: [], scope: 'screen', on: ['more'], enabled: always },
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
  },
];

/** Keys that are not commands but ways to move: shown in the list behind "?". */
export const moves: readonly { id: string; keys: readonly Keys[] }[] = [
  { id: 'walk', keys: [{ code: 'ArrowUp' }, { code: 'ArrowDown' }, { code: 'ArrowLeft' }, { code: 'ArrowRight' }] },
  { id: 'nudge', keys: [{ code: 'ArrowDown', alt: true }] },
  { id: 'nudgeFar', keys: [{ code: 'ArrowDown', alt: true, shift: true }] },
  { id: 'extend', keys: [{ code: 'ArrowDown', shift: true }] },
  { id: 'leave', keys: [{ code: 'Escape' }] },
];

const byId = new Map(actions.map((action) => [action.id, action]));
export function actionOf(id: ActionId): Action {
  const found = byId.get(id);
  if (!found) throw new Error(`No action ${id}`);
  return found;
}

export interface KeyPress {
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

export const matches = (keys: Keys, press: KeyPress): boolean =>
  keys.code === press.code &&
  (keys.mod ?? false) === (press.ctrlKey || press.metaKey) &&
  (keys.shift ?? false) === press.shiftKey &&
  (keys.alt ?? false) === press.altKey;

/** Single characters stay typing while a text field has the keyboard. */
export function actionFor(press: KeyPress, where: { inCanvas: boolean; typing: boolean }): Action | null {
  for (const action of actions) {
    if (action.scope === 'canvas' && (!where.inCanvas || where.typing)) continue;
    const keys = action.keys.find((candidate) => matches(candidate, press));
    if (!keys) continue;
    if (where.typing && !keys.mod && !keys.alt) continue;
    return action;
  }
  return null;
}

const mac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);
const codeNames: Readonly<Record<string, string>> = {
  Slash: '/',
  Equal: '+',
  Minus: '−',
  BracketLeft: '[',
  BracketRight: ']',
  NumpadAdd: '+',
  NumpadSubtract: '−',
  Delete: mac ? '⌫' : 'Del',
  Backspace: '⌫',
  Enter: 'Enter',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** `['Ctrl', 'Shift', 'Z']`, as printed on the keys of this computer. */
export function keyCaps(keys: Keys): string[] {
  if (keys.code === 'Slash' && keys.shift && !keys.mod) return ['?'];
  return [
    ...(keys.mod ? [mac ? '⌘' : 'Ctrl'] : []),
    ...(keys.alt ? [mac ? '⌥' : 'Alt'] : []),
    ...(keys.shift ? [mac ? '⇧' : 'Shift'] : []),
    codeNames[keys.code] ?? keys.code.replace(/^(Key|Digit|Numpad)/, ''),
  ];
}
