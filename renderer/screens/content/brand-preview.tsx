/** A letter in the look that is being chosen. */
import { Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Brand } from '../../../flows/sdk/brand.ts';
import type { LetterBlock } from '../../../flows/sdk/letter.ts';
import { orpc } from '../../app/client.ts';
import { fileUrl } from '../../app/files.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { frameDocument } from '../../ui/letter/frame-document.ts';
import { useShownPictures } from '../../ui/letter/pictures.ts';
import { LockedFrame } from '../../ui/locked-frame.tsx';
import classes from './brand.module.css';

export function BrandPreview({ brand }: { brand: Brand }) {
  const { t } = useTranslation('brand');
  const [dark, setDark] = useState(false);
  const [wanted] = useDebouncedValue(brand, 250);
  const letter: LetterBlock[] = [
    { kind: 'logo' },
    { kind: 'heading', text: t('sample.heading') },
    { kind: 'text', text: t('sample.text') },
    { kind: 'button', text: t('sample.button'), url: 'https://shop.example' },
    { kind: 'divider' },
    { kind: 'social' },
    { kind: 'footer' },
  ];
  const shown = useQuery({
    ...orpc.content.preview.queryOptions({
      input: {
        parts: { subject: t('preview'), letter: JSON.stringify(letter) },
        htmlParts: ['html'],
        contact: null,
        flow: null,
        brand: wanted,
      },
    }),
    placeholderData: keepPreviousData,
  });
  const html = useShownPictures(shown.data?.parts.html ?? '', fileUrl);
  return (
    <section className={classes.preview} aria-label={t('preview')}>
      <div className={classes.previewHead}>
        <h2>{t('preview')}</h2>
        <Switch size="xs" label={t('dark')} checked={dark} onChange={(event) => setDark(event.currentTarget.checked)} />
      </div>
      {shown.error !== null ? (
        <ErrorState error={shown.error} onRetry={() => void shown.refetch()} />
      ) : shown.data === undefined ? (
        <RowsSkeleton rows={4} height={60} />
      ) : (
        <LockedFrame
          className={classes.frame}
          title={t('preview')}
          document={frameDocument(html, dark ? 'dark' : 'light')}
        />
      )}
    </section>
  );
}
