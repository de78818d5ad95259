/** What people asked for and was done: exports and erasures, with their certificates. */
import { ActionIcon, Button, Menu, Modal, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconCertificate, IconDots, IconFileCode, IconUserCheck, IconUserQuestion } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Client, client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../../app/states.tsx';
import table from '../../../app/table.module.css';
import { toast } from '../../../app/toast.ts';
import { useSaveCertificate } from './use-certificate.ts';

type Request = Awaited<ReturnType<Client['rights']['requests']>>['requests'][number];

export function RequestsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('rights');
  return (
    <Modal opened={opened} onClose={onClose} title={t('requests.title')} size={860}>
      {opened ? <Body /> : null}
    </Modal>
  );
}

function Body() {
  const { t } = useTranslation('rights');
  const requests = useInfiniteQuery(
    orpc.rights.requests.infiniteOptions({
      input: (before: number | undefined) => (before === undefined ? {} : { before }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) => (page.more ? page.requests.at(-1)?.request : undefined),
    }),
  );
  if (requests.error !== null) return <ErrorState error={requests.error} onRetry={() => void requests.refetch()} />;
  if (requests.data === undefined) return <RowsSkeleton rows={4} height={32} />;
  const all = requests.data.pages.flatMap((page) => page.requests);
  if (all.length === 0)
    return <StateMessage icon={IconUserQuestion} title={t('requests.empty')} body={t('requests.emptyBody')} />;
  return (
    <>
      <div className={table.wrap}>
        <table className={table.table} aria-label={t('requests.title')}>
          <thead>
            <tr>
              {(['what', 'when', 'by', 'reference'] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`requests.${name}`)}
                </th>
              ))}
              <th scope="col" className={table.number}>
                {t('requests.counted')}
              </th>
              <th scope="col">
                <span className={table.hidden}>{t('requests.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <Row key={one.request} request={one} />
            ))}
          </tbody>
        </table>
      </div>
      {requests.hasNextPage ? (
        <Button
          variant="subtle"
          mt="sm"
          loading={requests.isFetchingNextPage}
          onClick={() => void requests.fetchNextPage()}
        >
          {t('requests.more')}
        </Button>
      ) : null}
    </>
  );
}

function Row({ request: one }: { request: Request }) {
  const { t } = useTranslation('rights');
  const format = useFormat();
  const rows = Object.values(one.counts).reduce((sum, n) => sum + n, 0);
  return (
    <tr>
      <th scope="row">
        {t(`requests.${one.kind}`)} {t('requests.number', { n: one.request })}
        {one.kind === 'erase' && one.cleanedAt === null ? (
          <div className={table.below}>{t('requests.pending')}</div>
        ) : null}
        {one.allowedAt === null ? null : (
          <div className={table.below}>{t('requests.allowed', { date: format.date(one.allowedAt) })}</div>
        )}
      </th>
      <td>{format.dateTime(one.at)}</td>
      <td>{t(`asked.${one.askedBy}`)}</td>
      <td>
        {one.reference}
        {one.reason === null ? null : <div className={table.below}>{one.reason}</div>}
      </td>
      <td className={table.number}>{t('requests.rows', { count: rows, n: format.number(rows) })}</td>
      <td className={table.menu}>{one.kind === 'erase' ? <Actions request={one} /> : null}</td>
    </tr>
  );
}

function Actions({ request: { request, allowedAt } }: { request: Request }) {
  const { t } = useTranslation('rights');
  const words = useErrorWords();
  const queries = useQueryClient();
  const save = useSaveCertificate();
  const onError = (error: unknown) => toast.failed(words(error));
  const certificate = useMutation({
    mutationFn: async (as: 'page' | 'json') => save(await client.rights.certificate({ request }), as),
    onError,
  });
  const allow = useMutation({
    mutationFn: () => client.rights.allowAgain({ request }),
    onSuccess: () => {
      toast.done(t('requests.allowDone'));
      void queries.invalidateQueries({ queryKey: orpc.rights.requests.key() });
    },
    onError,
  });
  const confirmAllow = () =>
    modals.openConfirmModal({
      title: t('requests.allowTitle'),
      children: <Text>{t('requests.allowBody')}</Text>,
      labels: { confirm: t('requests.allowConfirm'), cancel: t('app:cancel') },
      onConfirm: () => allow.mutate(),
    });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon aria-label={t('requests.actionsOf', { n: request })} loading={certificate.isPending}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCertificate size={15} aria-hidden />} onClick={() => certificate.mutate('page')}>
          {t('erase.savePage')}
        </Menu.Item>
        <Menu.Item leftSection={<IconFileCode size={15} aria-hidden />} onClick={() => certificate.mutate('json')}>
          {t('erase.saveJson')}
        </Menu.Item>
        {allowedAt === null ? (
          <Menu.Item leftSection={<IconUserCheck size={15} aria-hidden />} onClick={confirmAllow}>
            {t('requests.allow')}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
