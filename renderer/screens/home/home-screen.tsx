import { useTranslation } from 'react-i18next';
import { ScreenFrame } from '../../app/frame.tsx';
import { RowsSkeleton } from '../../app/states.tsx';

export function HomeScreen() {
  const { t } = useTranslation();
  return (
    <ScreenFrame title={t('place.home')}>
      <RowsSkeleton />
    </ScreenFrame>
  );
}
