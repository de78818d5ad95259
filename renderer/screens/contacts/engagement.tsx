/** How a person takes what is written to them, channel by channel: a word, the counts of ninety days, and when each happened last. */
import { Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ChannelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { type Client, orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import classes from './engagement.module.css';

type ChannelMood = Awaited<ReturnType<Client['contacts']['engagement']>>[number];

const steps = ['sent', 'delivered', 'read', 'clicked', 'replied'] as const;
const colours: Readonly<Record<ChannelMood['mood'], string>> = {
  lively: 'ok',
  quiet: 'accent',
  silent: 'warn',
  untold: 'gray',
  unwritten: 'gray',
};

export function Engagement({ contact }: { contact: number }) {
  const { t } = useTranslation('engagement');
  const { data } = useQuery(orpc.contacts.engagement.queryOptions({ input: { contact: `id:${contact}` } }));
  if (data === undefined) return null;
  return (
    <section>
      <h3 id="engagement">{t('title')}</h3>
      {data.length === 0 ? (
        <Text c="dimmed">{t('none')}</Text>
      ) : (
        <table className={classes.table} aria-labelledby="engagement">
          <caption>{t('hint')}</caption>
          <thead>
            <tr>
              {steps.map((step) => (
                <th key={step} scope="col">
                  {t(step)}
                </th>
              ))}
            </tr>
          </thead>
          {data.map((one) => (
            <Channel key={one.channel} one={one} />
          ))}
        </table>
      )}
    </section>
  );
}

function Channel({ one }: { one: ChannelMood }) {
  const { t } = useTranslation('engagement');
  const format = useFormat();
  const name = useChannelName()(one.channel);
  const { share, mood, last } = one;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={steps.length} className={classes.channel}>
          <span>
            <ChannelIcon channel={one.channel} />
            <span className={classes.name}>{name}</span>
            <Badge color={colours[mood]}>{t(`mood.${last.sent === null ? 'never' : mood}`)}</Badge>
          </span>
          {share === null || share === 0 ? null : (
            <span className={classes.share}>{t('share', { n: format.number(share) })}</span>
          )}
        </th>
      </tr>
      {last.sent === null ? null : (
        <tr>
          {steps.map((step) => {
            const when = last[step];
            return (
              <td key={step}>
                <span className={classes.count}>{format.number(one[step])}</span>
                {when === null ? null : (
                  <time className={classes.when} dateTime={when} title={format.dateTime(when)}>
                    {format.date(when)}
                  </time>
                )}
              </td>
            );
          })}
        </tr>
      )}
    </tbody>
  );
}
