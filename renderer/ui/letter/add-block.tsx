/** What can be put into a letter: a block of each kind, or a part that is kept for all letters. */
import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconPlus } from '@tabler/icons-react';
import type { LetterBlock } from '../../../flows/sdk/letter.ts';
import { useEditorContext } from '../define-editor.ts';
import { useUi } from '../use-ui.ts';
import { languageName } from '../words.ts';
import { blockIcons, freshBlock, kindGroups } from './block-kinds.ts';

export function AddBlock({
  nested,
  language,
  onAdd,
}: {
  nested: boolean;
  language: string;
  onAdd: (blocks: LetterBlock[]) => void;
}) {
  const { t, language: ui } = useUi();
  const { letters } = useEditorContext();
  // Those in the letter's own language come first.
  const kept = [...(letters?.parts ?? [])].sort(
    (a, b) => Number(b.language === language) - Number(a.language === language),
  );
  return (
    <div>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} stroke={1.75} />}>
            {t('letter:add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className="k-menu-scroll k-letter-menu">
            {kindGroups.map((kinds, group) => (
              <div key={kinds[0]}>
                {group === 0 ? null : <Menu.Divider />}
                {kinds
                  .filter((kind) => !nested || kind !== 'columns')
                  .map((kind) => {
                    const Glyph = blockIcons[kind];
                    return (
                      <Menu.Item
                        key={kind}
                        leftSection={<Glyph size={15} stroke={1.75} />}
                        onClick={() => onAdd([freshBlock(kind, t)])}
                      >
                        {t(`letter:kind.${kind}`)}
                      </Menu.Item>
                    );
                  })}
              </div>
            ))}
            {nested || kept.length === 0 ? null : (
              <>
                <Menu.Divider />
                <Menu.Label>{t('letter:keep.title')}</Menu.Label>
                {kept.map((part) => (
                  <Menu.Item
                    key={part.part}
                    leftSection={<IconBookmark size={15} stroke={1.75} />}
                    rightSection={
                      part.language === language ? null : (
                        <span className="k-hint">{languageName(part.language, ui)}</span>
                      )
                    }
                    onClick={() => onAdd(structuredClone(part.blocks))}
                  >
                    {part.name}
                  </Menu.Item>
                ))}
              </>
            )}
          </div>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
