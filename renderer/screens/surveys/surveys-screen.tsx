/** What people answered: the net promoter score or the average, how the answers fall, and what was said. */
import { Button, Group, Select, Stack } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { orpc } from '../../app/client.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { ReportTabs } from '../report/report-tabs.tsx';
import { Answers } from './answers.tsx';
import { SurveyFlows } from './survey-flows.tsx';
import { SurveyScores } from './survey-scores.tsx';
import { SurveyTime } from './survey-time.tsx';
import classes from './surveys.module.css';

const spans = [30, 90, 365] as const;

export function SurveysScreen() {
  const { t } = useTranslation('surveys');
  const surveys = useQuery({ ...orpc.surveys.list.queryOptions(), staleTime: 0 });
  const [chosen, setChosen] = useState<string | null>(null);
  const [days, setDays] = useState<number | undefined>(90);
  const list = surveys.data ?? [];
  const latest = [...list].sort((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''))[0];
  const survey = list.some((one) => one.survey === chosen) ? chosen : (latest?.survey ?? null);
  return (
    <ScreenFrame
      title={t('title')}
      beside={
        <Group gap="md" wrap="nowrap">
          <ReportTabs here="surveys" />
          {survey === null ? null : (
            <>
              <Select
                size="xs"
                w={240}
                aria-label={t('survey')}
                data={list.map((one) => one.survey)}
                value={survey}
                onChange={setChosen}
                allowDeselect={false}
              />
              <Select
                size="xs"
                w={160}
                aria-label={t('span')}
                data={[
                  ...spans.map((n) => ({ value: String(n), label: t('days', { count: n, n: String(n) }) })),
                  { value: 'all', label: t('always') },
                ]}
                value={days === undefined ? 'all' : String(days)}
                onChange={(value) => setDays(value === null || value === 'all' ? undefined : Number(value))}
                allowDeselect={false}
              />
            </>
          )}
        </Group>
      }
    >
      {surveys.error !== null ? (
        <ErrorState error={surveys.error} onRetry={() => void surveys.refetch()} />
      ) : surveys.data === undefined ? (
        <RowsSkeleton rows={4} height={40} />
      ) : survey === null ? (
        <StateMessage
          icon={IconMessageQuestion}
          tone="accent"
          title={t('empty.title')}
          body={t('empty.body')}
          action={
            <Button component={Link} href="/flows?ready">
              {t('empty.ready')}
            </Button>
          }
        />
      ) : (
        <Report key={survey} survey={survey} days={days} />
      )}
    </ScreenFrame>
  );
}

function Report({ survey, days }: { survey: string; days: number | undefined }) {
  const asked = { survey, ...(days === undefined ? {} : { days }) };
  const report = useQuery(orpc.surveys.report.queryOptions({ input: asked }));
  if (report.error !== null) return <ErrorState error={report.error} onRetry={() => void report.refetch()} />;
  if (report.data === undefined) return <RowsSkeleton rows={6} height={40} />;
  return (
    <div className={classes.columns}>
      <Stack>
        <SurveyScores report={report.data} />
        <SurveyTime report={report.data} />
        <SurveyFlows report={report.data} />
      </Stack>
      <Answers asked={asked} />
    </div>
  );
}
