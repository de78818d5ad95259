/** Rows that can be added and removed. */
import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { FieldBox } from './field-box.tsx';
import { placed } from './placed.ts';
import { useUi } from './use-ui.ts';

export function Rows<Item>({
  label,
  help,
  items,
  max,
  addLabel,
  create,
  onChange,
  children,
}: {
  label: string;
  help?: string | undefined;
  items: readonly Item[];
  max: number;
  addLabel: string;
  create: () => Item;
  onChange: (items: Item[]) => void;
  children: (item: Item, set: (item: Item) => void, index: number) => ReactNode;
}) {
  const { t: ui } = useUi();
  return (
    <FieldBox label={label} help={help}>
      {placed(items, () => 'row').map(({ item, index, key }) => (
        <div className="k-card k-stack" key={key}>
          {children(item, (next) => onChange(items.map((one, at) => (at === index ? next : one))), index)}
          <div>
            <ActionIcon
              color="gray"
              aria-label={ui('list.remove', { name: `${label} ${index + 1}` })}
              onClick={() => onChange(items.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} stroke={1.75} />
            </ActionIcon>
          </div>
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          disabled={items.length >= max}
          onClick={() => onChange([...items, create()])}
        >
          {addLabel}
        </Button>
      </div>
    </FieldBox>
  );
}
