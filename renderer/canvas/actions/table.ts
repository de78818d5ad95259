/**
 * Everything one can do on the canvas, once. The toolbar, the menus, the context menu, the shortcuts, the list behind "?"
 * and the command palette all read this table. An action stands in the file of its kind, with what it does.
 */
import type { Action, ActionArgs, Keys } from './action.ts';
import { arrangeActions } from './arrange.ts';
import { blockActions } from './block.ts';
import { editActions } from './edit.ts';
import { flowActions } from './flow.ts';
import { pointerActions } from './pointer.ts';
import { selectActions } from './select.ts';
import { viewActions } from './view.ts';

const groups = [
  blockActions,
  editActions,
  selectActions,
  arrangeActions,
  viewActions,
  pointerActions,
  flowActions,
] as const;
export type ActionId = (typeof groups)[number][number]['id'];

/** In the order in which menus and lists show them. */
export const actions: readonly Action<ActionId>[] = groups.flat();

/** Keys that are not commands but ways to move, and keys held while a mouse drags: shown in the list behind "?". */
export const moves: readonly { id: string; keys: readonly Keys[] }[] = [
  { id: 'walk', keys: [{ code: 'ArrowUp' }, { code: 'ArrowDown' }, { code: 'ArrowLeft' }, { code: 'ArrowRight' }] },
  { id: 'nudge', keys: [{ code: 'ArrowDown', alt: true }] },
  { id: 'nudgeFar', keys: [{ code: 'ArrowDown', alt: true, shift: true }] },
  { id: 'extend', keys: [{ code: 'ArrowDown', shift: true }] },
  { id: 'leave', keys: [{ code: 'Escape' }] },
  { id: 'dragSelect', keys: [{ code: 'Shift' }] },
  { id: 'dragCopy', keys: [{ code: 'Alt' }] },
  { id: 'dragFree', keys: [{ code: 'Alt' }] },
  { id: 'dragView', keys: [{ code: 'Space' }] },
];

const byId = new Map(actions.map((action) => [action.id, action]));
export function actionOf(id: ActionId): Action<ActionId> {
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
export function actionFor(press: KeyPress, where: { inCanvas: boolean; typing: boolean }): Action<ActionId> | null {
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
  Shift: mac ? '⇧' : 'Shift',
  Alt: mac ? '⌥' : 'Alt',
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

export const perform = (id: ActionId, args: ActionArgs): void => void actionOf(id).perform(args);
