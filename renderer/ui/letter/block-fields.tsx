/** The settings of one block of a letter. */
import { NativeSelect, NumberInput, SegmentedControl, Select } from '@mantine/core';
import type { ComponentType } from 'react';
import { type LetterBlock, type PlainBlock, spaceSizes } from '../../../flows/sdk/letter.ts';
import { useEditorContext } from '../define-editor.ts';
import { FieldBox } from '../field-box.tsx';
import { LiquidField } from '../message/liquid-field.tsx';
import { placed } from '../placed.ts';
import { useUi } from '../use-ui.ts';
import type { BlockListProps } from './block-list.tsx';
import { PictureField } from './picture-field.tsx';

type Set<Block> = (block: Block) => void;

const aligns = ['left', 'center', 'right'] as const;

/** The block without a field that is empty. */
function put<Block extends object, Key extends keyof Block>(
  block: Block,
  key: Key,
  value: Block[Key] | undefined,
): Block {
  const { [key]: _old, ...rest } = block;
  return (value === undefined || value === '' ? rest : { ...rest, [key]: value }) as Block;
}

function Align<Block extends { align?: (typeof aligns)[number] | undefined }>({
  block,
  set,
  usual = 'left',
}: {
  block: Block;
  set: Set<Block>;
  usual?: (typeof aligns)[number];
}) {
  const { t } = useUi();
  return (
    <FieldBox label={t('letter:align.label')}>
      <SegmentedControl
        size="xs"
        aria-label={t('letter:align.label')}
        data={aligns.map((value) => ({ value, label: t(`letter:align.${value}`) }))}
        value={block.align ?? usual}
        onChange={(value) =>
          set(put(block, 'align', value === usual ? undefined : aligns.find((one) => one === value)))
        }
      />
    </FieldBox>
  );
}

const oneLine = (text: string): string => text.replaceAll('\n', ' ');

export function BlockFields({
  block,
  set,
  language,
  List,
}: {
  block: LetterBlock;
  set: Set<LetterBlock>;
  language: string;
  /** The list of blocks itself, for columns. */
  List: ComponentType<BlockListProps>;
}) {
  const { t } = useUi();
  if (block.kind !== 'columns') return <PlainFields block={block} set={set} />;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('letter:columns.count')}
        data={['2', '3'].map((value) => ({ value, label: t('letter:columns.so', { count: Number(value) }) }))}
        value={String(block.columns.length)}
        onChange={(value) => {
          const { columns } = block;
          // Nothing is lost: what stood in the third goes to the end of the second.
          if (value === '3') set({ ...block, columns: [...columns, []] });
          else set({ ...block, columns: [columns[0] ?? [], [...(columns[1] ?? []), ...(columns[2] ?? [])]] });
        }}
      />
      {placed(block.columns, () => 'column').map(({ item, index, key }) => (
        <FieldBox key={key} label={t('letter:columns.one', { number: index + 1 })}>
          <List
            nested
            language={language}
            blocks={item}
            onChange={(blocks) =>
              set({
                ...block,
                columns: block.columns.map((one, at) =>
                  at === index ? blocks.filter((inner): inner is PlainBlock => inner.kind !== 'columns') : one,
                ),
              })
            }
          />
        </FieldBox>
      ))}
    </>
  );
}

function PlainFields({ block, set }: { block: PlainBlock; set: Set<PlainBlock> }) {
  const { t } = useUi();
  const { letters } = useEditorContext();
  switch (block.kind) {
    case 'heading':
      return (
        <>
          <LiquidField
            label={t('letter:kind.heading')}
            rows={1}
            maxLength={1000}
            value={block.text}
            onChange={(text) => set({ ...block, text: oneLine(text) })}
          />
          <NativeSelect
            label={t('letter:heading.size')}
            data={[
              { value: '', label: t('letter:heading.large') },
              { value: 'small', label: t('letter:heading.small') },
            ]}
            value={block.size ?? ''}
            onChange={(event) => set(put(block, 'size', event.currentTarget.value === 'small' ? 'small' : undefined))}
          />
          <Align block={block} set={set} />
        </>
      );
    case 'text':
      return (
        <>
          <LiquidField
            marks
            label={t('letter:kind.text')}
            rows={4}
            maxLength={20_000}
            value={block.text}
            onChange={(text) => set({ ...block, text })}
          />
          <p className="k-hint">{t('letter:marks')}</p>
          <Align block={block} set={set} />
        </>
      );
    case 'picture':
      return (
        <>
          <PictureField block={block} set={set} />
          <Link label={t('letter:pictureLink')} value={block.url ?? ''} set={(url) => set(put(block, 'url', url))} />
          <NumberInput
            label={t('letter:width')}
            min={10}
            max={100}
            step={10}
            suffix=" %"
            allowDecimal={false}
            value={block.width ?? 100}
            onChange={(width) => {
              if (typeof width !== 'number' || width < 10 || width > 100) return;
              set(put(block, 'width', width === 100 ? undefined : width));
            }}
          />
          <Align block={block} set={set} usual="center" />
        </>
      );
    case 'button':
      return (
        <>
          <LiquidField
            label={t('letter:kind.button')}
            rows={1}
            maxLength={200}
            value={block.text}
            onChange={(text) => set({ ...block, text: oneLine(text) })}
          />
          <Link label={t('letter:link')} value={block.url} set={(url) => set({ ...block, url })} />
          <NativeSelect
            label={t('letter:look.label')}
            data={[
              { value: '', label: t('letter:look.filled') },
              { value: 'outline', label: t('letter:look.outline') },
            ]}
            value={block.look ?? ''}
            onChange={(event) =>
              set(put(block, 'look', event.currentTarget.value === 'outline' ? 'outline' : undefined))
            }
          />
          <Align block={block} set={set} />
        </>
      );
    case 'divider':
      return <p className="k-hint">{t('letter:nothingToSet')}</p>;
    case 'space':
      return (
        <Select
          label={t('letter:space.label')}
          allowDeselect={false}
          data={spaceSizes.map((value) => ({ value, label: t(`letter:space.${value}`) }))}
          value={block.size}
          onChange={(value) => set({ ...block, size: spaceSizes.find((one) => one === value) ?? block.size })}
        />
      );
    case 'quote':
      return (
        <>
          <LiquidField
            marks
            label={t('letter:kind.quote')}
            rows={3}
            maxLength={5000}
            value={block.text}
            onChange={(text) => set({ ...block, text })}
          />
          <LiquidField
            label={t('letter:author')}
            rows={1}
            maxLength={200}
            value={block.author ?? ''}
            onChange={(author) => set(put(block, 'author', oneLine(author)))}
          />
        </>
      );
    case 'product':
      return (
        <>
          <LiquidField
            label={t('letter:product.name')}
            rows={1}
            maxLength={300}
            value={block.name}
            onChange={(name) => set({ ...block, name: oneLine(name) })}
          />
          <PictureField block={block} set={set} />
          <LiquidField
            label={t('letter:product.price')}
            help={t('letter:product.priceHelp')}
            rows={1}
            maxLength={200}
            value={block.price ?? ''}
            onChange={(price) => set(put(block, 'price', oneLine(price)))}
          />
          <LiquidField
            label={t('letter:product.was')}
            rows={1}
            maxLength={200}
            value={block.was ?? ''}
            onChange={(was) => set(put(block, 'was', oneLine(was)))}
          />
          <LiquidField
            marks
            label={t('letter:product.text')}
            rows={2}
            maxLength={5000}
            value={block.text ?? ''}
            onChange={(text) => set(put(block, 'text', text))}
          />
          <LiquidField
            label={t('letter:product.button')}
            rows={1}
            maxLength={200}
            value={block.button ?? ''}
            onChange={(button) => set(put(block, 'button', oneLine(button)))}
          />
          <Link label={t('letter:link')} value={block.url ?? ''} set={(url) => set(put(block, 'url', url))} />
        </>
      );
    case 'logo':
      return (
        <>
          <p className="k-hint">{t(letters?.brand.logo == null ? 'letter:brand.noLogo' : 'letter:brand.logo')}</p>
          <Align block={block} set={set} />
        </>
      );
    case 'social':
      return (
        <>
          <p className="k-hint">
            {t(
              letters === undefined || letters.brand.social.length === 0
                ? 'letter:brand.noSocial'
                : 'letter:brand.social',
            )}
          </p>
          <Align block={block} set={set} />
        </>
      );
    case 'footer':
      return (
        <>
          <p className="k-hint">{t('letter:brand.footer')}</p>
          <LiquidField
            marks
            label={t('letter:footerText')}
            rows={2}
            maxLength={2000}
            value={block.text ?? ''}
            onChange={(text) => set(put(block, 'text', text))}
          />
          <Align block={block} set={set} />
        </>
      );
    case 'html':
      return (
        <LiquidField
          code
          label={t('letter:kind.html')}
          help={t('letter:htmlHelp')}
          rows={8}
          maxLength={100_000}
          value={block.html}
          onChange={(html) => set({ ...block, html })}
        />
      );
  }
}

function Link({ label, value, set }: { label: string; value: string; set: (url: string) => void }) {
  return (
    <LiquidField
      label={label}
      rows={1}
      maxLength={2000}
      value={value}
      onChange={(url) => set(url.replaceAll('\n', '').trim())}
    />
  );
}
