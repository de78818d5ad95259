import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ChannelIcon } from '../../app/channel-icon.tsx';
import { FlowStatus } from '../../app/flow-status.tsx';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import type { FlowSummary } from '../flows/flow-summary.ts';
import classes from './home.module.css';

const rank = { running: 0, paused: 1, draft: 2, stopped: 3 } as const;

/** Running ones first, then by last change. */
export const byInterest = (a: FlowSummary, b: FlowSummary): number =>
  rank[a.status] - rank[b.status] || b.updatedAt.localeCompare(a.updatedAt);

export function RecentFlows({ flows }: { flows: readonly FlowSummary[] }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  return (
    <section className={classes.section} aria-labelledby="recent">
      <div className={classes.head}>
        <h2 id="recent">{t('recent.title')}</h2>
        <Link href="/flows" className={classes.link}>
          {t('recent.all')}
        </Link>
      </div>
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('flows:column.flow')}</th>
              <th scope="col">{t('flows:column.status')}</th>
              <th scope="col" className={table.number}>
                {t('flows:column.inside')}
              </th>
              <th scope="col" className={table.number}>
                {t('flows:column.entered')}
              </th>
              <th scope="col" className={table.number}>
                {t('flows:column.goal')}
              </th>
            </tr>
          </thead>
          <tbody>
            {[...flows]
              .sort(byInterest)
              .slice(0, 8)
              .map((flow) => (
                <tr key={flow.flow}>
                  <th scope="row">
                    <Link href={`/flows/${encodeURIComponent(flow.flow)}`} className={table.link}>
                      {flow.name}
                    </Link>
                    <div className={table.muted} style={{ display: 'flex', gap: 6, fontWeight: 400, marginTop: 2 }}>
                      {flow.channels.map((channel) => (
                        <ChannelIcon key={channel} channel={channel} size={14} />
                      ))}
                      <span>{t('recent.changed', { when: format.ago(flow.updatedAt) })}</span>
                    </div>
                  </th>
                  <td>
                    <FlowStatus status={flow.status} />
                  </td>
                  <td className={table.number}>{format.number(flow.active)}</td>
                  <td className={table.number}>{format.number(flow.entered)}</td>
                  <td className={table.number}>{format.number(flow.goal)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
