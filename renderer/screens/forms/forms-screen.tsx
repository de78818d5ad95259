/** Web forms of the workspace: where each is, how often it was filled in, and what begins by it. */
import { ActionIcon, Alert, Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCode, IconDots, IconForms, IconPencil, IconPlus, IconRoute, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { type Client, client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { FlowLinks } from '../../app/flow-links.tsx';
import { useFormat } from '../../app/format.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import { toast } from '../../app/toast.ts';
import { ContactsTabs } from '../contacts/contacts-tabs.tsx';
import classes from './forms.module.css';
import { PublishDialog } from './publish-dialog.tsx';

type Listed = Awaited<ReturnType<Client['forms']['list']>>;
export type Form = Listed['forms'][number];

export function FormsScreen() {
  const { t } = useTranslation('forms');
  const forms = useQuery(orpc.forms.list.queryOptions());
  const [publishing, setPublishing] = useState<string | null>(null);
  const [, go] = useLocation();
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go('/forms/new')}>
      {t('new')}
    </Button>
  );
  const list = forms.data?.forms;
  return (
    <ScreenFrame
      title={t('title')}
      beside={<ContactsTabs here="forms" />}
      actions={list === undefined || list.length === 0 ? null : add}
    >
      {forms.error !== null ? (
        <ErrorState error={forms.error} onRetry={() => void forms.refetch()} />
      ) : forms.data === undefined || list === undefined ? (
        <RowsSkeleton rows={4} height={40} />
      ) : list.length === 0 ? (
        <StateMessage icon={IconForms} tone="accent" title={t('empty.title')} body={t('empty.body')} action={add} />
      ) : (
        <>
          {forms.data.public ? null : (
            <Alert color="info" className={classes.notice ?? ''}>
              {t('local')}{' '}
              <Link href="/accounts" className={table.leads}>
                {t('setAddress')}
              </Link>
            </Alert>
          )}
          <div className={table.wrap}>
            <table className={table.table} aria-label={t('title')}>
              <thead>
                <tr>
                  <th scope="col">{t('column.name')}</th>
                  <th scope="col" className={table.number}>
                    {t('column.submissions')}
                  </th>
                  <th scope="col">{t('column.last')}</th>
                  <th scope="col">{t('column.flows')}</th>
                  <th scope="col">
                    <span className={table.hidden}>{t('column.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.map((form) => (
                  <Row key={form.form} form={form} onPublish={() => setPublishing(form.form)} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <PublishDialog form={publishing} onClose={() => setPublishing(null)} />
    </ScreenFrame>
  );
}

function Row({ form, onPublish }: { form: Form; onPublish: () => void }) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  const waits = form.content.consents.some(({ confirm }) => confirm);
  const unasked = waits && !form.flows.some(({ running }) => running);
  return (
    <tr>
      <th scope="row">
        <Link href={`/forms/${encodeURIComponent(form.form)}`} className={table.leads}>
          {form.content.name}
        </Link>
        {unasked ? <div className={table.below}>{t('unasked')}</div> : null}
      </th>
      <td className={table.number}>{format.number(form.submissions)}</td>
      <td>{form.lastAt === null ? t('never') : format.dateTime(form.lastAt)}</td>
      <td>
        <FlowLinks flows={form.flows} none={t('noFlow')} />
      </td>
      <td className={table.menu}>
        <RowMenu form={form} onPublish={onPublish} />
      </td>
    </tr>
  );
}

function RowMenu({ form: { form, content, flows }, onPublish }: { form: Form; onPublish: () => void }) {
  const { t } = useTranslation('forms');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { name } = content;
  const onError = (error: unknown) => toast.failed(words(error));
  const refresh = () => void queries.invalidateQueries({ queryKey: orpc.forms.key() });
  const restore = useMutation({ mutationFn: () => client.forms.restore({ form }), onSuccess: refresh, onError });
  const remove = useMutation({
    mutationFn: () => client.forms.remove({ form }),
    onSuccess: () => {
      const id = `form-removed-${form}`;
      notifications.show({
        id,
        color: 'ok',
        autoClose: 12_000,
        message: (
          <Group gap="xs" justify="space-between">
            <span>{t('removed', { name })}</span>
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                notifications.hide(id);
                restore.mutate();
              }}
            >
              {t('undo')}
            </Button>
          </Group>
        ),
      });
      refresh();
    },
    onError,
  });
  const makeFlow = useMutation({
    mutationFn: () => client.forms.makeFlow({ form }),
    onSuccess: ({ flow }) => go(`/flows/${encodeURIComponent(flow)}`),
    onError,
  });
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon aria-label={t('menu', { name })} loading={remove.isPending || makeFlow.isPending}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPencil size={15} aria-hidden />}
          onClick={() => go(`/forms/${encodeURIComponent(form)}`)}
        >
          {t('edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCode size={15} aria-hidden />} onClick={onPublish}>
          {t('publish.open')}
        </Menu.Item>
        {flows.length === 0 ? (
          <Menu.Item leftSection={<IconRoute size={15} aria-hidden />} onClick={() => makeFlow.mutate()}>
            {t('makeFlow')}
          </Menu.Item>
        ) : null}
        <Menu.Item color="bad" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => remove.mutate()}>
          {t('remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
