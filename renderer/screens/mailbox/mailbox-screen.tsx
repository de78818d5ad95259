import { useTranslation } from 'react-i18next';
import { ScreenFrame } from '../../app/frame.tsx';
import { RowsSkeleton } from '../../app/states.tsx';

export function MailboxScreen(_props: { open: { contact: number; channel: string } | null }) {
  const { t } = useTranslation();
  return (
    <ScreenFrame title={t('place.mailbox')}>
      <RowsSkeleton />
    </ScreenFrame>
  );
}
