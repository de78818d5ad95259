import { useTranslation } from 'react-i18next';
import { ScreenFrame } from '../../app/frame.tsx';
import { RowsSkeleton } from '../../app/states.tsx';

export function ReportScreen(_props: { flow: string | null }) {
  const { t } = useTranslation();
  return (
    <ScreenFrame title={t('place.report')}>
      <RowsSkeleton />
    </ScreenFrame>
  );
}
