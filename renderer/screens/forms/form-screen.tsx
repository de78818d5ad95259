/** One web form: written at the left, as people will see it at the right. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconArrowLeft } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { WebForm } from '../../../flows/sdk/form.ts';
import { client, orpc, troubleOf } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { pickLanguage } from '../../app/language.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import { newForm } from './form-draft.ts';
import { FormEditor } from './form-editor.tsx';
import { FormPreview } from './form-preview.tsx';
import classes from './forms.module.css';
import { PublishDialog } from './publish-dialog.tsx';

export function FormScreen({ form }: { form: string | null }) {
  const { t, i18n } = useTranslation('forms');
  const forms = useQuery(orpc.forms.list.queryOptions());
  const { data: workspace } = useQuery(orpc.workspace.get.queryOptions());
  const found = forms.data?.forms.find((one) => one.form === form);
  if (forms.error !== null || (forms.data !== undefined && form !== null && found === undefined)) {
    const error = forms.error ?? new Error(t('errors:code.form-missing'));
    return (
      <ScreenFrame title={t('title')}>
        <ErrorState error={error} onRetry={() => void forms.refetch()} />
      </ScreenFrame>
    );
  }
  if (forms.data === undefined || workspace === undefined) {
    return (
      <ScreenFrame title={t('title')}>
        <RowsSkeleton rows={6} height={48} />
      </ScreenFrame>
    );
  }
  // People who fill it in speak the workspace's language, not that of who draws it.
  const language = pickLanguage(workspace.language, []);
  const say = i18n.getFixedT(language, 'forms');
  const start =
    found?.content ??
    newForm(language, {
      name: t('draft.name'),
      title: say('draft.title'),
      button: say('draft.button'),
      email: say('draft.email'),
      firstName: say('draft.firstName'),
      consent: say('draft.consent', { business: workspace.name }),
    });
  return <Editing form={form} start={start} />;
}

function Editing({ form, start }: { form: string | null; start: WebForm }) {
  const { t } = useTranslation('forms');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [draft, setDraft] = useState(start);
  const [stored, setStored] = useState(form === null ? null : JSON.stringify(start));
  const [language, setLanguage] = useState(start.languages[0] ?? 'en');
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const [publishing, setPublishing] = useState(false);
  const changed = JSON.stringify(draft) !== stored;
  const save = useMutation({
    mutationFn: () => client.forms.save({ form, content: draft }),
    onSuccess: async ({ form: id }) => {
      toast.done(t('saved', { name: draft.name.trim() }));
      setStored(JSON.stringify(draft));
      await queries.invalidateQueries({ queryKey: orpc.forms.key() });
      if (form === null) go(`/forms/${encodeURIComponent(id)}`, { replace: true });
    },
    onError: (error) => {
      const trouble = troubleOf(error);
      if (trouble.kind !== 'refused' || trouble.code !== 'form-not-valid') return toast.failed(words(error));
      setRefused((trouble.details.fields ?? {}) as Record<string, string>);
      // What is missing is asked for in the first language.
      setLanguage(draft.languages[0] ?? language);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    },
  });
  const leave = () => {
    if (!changed) return go('/forms');
    modals.openConfirmModal({
      title: t('leave.title'),
      children: <Text>{t('leave.body')}</Text>,
      labels: { confirm: t('leave.confirm'), cancel: t('app:cancel') },
      confirmProps: { color: 'bad' },
      onConfirm: () => go('/forms'),
    });
  };
  return (
    <ScreenFrame
      title={draft.name.trim() || t('draft.name')}
      beside={
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconArrowLeft size={15} aria-hidden />}
          onClick={leave}
        >
          {t('all')}
        </Button>
      }
      actions={
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" disabled={form === null || changed} onClick={() => setPublishing(true)}>
            {t('publish.open')}
          </Button>
          <Button disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
            {t('app:save')}
          </Button>
        </Group>
      }
    >
      {Object.keys(refused).length === 0 ? null : (
        <Alert color="bad" role="alert" className={classes.notice ?? ''}>
          {t('errors:code.form-not-valid')}
        </Alert>
      )}
      <div className={classes.editor}>
        <FormEditor
          draft={draft}
          language={language}
          onLanguage={setLanguage}
          problem={(path) => {
            const code = refused[path];
            return code === undefined ? undefined : t(`problem.${code}`, { defaultValue: t('problem.not-valid') });
          }}
          onChange={(next) => {
            setDraft(next);
            setRefused({});
          }}
        />
        <FormPreview draft={draft} language={language} />
      </div>
      <PublishDialog form={publishing ? form : null} onClose={() => setPublishing(false)} />
    </ScreenFrame>
  );
}
