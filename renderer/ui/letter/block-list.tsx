/** The blocks of a letter, or of one of its columns: one is open, all can be moved, copied, kept and taken away. */
import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBookmark,
  IconChevronRight,
  IconCopy,
  IconDots,
  IconGripVertical,
  IconTrash,
} from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { LetterBlock } from '../../../flows/sdk/letter.ts';
import { useUi } from '../use-ui.ts';
import { AddBlock } from './add-block.tsx';
import { BlockFields } from './block-fields.tsx';
import { blockIcons, blockSummary } from './block-kinds.ts';
import { KeepPart } from './keep-part.tsx';
import { moved, useReorder } from './use-reorder.ts';
import './letter.css';

export interface BlockListProps {
  blocks: readonly LetterBlock[];
  onChange: (blocks: LetterBlock[]) => void;
  /** ISO code of the letter's language. */
  language: string;
  /** Within a column: no columns in columns. */
  nested?: boolean;
}

export function BlockList({ blocks, onChange, language, nested = false }: BlockListProps) {
  const { t } = useUi();
  const list = useRef<HTMLOListElement>(null);
  const [open, setOpen] = useState<number | null>(blocks.length === 1 ? 0 : null);
  const [keeping, setKeeping] = useState<LetterBlock | null>(null);
  const focusHandle = (index: number) =>
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`:scope > [data-card="${index}"] [data-handle]`)?.focus(),
    );
  const move = (from: number, to: number) => {
    if (to < 0 || to >= blocks.length) return;
    onChange(moved(blocks, from, to));
    // What was open stays open, wherever it is now.
    setOpen((at) => {
      if (at === null) return null;
      return moved([...blocks.keys()], from, to).indexOf(at);
    });
    focusHandle(to);
  };
  const { dragging, start } = useReorder(list, move);
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (by === 0 || !event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(index, index + by);
  };
  const insert = (added: readonly LetterBlock[], at: number) => {
    onChange([...blocks.slice(0, at), ...added, ...blocks.slice(at)]);
    setOpen(added.length === 1 ? at : null);
  };
  return (
    <div className="k-letter-blocks">
      <ol className="k-letter-list" ref={list}>
        {blocks.map((block, index) => {
          const kind = t(`letter:kind.${block.kind}`);
          const name = `${kind} ${index + 1}`;
          const Glyph = blockIcons[block.kind];
          const isOpen = open === index;
          return (
            <li
              // Blocks have no ids: they are told apart by their place.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={`${index}-${block.kind}`}
              data-card={index}
              className="k-letter-card"
              data-open={isOpen || undefined}
              data-dragged={dragging?.from === index || undefined}
              data-drop={
                dragging === null || dragging.from === index
                  ? undefined
                  : dragging.gap === index
                    ? 'before'
                    : dragging.gap === blocks.length && index === blocks.length - 1
                      ? 'after'
                      : undefined
              }
            >
              {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut of the buttons inside */}
              <div className="k-letter-head" onKeyDown={(event) => onKeyDown(event, index)}>
                <button
                  type="button"
                  data-handle
                  className="k-letter-handle"
                  aria-label={t('letter:move', { name })}
                  aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                  title={t('letter:moveHint')}
                  onPointerDown={(event) => start(event, index)}
                >
                  <IconGripVertical size={15} stroke={1.75} aria-hidden />
                </button>
                <button
                  type="button"
                  className="k-letter-title"
                  aria-expanded={isOpen}
                  onClick={() => setOpen(isOpen ? null : index)}
                >
                  <Glyph size={15} stroke={1.75} aria-hidden />
                  <span className="k-letter-kind">{kind}</span>
                  <span className="k-letter-words">{isOpen ? '' : blockSummary(block, t)}</span>
                  <IconChevronRight size={14} stroke={1.75} aria-hidden className="k-letter-chevron" />
                </button>
                <Menu position="bottom-end" width={230}>
                  <Menu.Target>
                    <ActionIcon color="gray" aria-label={t('letter:menu', { name })}>
                      <IconDots size={16} stroke={1.75} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item
                      leftSection={<IconArrowUp size={15} stroke={1.75} />}
                      disabled={index === 0}
                      onClick={() => move(index, index - 1)}
                    >
                      {t('letter:up')}
                    </Menu.Item>
                    <Menu.Item
                      leftSection={<IconArrowDown size={15} stroke={1.75} />}
                      disabled={index === blocks.length - 1}
                      onClick={() => move(index, index + 1)}
                    >
                      {t('letter:down')}
                    </Menu.Item>
                    <Menu.Item
                      leftSection={<IconCopy size={15} stroke={1.75} />}
                      onClick={() => insert([structuredClone(block)], index + 1)}
                    >
                      {t('letter:duplicate')}
                    </Menu.Item>
                    {nested ? null : (
                      <Menu.Item
                        leftSection={<IconBookmark size={15} stroke={1.75} />}
                        onClick={() => setKeeping(block)}
                      >
                        {t('letter:keep.action')}
                      </Menu.Item>
                    )}
                    <Menu.Divider />
                    <Menu.Item
                      color="bad"
                      leftSection={<IconTrash size={15} stroke={1.75} />}
                      onClick={() => {
                        onChange(blocks.filter((_, at) => at !== index));
                        setOpen(null);
                      }}
                    >
                      {t('letter:remove')}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </div>
              {isOpen ? (
                <div className="k-letter-body">
                  <BlockFields
                    block={block}
                    language={language}
                    set={(next) => onChange(blocks.map((one, at) => (at === index ? next : one)))}
                    List={BlockList}
                  />
                </div>
              ) : null}
            </li>
          );
        })}
      </ol>
      <AddBlock nested={nested} language={language} onAdd={(added) => insert(added, blocks.length)} />
      <KeepPart block={keeping} language={language} onClose={() => setKeeping(null)} />
    </div>
  );
}
