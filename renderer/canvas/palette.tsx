/** The blocks at the left: drag one out, click it, or walk to it and press Enter. */
import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useShortcutText } from '../app/key-caps.ts';
import type { Edit } from '../state/flow-editor.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { actionOf } from './actions/table.ts';
import { BlockIcon } from './block-icon.tsx';
import { blockGroups, offerHint, offerKey, offerName } from './block-list.ts';
import { blockMime } from './dropping.ts';
import { addBlock } from './gestures.ts';
import { useOffers } from './reusable/offers.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

/** Beside a block of one's own that nothing uses. */
function Forget({ name, forget }: { name: string; forget: Edit }) {
  const { editor } = useSession();
  const words = useWords();
  const label = words.t('blocks:forget', { name });
  return (
    <Tooltip label={label}>
      <ActionIcon size={24} color="gray" aria-label={label} onClick={() => editor.apply(forget)}>
        <IconX size={14} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}

export function Palette() {
  const session = useSession();
  const words = useWords();
  const [search, setSearch] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const { allowed, own } = useOffers();
  const groups = useMemo(() => blockGroups(words, search, allowed, own), [words, search, allowed, own]);
  const first = groups[0]?.blocks[0];
  const keys = useShortcutText()(actionOf('add'));

  const walk = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const items = [...(list.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    items[event.key === 'ArrowDown' ? at + 1 : at - 1]?.focus();
  };

  // Arrows walk the buttons; each is reached by Tab too.
  const walking = { onKeyDown: walk };
  return (
    <aside className="kc-palette" aria-label={words.t('blocks')}>
      <TextInput
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && first) {
            event.preventDefault();
            addBlock(session, words, first, 'anywhere');
            setSearch('');
          } else if (event.key === 'Escape') setSearch('');
          else walk(event);
        }}
        placeholder={words.t('findBlock')}
        aria-label={words.t('findBlock')}
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        rightSection={keys === null ? null : <kbd className="kc-key">{keys}</kbd>}
        rightSectionWidth={16 + 8 * Math.max(2, keys?.length ?? 0)}
        data-palette-search
      />
      <div className="kc-palette-list" ref={list} {...walking}>
        {groups.map(({ category, blocks }) => (
          <section key={category} aria-labelledby={`blocks-${category}`}>
            <h2 id={`blocks-${category}`}>{words.t(`category.${category}`)}</h2>
            {blocks.map((spec) => {
              const name = offerName(words, spec);
              const hint = offerHint(words, spec);
              return (
                <div className="kc-offer" key={offerKey(spec)}>
                  <Tooltip label={hint} side="right" patient>
                    <button
                      type="button"
                      className="kc-block"
                      draggable
                      onDragStart={(event) => {
                        session.ui.setState({ dragged: spec.own ? spec : null });
                        event.dataTransfer.setData(blockMime, spec.type);
                        event.dataTransfer.effectAllowed = 'copy';
                      }}
                      onDragEnd={() => session.ui.setState({ dropEdge: null, dragged: null })}
                      onClick={() => addBlock(session, words, spec, 'anywhere')}
                      data-block={offerKey(spec)}
                    >
                      <BlockIcon type={spec.type} />
                      <span>{name}</span>
                    </button>
                  </Tooltip>
                  {spec.own?.forget ? <Forget name={name} forget={spec.own.forget} /> : null}
                </div>
              );
            })}
          </section>
        ))}
        {groups.length === 0 ? <p className="kc-none">{words.t('noBlock', { search })}</p> : null}
      </div>
    </aside>
  );
}
