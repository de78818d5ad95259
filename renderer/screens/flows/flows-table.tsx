import { ActionIcon, Badge, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import {
  IconChartFunnel,
  IconClipboardText,
  IconCopy,
  IconDots,
  IconDownload,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { ChannelIcon } from '../../app/channel-icon.tsx';
import { FlowStatus } from '../../app/flow-status.tsx';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import type { FlowSummary } from './flow-summary.ts';
import { useFlowActions } from './use-flow-actions.ts';

function FlowMenu({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation('flows');
  const [, go] = useLocation();
  const { duplicate, remove, download, copyText, pause, resume } = useFlowActions();
  const { flow: id, name } = flow;
  const confirmRemove = () =>
    modals.openConfirmModal({
      title: t('remove.title', { name }),
      children: <Text>{flow.entered > 0 ? t('remove.bodyRan') : t('remove.body')}</Text>,
      labels: { confirm: t('remove.confirm'), cancel: t('app:cancel') },
      confirmProps: { color: 'bad' },
      onConfirm: () => remove.mutate({ flow: id, name }),
    });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t('menu.label', { name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconChartFunnel size={15} aria-hidden />}
          onClick={() => go(`/report/${encodeURIComponent(id)}`)}
        >
          {t('menu.report')}
        </Menu.Item>
        {flow.status === 'running' ? (
          <Menu.Item leftSection={<IconPlayerPause size={15} aria-hidden />} onClick={() => pause.mutate(id)}>
            {t('menu.pause')}
          </Menu.Item>
        ) : null}
        {flow.status === 'paused' ? (
          <Menu.Item leftSection={<IconPlayerPlay size={15} aria-hidden />} onClick={() => resume.mutate(id)}>
            {t('menu.resume')}
          </Menu.Item>
        ) : null}
        <Menu.Item
          leftSection={<IconCopy size={15} aria-hidden />}
          onClick={() => duplicate.mutate({ flow: id, name })}
        >
          {t('menu.duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={15} aria-hidden />} onClick={() => download.mutate(id)}>
          {t('menu.export')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconClipboardText size={15} aria-hidden />}
          onClick={() => copyText.mutate({ flow: id, name })}
        >
          {t('sharing:copyText')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item c="var(--k-bad)" leftSection={<IconTrash size={15} aria-hidden />} onClick={confirmRemove}>
          {t('menu.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function FlowsTable({ flows }: { flows: readonly FlowSummary[] }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.flow')}</th>
            <th scope="col">{t('column.status')}</th>
            <th scope="col">{t('column.channels')}</th>
            <th scope="col" className={table.number}>
              {t('column.inside')}
            </th>
            <th scope="col" className={table.number}>
              {t('column.entered')}
            </th>
            <th scope="col" className={table.number}>
              {t('column.goal')}
            </th>
            <th scope="col">{t('column.changed')}</th>
            <th scope="col">
              <span className={table.hidden}>{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={flow.flow}>
              <th scope="row">
                <Link href={`/flows/${encodeURIComponent(flow.flow)}`} className={table.link}>
                  {flow.name}
                </Link>
                <div className={table.muted} style={{ fontWeight: 400 }}>
                  {t('app:unit.blocks', { count: flow.nodes, n: format.number(flow.nodes) })}
                  {flow.version === null ? null : ` · ${t('version', { version: flow.version })}`}
                </div>
              </th>
              <td>
                <span style={{ display: 'inline-flex', gap: 6, flexWrap: 'wrap' }}>
                  <FlowStatus status={flow.status} />
                  {flow.changed && flow.version !== null ? (
                    <Badge color="accent" title={t('changedHint')}>
                      {t('changed')}
                    </Badge>
                  ) : null}
                </span>
              </td>
              <td>
                <span style={{ display: 'inline-flex', gap: 6 }}>
                  {flow.channels.map((channel) => (
                    <ChannelIcon key={channel} channel={channel} />
                  ))}
                </span>
              </td>
              <td className={table.number}>{format.number(flow.active)}</td>
              <td className={table.number}>{format.number(flow.entered)}</td>
              <td className={table.number}>
                {format.number(flow.goal)}
                {flow.entered > 0 && flow.goal > 0 ? (
                  <div className={table.muted}>{format.share(flow.goal, flow.entered)}</div>
                ) : null}
              </td>
              <td className={table.muted} title={format.dateTime(flow.updatedAt)}>
                {format.ago(flow.updatedAt)}
              </td>
              <td className={table.number}>
                <FlowMenu flow={flow} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
