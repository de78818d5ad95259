/**
 * Everything one can do on the canvas, once. The toolbar, the menus, the context menu, the shortcuts, the list behind "?"
 * and the command palette all read this table. An action stands in the file of its kind, with what it does.
 */
import { type KeyPress, type Keys, matches } from '../../state/keys.ts';
import { preferences } from '../../state/preferences.ts';
import { keysOf, type PersonalKeys } from '../../state/shortcuts.ts';
import type { Mode } from '../session.ts';
import { type Action, type ActionArgs, worksIn } from './action.ts';
import { arrangeActions } from './arrange.ts';
import { blockActions } from './block.ts';
import { editActions } from './edit.ts';
import { flowActions } from './flow.ts';
import { frameActions } from './frames.ts';
import { helpActions } from './help.ts';
import { liveActions } from './live.ts';
import { outlineActions } from './outline.ts';
import { pointerActions } from './pointer.ts';
import { reusableActions } from './reusable.ts';
import { selectActions } from './select.ts';
import { shareActions } from './share.ts';
import { storyActions } from './story.ts';
import { viewActions } from './view.ts';

const groups = [
  blockActions,
  reusableActions,
  outlineActions,
  editActions,
  selectActions,
  arrangeActions,
  frameActions,
  viewActions,
  pointerActions,
  liveActions,
  flowActions,
  shareActions,
  helpActions,
  storyActions,
] as const;
export type ActionId = (typeof groups)[number][number]['id'];

/** What is of the whole flow waits until its blocks are left. */
const ofFlow = (action: Action<ActionId>): boolean => action.group === 'flow' || action.id === 'history';

/** In the order in which menus and lists show them. */
export const actions: readonly Action<ActionId>[] = (groups.flat() as Action<ActionId>[]).map((action) =>
  ofFlow(action) ? { ...action, enabled: (now) => !now.inBlock && action.enabled(now) } : action,
);

/** A way to move, or a key that is `held` while a mouse drags. */
export interface Move {
  id: string;
  keys: readonly Keys[];
  modes?: readonly Mode[];
  held?: boolean;
}

/** Keys that are no commands: shown in the list behind "?". */
export const moves: readonly Move[] = [
  {
    id: 'walk',
    keys: [{ code: 'ArrowUp' }, { code: 'ArrowDown' }, { code: 'ArrowLeft' }, { code: 'ArrowRight' }],
    modes: ['drawing'],
  },
  { id: 'walkRows', keys: [{ code: 'ArrowUp' }, { code: 'ArrowDown' }], modes: ['outline'] },
  { id: 'openRows', keys: [{ code: 'ArrowRight' }, { code: 'ArrowLeft' }], modes: ['outline'] },
  { id: 'openAllRows', keys: [{ code: 'Digit8', shift: true }], modes: ['outline'] },
  { id: 'toggleRow', keys: [{ code: 'Space' }], modes: ['outline'] },
  { id: 'nudge', keys: [{ code: 'ArrowDown', alt: true }], modes: ['drawing'] },
  { id: 'nudgeFar', keys: [{ code: 'ArrowDown', alt: true, shift: true }], modes: ['drawing'] },
  { id: 'extend', keys: [{ code: 'ArrowDown', shift: true }] },
  { id: 'resize', keys: [{ code: 'ArrowDown', mod: true }], modes: ['drawing'] },
  { id: 'leave', keys: [{ code: 'Escape' }] },
  { id: 'dragSelect', keys: [{ code: 'Shift' }], modes: ['drawing'], held: true },
  { id: 'dragCopy', keys: [{ code: 'Alt' }], modes: ['drawing'], held: true },
  { id: 'dragFree', keys: [{ code: 'Alt' }], modes: ['drawing'], held: true },
  { id: 'dragView', keys: [{ code: 'Space' }], modes: ['drawing'], held: true },
];

const byId = new Map(actions.map((action) => [action.id, action]));
export function actionOf(id: ActionId): Action<ActionId> {
  const found = byId.get(id);
  if (!found) throw new Error(`No action ${id}`);
  return found;
}

/** Single characters stay typing while a text field has the keyboard. */
export function actionFor(
  press: KeyPress,
  where: { inCanvas: boolean; typing: boolean; mode?: Mode },
  personal: PersonalKeys = preferences.getState(),
): Action<ActionId> | null {
  for (const action of actions) {
    if (!worksIn(action, where.mode ?? 'drawing')) continue;
    if (action.scope === 'canvas' && (!where.inCanvas || where.typing)) continue;
    const keys = keysOf(action, personal).find((candidate) => matches(candidate, press));
    if (!keys) continue;
    if (where.typing && !keys.mod && !keys.alt) continue;
    return action;
  }
  return null;
}

export const perform = (id: ActionId, args: ActionArgs): void => void actionOf(id).perform(args);
