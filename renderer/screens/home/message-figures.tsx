/** Messages of the flows that run or ran last, by what became of them. */
import { Skeleton } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import type { FlowSummary } from '../flows/flow-summary.ts';
import classes from './home.module.css';
import { byInterest } from './recent-flows.tsx';

/** Reports of more flows than this would make the first screen slow. */
const most = 8;

export function MessageFigures({ flows }: { flows: readonly FlowSummary[] }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  const published = flows
    .filter((flow) => flow.version !== null)
    .sort(byInterest)
    .slice(0, most);
  const reports = useQueries({
    queries: published.map((flow) => orpc.flows.report.queryOptions({ input: { flow: flow.flow } })),
  });
  const sums = { sent: 0, delivered: 0, read: 0, replied: 0, suppressed: 0, failed: 0, cost: 0 };
  for (const { data } of reports)
    for (const message of data?.messages ?? []) {
      sums.sent += message.sent;
      sums.delivered += message.delivered;
      sums.read += message.read;
      sums.replied += message.replied;
      sums.failed += message.failed + message.unknown;
      sums.cost += message.cost;
      for (const n of Object.values(message.suppressed)) sums.suppressed += n;
    }
  const top = Math.max(1, sums.sent, sums.suppressed);
  // Zeros before the answers are there would say that nothing was sent.
  const known = reports.every(({ isPending }) => !isPending);
  if (published.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="messages">
      <div className={classes.head}>
        <h2 id="messages">{t('messages.title')}</h2>
        {known ? <span className={classes.small}>{t('messages.cost', { cost: format.money(sums.cost) })}</span> : null}
      </div>
      <div className={classes.panel}>
        <dl className={classes.bars}>
          {(['sent', 'delivered', 'read', 'replied', 'suppressed', 'failed'] as const).map((key) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{t(`messages.${key}`)}</dt>
              <dd className={classes.track} aria-hidden="true">
                <i style={{ width: `${(100 * sums[key]) / top}%`, background: barColour[key] }} />
              </dd>
              <dd className={classes.value}>
                {known ? format.number(sums[key]) : <Skeleton height={12} width={36} ml="auto" />}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <p className={classes.small}>
        {t('messages.of', { count: published.length, n: format.number(published.length) })}
      </p>
    </section>
  );
}

const barColour: Readonly<Record<string, string>> = {
  sent: 'var(--k-channel)',
  delivered: 'var(--k-channel)',
  read: 'var(--k-ok)',
  replied: 'var(--k-ok)',
  suppressed: 'var(--k-warn)',
  failed: 'var(--k-bad)',
};
