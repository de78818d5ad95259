/** How the answers went over time: week by week. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import { Sparkline } from '../../ui/sparkline.tsx';
import type { SurveyReport } from './survey-types.ts';
import classes from './surveys.module.css';
import { weeksOf } from './weeks.ts';

/** More weeks than these are scrolled to. */
export function SurveyTime({ report }: { report: SurveyReport }) {
  const { t } = useTranslation('surveys');
  const format = useFormat();
  const weeks = weeksOf(report.byDay);
  if (weeks.length < 2) return null;
  const isNps = report.nps !== null;
  const value = (one: (typeof weeks)[number]): number | null => (isNps ? one.nps : one.average);
  const line = weeks.map(value).filter((one) => one !== null);
  const [first, last] = [line[0], line.at(-1)];
  return (
    <section className={classes.card} aria-label={t('time')}>
      <header className={classes.head}>
        <h2>{t('time')}</h2>
        {first === undefined || last === undefined || line.length < 2 ? null : (
          <Sparkline values={line} label={t('trend', { from: format.number(first), to: format.number(last) })} />
        )}
      </header>
      <div className={`${table.wrap} ${classes.weeks}`}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('week')}</th>
              <th scope="col" className={table.number}>
                {t('answers')}
              </th>
              <th scope="col" className={table.number}>
                {t(isNps ? 'nps' : 'average')}
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.toReversed().map((one) => {
              const shown = value(one);
              return (
                <tr key={one.from}>
                  <th scope="row">{format.date(`${one.from}T12:00:00`)}</th>
                  <td className={table.number}>{format.number(one.answers)}</td>
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
