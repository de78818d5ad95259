import { useTranslation } from 'react-i18next';
import { ScreenFrame } from '../../app/frame.tsx';
import { RowsSkeleton } from '../../app/states.tsx';

export function ContactsScreen(_props: { contact: string | null }) {
  const { t } = useTranslation();
  return (
    <ScreenFrame title={t('place.contacts')}>
      <RowsSkeleton />
    </ScreenFrame>
  );
}
