/** What the channel of a block demands, and how many people each rule will stop. */
import { Button } from '@mantine/core';
import { IconBan, IconCheck, IconRuler2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelRule } from '../../flows/api/flows.ts';
import { useChannelName } from '../app/channel-icon.tsx';
import { orpc } from '../app/client.ts';
import { useFormat } from '../app/format.ts';
import classes from './channel-rules.module.css';
import { useSaving, useSession } from './session.ts';

/** Among more people than this they are counted when somebody asks. */
const countedAtOnce = 50_000;

export function RuleList({ rules }: { rules: readonly ChannelRule[] }) {
  const { t } = useTranslation('channel-rules');
  const format = useFormat();
  return (
    <ul className={classes.rules}>
      {rules.map(({ rule, limit, stops }) => (
        <li key={rule} data-stops={(stops ?? 0) > 0 || undefined}>
          {stops === null ? (
            <IconRuler2 size={15} stroke={1.75} aria-hidden />
          ) : stops > 0 ? (
            <IconBan size={15} stroke={1.75} aria-hidden />
          ) : (
            <IconCheck size={15} stroke={1.75} aria-hidden />
          )}
          <span>{t(`rule.${rule}`, { n: format.number(limit ?? 0) })}</span>
          {stops === null ? null : (
            <b>{stops === 0 ? t('nobody') : t('stops', { count: stops, n: format.number(stops) })}</b>
          )}
        </li>
      ))}
    </ul>
  );
}

/** In the inspector of a block that writes to people. */
export function BlockRules({ node }: { node: string }) {
  const { t } = useTranslation('channel-rules');
  const { flow } = useSession();
  const channelName = useChannelName();
  const format = useFormat();
  const [asked, setAsked] = useState(false);
  // What was counted holds for what is stored.
  const saved = useSaving((state) => state.status) === 'saved';
  const { data: workspace } = useQuery(orpc.workspace.get.queryOptions());
  const few = workspace !== undefined && workspace.contacts <= countedAtOnce;
  const found = useQuery({
    ...orpc.flows.channelRules.queryOptions({ input: { flow, node } }),
    enabled: saved && (few || asked),
    staleTime: 0,
  });
  if (workspace !== undefined && !few && !asked) {
    return (
      <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
        {t('count', { n: format.number(workspace.contacts) })}
      </Button>
    );
  }
  if (found.data === undefined || found.data.channels.length === 0) return null;
  const { audience, channels } = found.data;
  return (
    <section className={classes.of} aria-label={t('title')}>
      <h3>{t('title')}</h3>
      <p className="kc-hint">
        {audience === null ? t('uncounted') : t('audience', { count: audience, n: format.number(audience) })}
      </p>
      {channels.map(({ channel, rules }) => (
        <div key={channel}>
          {channels.length > 1 ? <h4>{channelName(channel)}</h4> : null}
          <RuleList rules={rules} />
        </div>
      ))}
    </section>
  );
}
