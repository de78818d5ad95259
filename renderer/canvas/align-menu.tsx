/** The part of the context menu that brings several blocks into line. */
import { Menu } from '@mantine/core';
import { IconLayoutAlignLeft } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { ActionItem } from './action-item.tsx';
import { alignIds, distributeIds } from './selection-bar.tsx';
import type { BoundActions } from './use-actions.ts';
import { useWords } from './words.ts';

export function AlignMenu({ bound }: { bound: BoundActions }) {
  const words = useWords();
  const [opened, setOpened] = useState(false);
  const byKey = useRef(false);
  const item = (id: (typeof alignIds)[number]) => <ActionItem key={id} id={id} bound={bound} />;
  return (
    <Menu.Sub opened={opened} onChange={setOpened}>
      <Menu.Sub.Target>
        <Menu.Sub.Item
          leftSection={<IconLayoutAlignLeft size={16} stroke={1.75} />}
          onKeyDown={(event) => {
            byKey.current = ['ArrowRight', 'Enter', ' '].includes(event.key);
            if (!byKey.current) return;
            event.preventDefault();
            setOpened(true);
          }}
        >
          {words.t('hands:align')}
        </Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        <FocusFirst asked={byKey} />
        {alignIds.map(item)}
        <Menu.Divider />
        {distributeIds.map(item)}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

/** Opened by a key it takes the keyboard when it is there. The library waits 16 ms for it, which a slow computer exceeds. */
function FocusFirst({ asked }: { asked: RefObject<boolean> }) {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!asked.current) return;
    asked.current = false;
    const menu = mark.current?.closest('[data-menu-dropdown]');
    menu?.querySelector<HTMLElement>('[data-menu-item]:not([data-disabled])')?.focus({ preventScroll: true });
  }, [asked]);
  return <span ref={mark} hidden />;
}
