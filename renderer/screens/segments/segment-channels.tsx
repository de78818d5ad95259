/** Who of those whom a rule finds is reached by which channel, and what stands in the way of the others. */
import { Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RuleGroup } from '../../../flows/sdk/rule.ts';
import { ChannelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import classes from './segments.module.css';

export function SegmentChannels({ rule }: { rule: RuleGroup }) {
  const { t } = useTranslation('sizes');
  const format = useFormat();
  const channelName = useChannelName();
  const found = useQuery({ ...orpc.segments.channels.queryOptions({ input: { rule } }), retry: false });
  if (found.error !== null) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <RowsSkeleton rows={4} height={36} />;
  const { total, channels } = found.data;
  if (channels.length === 0) {
    return <StateMessage icon={IconSend} title={t('channels.none')} body={t('channels.noneBody')} />;
  }
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('channels.intro', { count: total, n: format.number(total) })}
      </Text>
      <div className={table.wrap}>
        <table className={table.table} aria-label={t('tab.channels')}>
          <thead>
            <tr>
              <th scope="col">{t('channels.channel')}</th>
              {(['reachable', 'share', 'noConsent', 'noAddress'] as const).map((what) => (
                <th key={what} scope="col" className={table.number}>
                  {t(`channels.${what}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {channels.map(({ channel, reachable, noConsent, noAddress }) => (
              <tr key={channel}>
                <th scope="row">
                  <span className={classes.channel}>
                    <ChannelIcon channel={channel} />
                    {channelName(channel)}
                  </span>
                </th>
                <td className={table.number}>{format.number(reachable)}</td>
                <td className={table.number}>{format.share(reachable, total)}</td>
                <td className={table.number}>{format.number(noConsent)}</td>
                <td className={table.number}>{format.number(noAddress)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Stack>
  );
}
