/** How letters look: logo, colours, font, signature and links; and the blocks kept for all of them. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { BrandForm } from './brand-form.tsx';
import { ContentTabs } from './content-tabs.tsx';

export function BrandScreen() {
  const { t } = useTranslation('brand');
  const brand = useQuery(orpc.letters.brand.queryOptions());
  return (
    <ScreenFrame title={t('title')} beside={<ContentTabs here="brand" />}>
      {brand.error !== null ? (
        <ErrorState error={brand.error} onRetry={() => void brand.refetch()} />
      ) : brand.data === undefined ? (
        <RowsSkeleton rows={3} height={140} />
      ) : (
        <BrandForm stored={brand.data} />
      )}
    </ScreenFrame>
  );
}
