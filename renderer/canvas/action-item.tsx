/** An action as a line of a menu or of the panel: its icon, its name, the person's keys for it, and whether it is possible now. */
import { Menu } from '@mantine/core';
import { useShortcutText } from '../app/key-caps.ts';
import { type ActionId, actionOf } from './actions/table.ts';
import type { ScreenPoint } from './session.ts';
import type { BoundActions } from './use-actions.ts';
import { useWords } from './words.ts';

interface ActionItemProps {
  id: ActionId;
  bound: BoundActions;
  /** Instead of the action's name. */
  label?: string;
  at?: ScreenPoint;
}

export function ActionItem({ id, bound: { situation, run }, label, at }: ActionItemProps) {
  const words = useWords();
  const action = actionOf(id);
  const Glyph = action.icon;
  const keys = useShortcutText()(action);
  const possible = action.enabled(situation);
  return (
    <Menu.Item
      leftSection={<Glyph size={16} stroke={1.75} />}
      rightSection={keys ? <span className="kc-caps">{keys}</span> : null}
      // A line that is impossible now can still be stood on: a menu whose first line were truly disabled got no keyboard at all.
      {...(possible ? {} : { 'data-disabled': true, 'aria-disabled': true })}
      {...(action.danger ? { color: 'var(--k-bad)' } : {})}
      onClick={() => {
        if (possible) run(id, at === undefined ? undefined : { at });
      }}
    >
      {label ?? words.t(`action.${id}`)}
    </Menu.Item>
  );
}

/** An action as a row of the panel at the right. */
export function ActionRow({ id, situation, run }: { id: ActionId } & Pick<BoundActions, 'situation' | 'run'>) {
  const words = useWords();
  const action = actionOf(id);
  const keys = useShortcutText()(action);
  return (
    <button type="button" className="kc-block" disabled={!action.enabled(situation)} onClick={() => run(id)}>
      <action.icon size={18} stroke={1.75} aria-hidden />
      <span className="kc-mark-action">
        {words.t(`action.${id}`)}
        {keys ? <span className="kc-caps">{keys}</span> : null}
      </span>
    </button>
  );
}
