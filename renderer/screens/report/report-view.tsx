import { Card, SimpleGrid, useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import { specs } from '../../../registry/editors.ts';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useReasonWords } from '../../app/reason-words.ts';
import { NumberFigure } from '../../ui/bits.tsx';
import { ForecastTable } from './forecast-table.tsx';
import { FunnelChart } from './funnel-chart.tsx';
import { FunnelTable } from './funnel-table.tsx';
import { MessagesTable } from './messages-table.tsx';
import { alongTheFlow } from './order.ts';
import { PeopleButton } from './people-button.tsx';
import { PeopleDrawer, type PeopleOf } from './people-drawer.tsx';
import classes from './report.module.css';
import { SavingsTable } from './savings-table.tsx';
import { SplitTable } from './split-table.tsx';
import { useBlockWords } from './use-block-words.ts';

const comesIn = ({ type }: Report['nodes'][number]): boolean => specs.get(type)?.category === 'trigger';

export function ReportView({ report }: { report: Report }) {
  const { t } = useTranslation('report');
  const format = useFormat();
  const scheme = useComputedColorScheme();
  const [people, setPeople] = useState<PeopleOf | null>(null);
  const { data: flow } = useQuery(orpc.flows.get.queryOptions({ input: { flow: report.flow } }));
  const document = flow?.document;
  const words = useBlockWords(report, document);
  const nodes = useMemo(
    () => alongTheFlow(report.nodes, document?.edges ?? [], comesIn),
    [report.nodes, document?.edges],
  );
  const currency = document?.settings?.budget?.currency ?? null;
  const cost = report.messages.reduce((sum, message) => sum + message.cost, 0);
  const sent = report.messages.reduce((sum, message) => sum + message.sent, 0);
  const open = (of: Omit<PeopleOf, 'flow' | 'version'>) =>
    setPeople({ ...of, flow: report.flow, version: report.version });
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 5 }} spacing="md" mb="lg">
        <Card>
          <NumberFigure value={format.number(report.entered)} label={t('figure.entered')} />
        </Card>
        <Card>
          <NumberFigure value={format.number(report.active)} label={t('figure.active')} />
        </Card>
        <Card>
          <NumberFigure
            value={
              <PeopleButton
                n={report.goal.reached}
                onOpen={() => open({ node: '', what: 'goal', title: t('figure.goal') })}
              />
            }
            label={t('figure.goal')}
            note={t('figure.goalRate', { rate: format.percent(report.goal.rate) })}
            {...(report.goal.reached > 0 ? { tone: 'ok' as const } : {})}
          />
        </Card>
        <Card>
          <NumberFigure value={format.money(report.goal.value, currency)} label={t('figure.value')} />
        </Card>
        <Card>
          <NumberFigure
            value={format.money(cost, currency)}
            label={t('figure.cost')}
            note={sent === 0 ? undefined : t('figure.sent', { count: sent, n: format.number(sent) })}
          />
        </Card>
      </SimpleGrid>
      <section className={classes.section} aria-labelledby="funnel">
        <h2 id="funnel">{t('funnel.title')}</h2>
        <div className={classes.beside}>
          <div className={classes.chart}>
            <FunnelChart
              key={scheme}
              nodes={nodes}
              words={words}
              goal={report.goal.reached}
              onOpen={(node) => open({ node, what: 'entered', title: words.block(node) })}
            />
          </div>
          <FunnelTable report={report} nodes={nodes} words={words} onOpen={open} />
        </div>
      </section>
      <ExitedList report={report} />
      <ForecastTable report={report} nodes={nodes} words={words} />
      {report.messages.length === 0 ? null : (
        <section className={classes.section} aria-labelledby="messages">
          <h2 id="messages">{t('messages.title')}</h2>
          <MessagesTable messages={report.messages} words={words} currency={currency} onOpen={open} />
        </section>
      )}
      {report.savings.length === 0 ? null : (
        <section className={classes.section} aria-labelledby="savings">
          <h2 id="savings">{t('savings.title')}</h2>
          <SavingsTable savings={report.savings} words={words} currency={currency} />
        </section>
      )}
      {report.split.length === 0 ? null : (
        <section className={classes.section} aria-labelledby="splits">
          <h2 id="splits">{t('split.title')}</h2>
          <SplitTable split={report.split} words={words} onOpen={open} />
        </section>
      )}
      <PeopleDrawer of={people} onClose={() => setPeople(null)} />
    </>
  );
}

/** Why journeys ended, over the whole flow. */
function ExitedList({ report }: { report: Report }) {
  const { t } = useTranslation('report');
  const format = useFormat();
  const reasonWords = useReasonWords();
  const reasons = Object.entries(report.exited).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return null;
  return (
    <p className={classes.exits}>
      {t('exited')}{' '}
      {format.list(
        reasons.map(([reason, n]) => t('exitedBy', { reason: reasonWords.exit(reason), n: format.number(n) })),
      )}
    </p>
  );
}
