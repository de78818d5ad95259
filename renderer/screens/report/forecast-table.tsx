import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import classes from './report.module.css';
import type { BlockWords } from './use-block-words.ts';

/** What was foreseen for this version when it was started, beside what has happened until now; nothing without a forecast. */
export function ForecastTable({ report, nodes, words }: { report: Report; nodes: Report['nodes']; words: BlockWords }) {
  const { t } = useTranslation('report');
  const format = useFormat();
  const { data } = useQuery({
    ...orpc.simulate.forecast.queryOptions({
      input: { flow: report.flow, ...(report.version === null ? {} : { version: report.version }) },
    }),
    refetchInterval: 60_000,
  });
  if (data == null) return null;
  const rows = new Map(data.nodes.map((row) => [row.id, row]));
  const today = data.days.findLast((one) => one.actual !== null);
  return (
    <section className={classes.section} aria-labelledby="forecast">
      <h2 id="forecast">{t('forecast.title')}</h2>
      <p className={classes.exits}>
        {t('forecast.made', { date: format.dateTime(data.madeAt) })}
        {today?.actual == null
          ? ''
          : ` ${t('forecast.today', {
              date: format.date(today.at),
              foreseen: format.number(today.foreseen.sent),
              actual: format.number(today.actual.sent),
            })}`}
      </p>
      <div className={table.wrap}>
        <table className={table.table}>
          <caption className={classes.hidden}>{t('forecast.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('funnel.block')}</th>
              <th scope="col" className={table.number}>
                {t('forecast.enteredForeseen')}
              </th>
              <th scope="col" className={table.number}>
                {t('forecast.entered')}
              </th>
              <th scope="col" className={table.number}>
                {t('forecast.sentForeseen')}
              </th>
              <th scope="col" className={table.number}>
                {t('forecast.sent')}
              </th>
            </tr>
          </thead>
          <tbody>
            {nodes.map(({ id }) => {
              const row = rows.get(id);
              if (row === undefined) return null;
              const sends = row.foreseen.sent > 0 || row.actual.sent > 0;
              return (
                <tr key={id}>
                  <th scope="row">{words.block(id)}</th>
                  <td className={`${table.number} ${table.muted}`}>{format.number(row.foreseen.entered)}</td>
                  <td className={table.number}>{format.number(row.actual.entered)}</td>
                  <td className={`${table.number} ${table.muted}`}>{sends ? format.number(row.foreseen.sent) : '–'}</td>
                  <td className={table.number}>{sends ? format.number(row.actual.sent) : '–'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
