/** The part of the context menu that brings several blocks into line. */
import { Menu } from '@mantine/core';
import { IconLayoutAlignLeft } from '@tabler/icons-react';
import { ActionItem } from './action-item.tsx';
import { alignIds, distributeIds } from './selection-bar.tsx';
import type { BoundActions } from './use-actions.ts';
import { useWords } from './words.ts';

export function AlignMenu({ bound }: { bound: BoundActions }) {
  const words = useWords();
  const item = (id: (typeof alignIds)[number]) => <ActionItem key={id} id={id} bound={bound} />;
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
