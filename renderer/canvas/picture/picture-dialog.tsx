/** "Export picture": what is inside loads when it is opened, for it brings a writer of SVG with it. */
import { Modal } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { RowsSkeleton } from '../../app/states.tsx';
import { useSession, useUiState } from '../session.ts';

const PictureForm = lazy(() => import('./picture-form.tsx').then(({ PictureForm: Form }) => ({ default: Form })));

export function PictureDialog() {
  const { t } = useTranslation('story');
  const { ui } = useSession();
  const opened = useUiState((state) => state.dialog === 'picture');
  const close = () => ui.setState({ dialog: null });
  return (
    <Modal opened={opened} onClose={close} title={t('picture.title')} size={760}>
      {opened ? (
        <Suspense fallback={<RowsSkeleton />}>
          <PictureForm onDone={close} />
        </Suspense>
      ) : null}
    </Modal>
  );
}
