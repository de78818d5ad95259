/** The form's page as people will see it, made by what will serve it; the frame has no scripts and sends nothing. */
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { WebForm } from '../../../flows/sdk/form.ts';
import { orpc } from '../../app/client.ts';
import { LockedFrame } from '../../ui/locked-frame.tsx';
import classes from './forms.module.css';

export function FormPreview({ draft, language }: { draft: WebForm; language: string }) {
  const { t } = useTranslation('forms');
  const [asked] = useDebouncedValue(JSON.stringify({ content: draft, language }), 300);
  const page = useQuery({
    ...orpc.forms.preview.queryOptions({ input: JSON.parse(asked) as { content: WebForm; language: string } }),
    placeholderData: keepPreviousData,
  });
  return (
    <section className={classes.preview} aria-label={t('preview')}>
      <h2>{t('preview')}</h2>
      {page.data === undefined ? null : (
        <LockedFrame title={t('previewFrame')} document={page.data.html} tabIndex={-1} />
      )}
    </section>
  );
}
