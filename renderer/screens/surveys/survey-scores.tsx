/** The score with what makes it up, and how the answers fall. */
import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { npsGroup } from '../../../flows/sdk/score.ts';
import { useFormat } from '../../app/format.ts';
import { NumberFigure } from '../../ui/bits.tsx';
import type { SurveyReport } from './survey-types.ts';
import classes from './surveys.module.css';

export function SurveyScores({ report }: { report: SurveyReport }) {
  const { t } = useTranslation('surveys');
  const format = useFormat();
  const { nps, answers, average, promoters, passives, detractors, distribution } = report;
  const scored = promoters + passives + detractors;
  return (
    <section className={classes.card} aria-label={t('scores')}>
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        {nps !== null ? (
          <>
            <NumberFigure value={signed(nps, format.number)} label={t('nps')} note={t('npsNote')} />
            {(
              [
                ['promoters', promoters],
                ['passives', passives],
                ['detractors', detractors],
              ] as const
            ).map(([what, n]) => (
              <NumberFigure
                key={what}
                value={format.share(n, scored)}
                label={t(what)}
                note={t('people', { count: n, n: format.number(n) })}
              />
            ))}
          </>
        ) : (
          <>
            <NumberFigure value={format.number(answers)} label={t('answers')} />
            {average === null ? null : <NumberFigure value={format.number(average)} label={t('average')} />}
          </>
        )}
      </SimpleGrid>
      {distribution.length === 0 ? null : <Distribution distribution={distribution} nps={nps !== null} />}
    </section>
  );
}

const signed = (value: number, number: (value: number) => string): string =>
  value > 0 ? `+${number(value)}` : value < 0 ? `−${number(-value)}` : number(0);

function Distribution({ distribution, nps }: { distribution: SurveyReport['distribution']; nps: boolean }) {
  const { t } = useTranslation('surveys');
  const format = useFormat();
  const most = Math.max(...distribution.map(({ n }) => n));
  const all = distribution.reduce((sum, { n }) => sum + n, 0);
  const rows = distribution.toSorted((a, b) => (a.score !== null && b.score !== null ? b.score - a.score : b.n - a.n));
  return (
    <table className={classes.bars} aria-label={t('distribution')}>
      <tbody>
        {rows.map(({ answer, score, n }) => (
          <tr key={answer}>
            <th scope="row">{answer}</th>
            <td className={classes.track}>
              <span
                className={classes.bar}
                data-group={nps && score !== null ? npsGroup(score) : undefined}
                style={{ width: `${Math.max(1, (100 * n) / most)}%` }}
              />
            </td>
            <td className={classes.amount}>{format.number(n)}</td>
            <td className={classes.amount}>{format.share(n, all)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
