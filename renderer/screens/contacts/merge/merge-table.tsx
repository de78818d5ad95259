/** Two profiles side by side: who stays, and whose word holds where they differ. */
import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useChannelName } from '../../../app/channel-icon.tsx';
import { useFormat } from '../../../app/format.ts';
import { contactName } from '../contact-name.ts';
import { useAttributeName, useAttributeText } from '../use-attribute-text.ts';
import classes from './merge.module.css';
import { type ComparedField, comparedFields, type MergePreview, type MergeSide } from './merge-fields.ts';

export interface MergeTableProps {
  preview: MergePreview;
  /** Fields whose value is wanted from the profile that does not stay. */
  take: ReadonlySet<string>;
  onTake: (take: Set<string>) => void;
  /** The other one is to stay. */
  onSwap: () => void;
}

const sides = ['keep', 'other'] as const;

export function MergeTable({ preview, take, onTake, onSwap }: MergeTableProps) {
  const { t } = useTranslation('merge');
  const format = useFormat();
  const channelName = useChannelName();
  const text = useAttributeText();
  const attributeName = useAttributeName();
  const labelOf = ({ field, attribute }: ComparedField): string =>
    attribute === null ? t(`contacts:field.${field}`) : attributeName(attribute);
  const choose = (field: string, side: (typeof sides)[number]) => {
    const next = new Set(take);
    if (side === 'other') next.add(field);
    else next.delete(field);
    onTake(next);
  };
  const consentsOf = (side: MergeSide) =>
    side.consents.map(({ channel, topic, granted }) => ({
      key: `${channel} ${topic}`,
      text: `${channelName(channel)}${topic === '' ? '' : ` (${topic})`}: ${t(granted ? 'dialog.allowed' : 'dialog.refused')}`,
    }));
  const addressesOf = (side: MergeSide) =>
    side.addresses.map(({ kind, value, state }, index) => ({
      // Two browsers may have one name.
      key: kind === 'web-push' ? `${kind} ${value} ${index}` : `${kind} ${value}`,
      text: state === 'valid' ? value : `${value} (${t(`app:address.${state}`)})`,
    }));
  const tagsOf = (side: MergeSide) => side.contact.tags.map((tag) => ({ key: tag, text: tag }));
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t('dialog.compareTable')}>
        <thead>
          <tr>
            <th scope="col">{t('dialog.field')}</th>
            {sides.map((side) => (
              <th key={side} scope="col">
                <div>{contactName(preview[side].contact)}</div>
                <Radio
                  size="xs"
                  mt={4}
                  name="merge-stays"
                  label={t('dialog.stays')}
                  checked={side === 'keep'}
                  onChange={onSwap}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {comparedFields(preview).map((row) => {
            const taken = take.has(row.field) ? 'other' : 'keep';
            return (
              <tr key={row.field}>
                <th scope="row">{labelOf(row)}</th>
                {sides.map((side) => (
                  <td key={side}>
                    {row.differs ? (
                      <Radio
                        size="xs"
                        name={`merge-${row.field}`}
                        checked={taken === side}
                        onChange={() => choose(row.field, side)}
                        label={<span className={taken === side ? undefined : classes.lost}>{text(row[side])}</span>}
                        aria-label={`${t('dialog.from', { field: labelOf(row), name: contactName(preview[side].contact) })}: ${text(row[side])}`}
                      />
                    ) : (
                      text(row[side])
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          <tr>
            <th scope="row">{t('dialog.added')}</th>
            {sides.map((side) => (
              <td key={side}>{format.date(preview[side].contact.createdAt)}</td>
            ))}
          </tr>
          <Lists label={t('dialog.addresses')} preview={preview} of={addressesOf} />
          <Lists label={t('dialog.consents')} preview={preview} of={consentsOf} />
          <Lists label={t('dialog.tags')} preview={preview} of={tagsOf} />
        </tbody>
      </table>
    </div>
  );
}

/** What both have many of. What the profile will not have is crossed out: an older answer about the same consent. */
function Lists({
  label,
  preview,
  of,
}: {
  label: string;
  preview: MergePreview;
  of: (side: MergeSide) => { key: string; text: string }[];
}) {
  const after = new Set(of(preview.after).map(({ key, text }) => `${key} ${text}`));
  const lists = sides.map((side) => ({ side, items: of(preview[side]) }));
  if (lists.every(({ items }) => items.length === 0)) return null;
  return (
    <tr>
      <th scope="row">{label}</th>
      {lists.map(({ side, items }) => (
        <td key={side}>
          <ul className={classes.lines}>
            {items.map(({ key, text }) => (
              <li key={key} className={after.has(`${key} ${text}`) ? undefined : classes.lost}>
                {text}
              </li>
            ))}
          </ul>
        </td>
      ))}
    </tr>
  );
}
