/** Offers of the workspace: what is promised, while when, by which code, and what became of it. */
import { ActionIcon, Badge, Button, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDiscount, IconDots, IconPencil, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { FlowLinks } from '../../app/flow-links.tsx';
import { useFormat } from '../../app/format.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import { toast } from '../../app/toast.ts';
import { ContentTabs } from './content-tabs.tsx';
import { FindCode } from './find-code.tsx';
import { OfferDialog } from './offer-dialog.tsx';
import { useOfferWords } from './use-offer-words.ts';

export type Offer = Awaited<ReturnType<Client['offers']['list']>>[number];

export function OffersScreen() {
  const { t } = useTranslation('offers');
  const offers = useQuery(orpc.offers.list.queryOptions());
  const [editing, setEditing] = useState<Offer | 'new' | null>(null);
  const [finding, setFinding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('new')}
    </Button>
  );
  const list = offers.data;
  return (
    <ScreenFrame
      title={t('title')}
      beside={<ContentTabs here="offers" />}
      actions={
        list === undefined || list.length === 0 ? null : (
          <>
            <Button
              variant="default"
              leftSection={<IconSearch size={16} aria-hidden />}
              onClick={() => setFinding(true)}
            >
              {t('find.open')}
            </Button>
            {add}
          </>
        )
      }
    >
      {offers.error !== null ? (
        <ErrorState error={offers.error} onRetry={() => void offers.refetch()} />
      ) : list === undefined ? (
        <RowsSkeleton rows={4} height={40} />
      ) : list.length === 0 ? (
        <StateMessage icon={IconDiscount} tone="accent" title={t('empty.title')} body={t('empty.body')} action={add} />
      ) : (
        <div className={table.wrap}>
          <table className={table.table} aria-label={t('title')}>
            <thead>
              <tr>
                <th scope="col">{t('column.name')}</th>
                <th scope="col">{t('column.when')}</th>
                <th scope="col">{t('column.code')}</th>
                <th scope="col" className={table.number}>
                  {t('column.issued')}
                </th>
                <th scope="col" className={table.number}>
                  {t('column.redeemed')}
                </th>
                <th scope="col">{t('column.flows')}</th>
                <th scope="col">
                  <span className={table.hidden}>{t('column.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((offer) => (
                <Row key={offer.offer} offer={offer} onEdit={() => setEditing(offer)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <OfferDialog editing={editing} onClose={() => setEditing(null)} />
      <FindCode opened={finding} onClose={() => setFinding(false)} />
    </ScreenFrame>
  );
}

const stateColor = { early: 'gray', open: 'ok', over: 'gray' } as const;

function Row({ offer, onEdit }: { offer: Offer; onEdit: () => void }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  const { what, when, code } = useOfferWords();
  return (
    <tr>
      <th scope="row">
        <button type="button" className={table.opens} onClick={onEdit}>
          {offer.name}
        </button>
        <div className={table.below}>{what(offer)}</div>
      </th>
      <td>
        <Badge color={stateColor[offer.state]}>{t(`state.${offer.state}`)}</Badge>
        <div className={table.below}>{when(offer)}</div>
      </td>
      <td>{code(offer)}</td>
      <td className={table.number}>{format.number(offer.issued)}</td>
      <td className={table.number}>{format.number(offer.redeemed)}</td>
      <td>
        <FlowLinks flows={offer.flows} none={t('unused')} />
      </td>
      <td className={table.menu}>
        <RowMenu offer={offer} onEdit={onEdit} />
      </td>
    </tr>
  );
}

function RowMenu({ offer: { offer, name }, onEdit }: { offer: Offer; onEdit: () => void }) {
  const { t } = useTranslation('offers');
  const words = useErrorWords();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.offers.remove({ offer }),
    onSuccess: () => {
      toast.done(t('remove.done', { name }));
      void queries.invalidateQueries({ queryKey: orpc.offers.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
  const confirmRemove = () =>
    modals.openConfirmModal({
      title: t('remove.title', { name }),
      children: <Text>{t('remove.body')}</Text>,
      labels: { confirm: t('remove.action'), cancel: t('app:cancel') },
      confirmProps: { color: 'bad' },
      onConfirm: () => remove.mutate(),
    });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t('menu', { name })} loading={remove.isPending}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={onEdit}>
          {t('edit')}
        </Menu.Item>
        <Menu.Item color="bad" leftSection={<IconTrash size={15} aria-hidden />} onClick={confirmRemove}>
          {t('remove.action')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
