/** How a flow does: who entered, how far they came, what was sent, what it brought. Every number opens its people. */
import { Button, Group, Select } from '@mantine/core';
import { IconChartFunnel, IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { orpc } from '../../app/client.ts';
import { FlowStatus } from '../../app/flow-status.tsx';
import { useFormat } from '../../app/format.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { ReportTabs } from './report-tabs.tsx';
import { ReportView } from './report-view.tsx';

export function ReportScreen({ flow }: { flow: string | null }) {
  const { t } = useTranslation('report');
  const format = useFormat();
  const [, go] = useLocation();
  const flows = useQuery(orpc.flows.list.queryOptions());
  const published = flows.data?.filter((one) => one.version !== null) ?? [];
  const liveliest = [...published].sort((a, b) => b.entered - a.entered)[0];
  const shown = flows.data?.find((one) => one.flow === flow) ?? (flow === null ? liveliest : undefined);
  const [chosen, setChosen] = useState<{ flow: string; version: number } | null>(null);
  const version = chosen !== null && chosen.flow === shown?.flow ? chosen.version : null;
  const input = shown === undefined ? null : { flow: shown.flow, ...(version === null ? {} : { version }) };
  const versions = useQuery({
    ...orpc.flows.versions.queryOptions({ input: { flow: shown?.flow ?? '' } }),
    enabled: shown !== undefined,
  });
  const report = useQuery({
    ...orpc.flows.report.queryOptions({ input: input ?? { flow: '' } }),
    enabled: input !== null,
  });
  const current = version ?? shown?.version ?? null;

  return (
    <ScreenFrame
      title={t('title')}
      beside={
        <Group gap="md" wrap="nowrap">
          <ReportTabs here="flows" />
          {published.length === 0 || shown === undefined ? null : (
            <Group gap="xs" wrap="nowrap">
              <Select
                size="xs"
                w="clamp(150px, 18vw, 280px)"
                searchable
                aria-label={t('flow')}
                data={(published.includes(shown) ? published : [shown, ...published]).map((one) => ({
                  value: one.flow,
                  label: one.name,
                }))}
                value={shown.flow}
                onChange={(value) => value !== null && go(`/report/${encodeURIComponent(value)}`)}
                allowDeselect={false}
              />
              {versions.data === undefined || versions.data.length === 0 ? null : (
                <Select
                  size="xs"
                  w="clamp(140px, 14vw, 200px)"
                  aria-label={t('version')}
                  data={versions.data.map((one) => ({
                    value: String(one.version),
                    label: t('versionOf', { version: one.version, date: format.date(one.publishedAt) }),
                  }))}
                  value={current === null ? null : String(current)}
                  onChange={(value) => value !== null && setChosen({ flow: shown.flow, version: Number(value) })}
                  allowDeselect={false}
                />
              )}
              <FlowStatus status={shown.status} />
            </Group>
          )}
        </Group>
      }
      actions={
        shown === undefined ? null : (
          <Button
            component={Link}
            href={`/flows/${encodeURIComponent(shown.flow)}`}
            variant="default"
            leftSection={<IconRoute size={16} aria-hidden />}
          >
            {t('openCanvas')}
          </Button>
        )
      }
    >
      {flows.error !== null ? (
        <ErrorState error={flows.error} onRetry={() => void flows.refetch()} />
      ) : flows.data === undefined ? (
        <RowsSkeleton rows={4} height={110} />
      ) : published.length === 0 || shown === undefined || shown.version === null ? (
        <StateMessage
          icon={IconChartFunnel}
          tone="accent"
          title={t(published.length === 0 ? 'empty.title' : 'unpublished.title')}
          body={t(published.length === 0 ? 'empty.body' : 'unpublished.body')}
          action={
            <Button component={Link} href={shown === undefined ? '/flows' : `/flows/${encodeURIComponent(shown.flow)}`}>
              {t(shown === undefined ? 'empty.action' : 'openCanvas')}
            </Button>
          }
        />
      ) : report.error !== null ? (
        <ErrorState error={report.error} onRetry={() => void report.refetch()} />
      ) : report.data === undefined ? (
        <RowsSkeleton rows={4} height={110} />
      ) : (
        <ReportView report={report.data} />
      )}
    </ScreenFrame>
  );
}
