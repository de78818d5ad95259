import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { FieldBox } from './field-box.tsx';
import { useUi } from './use-ui.ts';

/** Shares in parts per 10,000 that add up exactly; the first ones take what cannot be divided. */
export function splitEvenly(count: number, whole: number): number[] {
  if (count <= 0) return [];
  const each = Math.floor(whole / count);
  return Array.from({ length: count }, (_, index) => each + (index < whole - each * count ? 1 : 0));
}

/** The first id of the form `prefix1`, `prefix2` … that is free. */
export function freeId(taken: readonly string[], prefix: string): string {
  for (let number = taken.length + 1; ; number++)
    if (!taken.includes(`${prefix}${number}`)) return `${prefix}${number}`;
}

/** A list whose items become outlets: add, remove, reorder by buttons. */
export function OutletListEditor<Item extends { id: string }>({
  label,
  help,
  error,
  items,
  nameOf,
  onChange,
  create,
  addLabel,
  min = 1,
  max,
  children,
  action,
}: {
  label: string;
  help?: string;
  error?: string | undefined;
  items: readonly Item[];
  nameOf: (item: Item, index: number) => string;
  onChange: (items: Item[]) => void;
  create: () => NoInfer<Item>;
  addLabel: string;
  min?: number;
  max: number;
  children: (item: Item, set: (item: Item) => void, index: number) => ReactNode;
  action?: ReactNode;
}) {
  const { t } = useUi();
  const move = (index: number, by: number) => {
    const next = [...items];
    const [item] = next.splice(index, 1);
    if (item !== undefined) next.splice(index + by, 0, item);
    onChange(next);
  };
  return (
    <FieldBox label={label} help={help} error={error} action={action}>
      {items.map((item, index) => {
        const name = nameOf(item, index);
        return (
          <div className="k-card k-stack" key={item.id}>
            <div className="k-row k-row-center">
              <b className="k-grow k-ellipsis" title={name}>
                {name}
              </b>
              <ActionIcon
                color="gray"
                aria-label={t('list.up', { name })}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              >
                <IconArrowUp size={15} stroke={1.75} />
              </ActionIcon>
              <ActionIcon
                color="gray"
                aria-label={t('list.down', { name })}
                disabled={index === items.length - 1}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown size={15} stroke={1.75} />
              </ActionIcon>
              <ActionIcon
                color="gray"
                aria-label={t('list.remove', { name })}
                disabled={items.length <= min}
                onClick={() => onChange(items.filter((_, other) => other !== index))}
              >
                <IconTrash size={15} stroke={1.75} />
              </ActionIcon>
            </div>
            {children(item, (changed) => onChange(items.map((other, at) => (at === index ? changed : other))), index)}
          </div>
        );
      })}
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
        {items.length >= max ? <span className="k-hint"> {t('list.tooMany', { count: max })}</span> : null}
      </div>
    </FieldBox>
  );
}
