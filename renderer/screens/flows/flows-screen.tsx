import { useTranslation } from 'react-i18next';
import { ScreenFrame } from '../../app/frame.tsx';
import { RowsSkeleton } from '../../app/states.tsx';

export function FlowsScreen() {
  const { t } = useTranslation();
  return (
    <ScreenFrame title={t('place.flows')}>
      <RowsSkeleton />
    </ScreenFrame>
  );
}
