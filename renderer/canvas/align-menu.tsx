/** The part of the context menu that brings several blocks into line. */
import { Menu } from '@mantine/core';
import { IconLayoutAlignLeft } from '@tabler/icons-react';
import { useShortcutText } from '../app/key-caps.ts';
import { actionOf } from './actions/table.ts';
import { alignIds, distributeIds } from './selection-bar.tsx';
import type { BoundActions } from './use-actions.ts';
import { useWords } from './words.ts';

export function AlignMenu({ situation, run }: BoundActions) {
  const words = useWords();
  const keysText = useShortcutText();
  const item = (id: (typeof alignIds)[number]) => {
    const action = actionOf(id);
    const Glyph = action.icon;
    const keys = keysText(action);
    return (
      <Menu.Item
        key={id}
        leftSection={<Glyph size={16} stroke={1.75} />}
        rightSection={keys ? <span className="kc-caps">{keys}</span> : null}
        disabled={!action.enabled(situation)}
        onClick={() => run(id)}
      >
        {words.t(`action.${id}`)}
      </Menu.Item>
    );
  };
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<IconLayoutAlignLeft size={16} stroke={1.75} />}>
          {words.t('hands:align')}
        </Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {alignIds.map(item)}
        <Menu.Divider />
        {distributeIds.map(item)}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}
