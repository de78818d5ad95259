/** One offer: what it promises, its code, while when it holds, and how we learn that it was used. */
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { OfferForm } from './offer-form.tsx';
import type { Offer } from './offers-screen.tsx';

export interface OfferDialogProps {
  /** Null: closed. */
  editing: Offer | 'new' | null;
  onClose: () => void;
}

export function OfferDialog({ editing, onClose }: OfferDialogProps) {
  const { t } = useTranslation('offers');
  return (
    <Modal opened={editing !== null} onClose={onClose} title={t(editing === 'new' ? 'new' : 'edit')} size={640}>
      {editing === null ? null : <OfferForm offer={editing === 'new' ? null : editing} onClose={onClose} />}
    </Modal>
  );
}
