/** The same, flow by flow. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import type { SurveyReport } from './survey-types.ts';
import classes from './surveys.module.css';

export function SurveyFlows({ report }: { report: SurveyReport }) {
  const { t } = useTranslation('surveys');
  const format = useFormat();
  const { byFlow, nps } = report;
  if (byFlow.every(({ flow }) => flow === null)) return null;
  return (
    <section className={classes.card} aria-label={t('flows')}>
      <header className={classes.head}>
        <h2>{t('flows')}</h2>
      </header>
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('flow')}</th>
              <th scope="col" className={table.number}>
                {t('answers')}
              </th>
              <th scope="col" className={table.number}>
                {t(nps === null ? 'average' : 'nps')}
              </th>
            </tr>
          </thead>
          <tbody>
            {byFlow.map(({ flow, name, scores }) => {
              const shown = nps === null ? scores.average : scores.nps;
              return (
                <tr key={flow ?? ''}>
                  <th scope="row">
                    {flow === null ? (
                      t('noFlow')
                    ) : name === null ? (
                      t('goneFlow')
                    ) : (
                      <Link href={`/flows/${encodeURIComponent(flow)}`} className={table.leads}>
                        {name}
                      </Link>
                    )}
                  </th>
                  <td className={table.number}>{format.number(scores.answers)}</td>
                  <td className={table.number}>{shown === null ? '–' : format.number(shown)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
