/** What the mapping makes of the newest people there, before anything comes in. */
import { Badge, Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../../app/client.ts';
import { ErrorState, RowsSkeleton } from '../../../app/states.tsx';
import table from '../../../app/table.module.css';
import accounts from '../accounts.module.css';
import classes from './sync.module.css';
import type { SyncMapping } from './sync-fields.ts';

export function SyncPreview({ account, mapping }: { account: string; mapping: SyncMapping }) {
  const { t } = useTranslation('syncs');
  const [shown, setShown] = useState<SyncMapping | null>(null);
  const preview = useQuery({
    ...orpc.syncs.preview.queryOptions({ input: { account, mapping: shown ?? mapping } }),
    enabled: shown !== null,
    retry: false,
    staleTime: 60_000,
  });
  const nameOf = (to: string): string =>
    to.startsWith('attributes.') ? to.slice('attributes.'.length) : t(`contacts:field.${to}`);
  const stale = shown !== null && JSON.stringify(shown) !== JSON.stringify(mapping);
  return (
    <section className={accounts.step} aria-labelledby="sync-preview">
      <div className={classes.head}>
        <h3 id="sync-preview">{t('preview.title')}</h3>
        <Button
          size="xs"
          variant="light"
          leftSection={<IconEye size={14} aria-hidden />}
          loading={preview.isFetching}
          onClick={() => setShown(mapping)}
        >
          {t(shown === null ? 'preview.show' : 'preview.again')}
        </Button>
      </div>
      <p className={classes.hint}>{t(stale ? 'preview.stale' : 'preview.hint')}</p>
      {shown === null ? null : preview.error !== null ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.data === undefined ? (
        <RowsSkeleton rows={3} height={36} />
      ) : preview.data.length === 0 ? (
        <p>{t('preview.nobody')}</p>
      ) : (
        <div className={table.wrap}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('preview.who')}</th>
                <th scope="col">{t('preview.addresses')}</th>
                <th scope="col">{t('preview.values')}</th>
              </tr>
            </thead>
            <tbody>
              {preview.data.map((one) => (
                <tr key={one.record}>
                  <th scope="row">
                    {one.name === '' ? t('preview.nameless', { record: one.record }) : one.name}{' '}
                    <Badge size="xs" variant="light" color={one.contact === null ? 'ok' : 'gray'}>
                      {t(one.contact === null ? 'preview.new' : 'preview.known')}
                    </Badge>
                  </th>
                  <td className={classes.values}>
                    {one.addresses.length === 0
                      ? t('preview.none')
                      : one.addresses.map(({ value }) => value).join(', ')}
                  </td>
                  <td className={classes.values}>
                    {one.values
                      .filter(({ value }) => value !== null)
                      .map(
                        ({ to, value }) => `${nameOf(to)}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
                      )
                      .join(' · ')}
                    {one.ignored.map(({ field, reason }) => (
                      <span key={`${field} ${reason}`} className={classes.ignored}>
                        {t('preview.ignored', { field: nameOf(field), reason: t(`errors:import.${reason}`) })}
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
