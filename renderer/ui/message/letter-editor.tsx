/** A letter in blocks, or as HTML; both edit the same text. */
import { ActionIcon, Button, Menu, SegmentedControl, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { FieldBox } from '../field-box.tsx';
import { placed } from '../placed.ts';
import { useUi } from '../use-ui.ts';
import { type Block, letterBlocks, letterHtml } from './letter.ts';
import { LiquidField } from './liquid-field.tsx';

const kinds = ['heading', 'text', 'button', 'image', 'divider'] as const;

function freshBlock(kind: Block['kind'], t: (key: string) => string): Block {
  switch (kind) {
    case 'button':
      return { kind, text: t('rich.button'), url: 'https://' };
    case 'image':
      return { kind, src: 'https://', alt: '' };
    case 'divider':
      return { kind };
    default:
      return { kind, text: '' };
  }
}

export function LetterEditor({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  value: string;
  onChange: (html: string) => void;
  error?: string | undefined;
}) {
  const { t } = useUi();
  // What is being typed stays as typed, also where HTML would read it back differently.
  const [typed, setTyped] = useState<{ html: string; blocks: Block[] } | null>(null);
  const [mode, setMode] = useState<'visual' | 'source'>('visual');
  const blocks = typed !== null && typed.html === value ? typed.blocks : letterBlocks(value);
  const source = mode === 'source' || blocks === null;
  const set = (next: Block[]) => {
    const html = letterHtml(next);
    setTyped({ html, blocks: next });
    onChange(html);
  };
  return (
    <FieldBox
      label={label}
      error={source ? undefined : error}
      action={
        <SegmentedControl
          size="xs"
          aria-label={t('rich.mode')}
          value={source ? 'source' : 'visual'}
          data={[
            { value: 'visual', label: t('rich.visual'), disabled: blocks === null },
            { value: 'source', label: t('rich.source') },
          ]}
          onChange={(next) => setMode(next === 'source' ? 'source' : 'visual')}
        />
      }
    >
      {blocks === null ? <p className="k-hint">{t('rich.handmade')}</p> : null}
      {source || blocks === null ? (
        <LiquidField
          code
          label={t('rich.source')}
          rows={10}
          maxLength={200_000}
          error={error}
          value={value}
          onChange={onChange}
        />
      ) : (
        <Blocks blocks={blocks} set={set} />
      )}
    </FieldBox>
  );
}

function Blocks({ blocks, set }: { blocks: Block[]; set: (blocks: Block[]) => void }) {
  const { t } = useUi();
  const move = (index: number, by: number) => {
    const next = [...blocks];
    const [block] = next.splice(index, 1);
    if (block !== undefined) next.splice(index + by, 0, block);
    set(next);
  };
  return (
    <>
      {blocks.length === 0 ? <p className="k-hint">{t('rich.empty')}</p> : null}
      {placed(blocks, ({ kind }) => kind).map(({ item: block, index, key }) => {
        const name = `${t(`rich.${block.kind}`)} ${index + 1}`;
        return (
          <div className="k-card k-stack" key={key}>
            <div className="k-row k-row-center">
              <span className="k-hint k-grow">{t(`rich.${block.kind}`)}</span>
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
                disabled={index === blocks.length - 1}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown size={15} stroke={1.75} />
              </ActionIcon>
              <ActionIcon
                color="gray"
                aria-label={t('list.remove', { name })}
                onClick={() => set(blocks.filter((_, at) => at !== index))}
              >
                <IconTrash size={15} stroke={1.75} />
              </ActionIcon>
            </div>
            <BlockFields block={block} set={(next) => set(blocks.map((one, at) => (at === index ? next : one)))} />
          </div>
        );
      })}
      <div>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} stroke={1.75} />}>
              {t('rich.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {kinds.map((kind) => (
              <Menu.Item key={kind} onClick={() => set([...blocks, freshBlock(kind, t)])}>
                {t(`rich.${kind}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </>
  );
}

function BlockFields({ block, set }: { block: Block; set: (block: Block) => void }) {
  const { t } = useUi();
  switch (block.kind) {
    case 'heading':
      return (
        <LiquidField
          label={t('rich.heading')}
          rows={1}
          value={block.text}
          onChange={(text) => set({ ...block, text: text.replaceAll('\n', ' ') })}
        />
      );
    case 'text':
      return (
        <>
          <LiquidField
            marks
            label={t('rich.text')}
            rows={3}
            value={block.text}
            onChange={(text) => set({ ...block, text })}
          />
          <p className="k-hint">{t('rich.marks')}</p>
        </>
      );
    case 'button':
      return (
        <>
          <LiquidField
            label={t('rich.button')}
            rows={1}
            value={block.text}
            onChange={(text) => set({ ...block, text })}
          />
          <LiquidField label={t('rich.url')} rows={1} value={block.url} onChange={(url) => set({ ...block, url })} />
        </>
      );
    case 'image':
      return (
        <>
          <LiquidField label={t('rich.src')} rows={1} value={block.src} onChange={(src) => set({ ...block, src })} />
          <TextInput
            label={t('rich.alt')}
            value={block.alt}
            onChange={(event) => set({ ...block, alt: event.currentTarget.value })}
          />
        </>
      );
    case 'divider':
      return null;
  }
}
