/** All flows: what each does now, and the ways to make another. */
import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { IconFileImport, IconLayoutGrid, IconPlus, IconRoute, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { orpc } from '../../app/client.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { LookAround } from '../../app/sample/look-around.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { FlowsTable } from './flows-table.tsx';
import { Gallery } from './gallery.tsx';
import { ImportFlow } from './import-flow.tsx';
import { useCreateFlow } from './use-flow-actions.ts';

const filters = ['all', 'running', 'draft', 'paused', 'stopped'] as const;
type Filter = (typeof filters)[number];

export function FlowsScreen() {
  const { t } = useTranslation('flows');
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch());
  const wantsImport = asked.has('import');
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const flows = useQuery(orpc.flows.list.queryOptions());
  const create = useCreateFlow();

  const openImport = () => go('/flows?import', { replace: true });
  const closeImport = () => go('/flows', { replace: true });
  const readyFlow = (
    <Button variant="default" leftSection={<IconLayoutGrid size={16} aria-hidden />} onClick={() => go('/flows?ready')}>
      {t('ready.open')}
    </Button>
  );
  const newFlow = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} loading={create.isPending} onClick={() => create.mutate()}>
      {t('new')}
    </Button>
  );
  const importFlow = (
    <Button variant="default" leftSection={<IconFileImport size={16} aria-hidden />} onClick={openImport}>
      {t('import.open')}
    </Button>
  );

  if (asked.has('ready')) return <Gallery onBack={() => go('/flows')} />;

  const wanted = search.trim().toLowerCase();
  const shown = flows.data?.filter(
    (flow) => (filter === 'all' || flow.status === filter) && flow.name.toLowerCase().includes(wanted),
  );
  return (
    <ScreenFrame
      title={t('title')}
      actions={
        flows.data === undefined || flows.data.length === 0 ? null : (
          <>
            {importFlow}
            {readyFlow}
            {newFlow}
          </>
        )
      }
    >
      {flows.error !== null ? (
        <ErrorState error={flows.error} onRetry={() => void flows.refetch()} />
      ) : flows.data === undefined ? (
        <RowsSkeleton />
      ) : flows.data.length === 0 ? (
        <StateMessage
          icon={IconRoute}
          tone="accent"
          title={t('empty.title')}
          body={t('empty.body')}
          action={
            <Group justify="center" gap="xs">
              {readyFlow}
              {newFlow}
              {importFlow}
              <LookAround />
            </Group>
          }
        />
      ) : (
        <>
          <Group mb="md" justify="space-between">
            <SegmentedControl
              size="xs"
              aria-label={t('filter.label')}
              value={filter}
              onChange={(value) => setFilter(value as Filter)}
              data={filters.map((value) => ({ value, label: t(`filter.${value}`) }))}
            />
            <TextInput
              w={260}
              size="xs"
              type="search"
              leftSection={<IconSearch size={15} aria-hidden />}
              placeholder={t('search')}
              aria-label={t('search')}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          </Group>
          {shown !== undefined && shown.length > 0 ? (
            <FlowsTable flows={shown} />
          ) : (
            <StateMessage
              icon={IconSearchOff}
              title={t('nothing.title')}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setSearch('');
                    setFilter('all');
                  }}
                >
                  {t('nothing.action')}
                </Button>
              }
            />
          )}
        </>
      )}
      <ImportFlow opened={wantsImport} onClose={closeImport} />
    </ScreenFrame>
  );
}
