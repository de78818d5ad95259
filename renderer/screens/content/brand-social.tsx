/** Where else the business is found. */
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Network, networkNames, networks, webAddress } from '../../../flows/sdk/brand.ts';
import classes from './brand.module.css';

/** With a name that stays while rows come and go. */
export interface SocialRow {
  id: number;
  network: Network;
  url: string;
}

const mostLinks = 12;

export function BrandSocial({
  rows,
  onChange,
  tried,
}: {
  rows: readonly SocialRow[];
  onChange: (rows: SocialRow[]) => void;
  /** Somebody wanted to save: what is empty is wrong too. */
  tried: boolean;
}) {
  const { t } = useTranslation('brand');
  const set = (row: SocialRow, change: Partial<SocialRow>) =>
    onChange(rows.map((one) => (one === row ? { ...one, ...change } : one)));
  return (
    <>
      {rows.length === 0 ? <p>{t('social.none')}</p> : null}
      {rows.length === 0 ? null : (
        <ul className={classes.social}>
          {rows.map((row, index) => {
            const url = row.url.trim();
            const bad = (tried || (url !== '' && url !== 'https://')) && !webAddress.safeParse(url).success;
            return (
              <li key={row.id}>
                <NativeSelect
                  label={t('social.network')}
                  data={networks.map((value) => ({
                    value,
                    label: value === 'website' ? t('social.website') : networkNames[value],
                  }))}
                  value={row.network}
                  onChange={(event) =>
                    set(row, { network: networks.find((one) => one === event.currentTarget.value) ?? row.network })
                  }
                />
                <TextInput
                  label={t('social.url')}
                  maxLength={500}
                  value={row.url}
                  error={bad ? t('social.bad') : undefined}
                  onChange={(event) => set(row, { url: event.currentTarget.value })}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('social.remove', { n: index + 1 })}
                  onClick={() => onChange(rows.filter((one) => one !== row))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={rows.length >= mostLinks}
          onClick={() => {
            const used = new Set(rows.map(({ network }) => network));
            const id = Math.max(-1, ...rows.map((row) => row.id)) + 1;
            onChange([...rows, { id, network: networks.find((one) => !used.has(one)) ?? 'website', url: 'https://' }]);
          }}
        >
          {t('social.add')}
        </Button>
      </div>
    </>
  );
}
