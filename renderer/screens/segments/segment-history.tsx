/** How large a segment was, and who came and went each day, since Kaskad looks at it. */
import { Button, Group, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { IconChartLine, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import { toast } from '../../app/toast.ts';
import { daysOf } from './days.ts';
import classes from './segments.module.css';

const SegmentChart = lazy(async () => ({ default: (await import('./segment-chart.tsx')).SegmentChart }));

export function SegmentHistory({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('sizes');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const scheme = useComputedColorScheme();
  const history = useQuery({ ...orpc.segments.history.queryOptions({ input: { id } }), staleTime: 0 });
  const points = history.data?.points;
  const days = useMemo(() => daysOf(points ?? []), [points]);
  const look = useMutation({
    mutationFn: () => client.segments.look({ id }),
    onSettled: () => void queries.invalidateQueries({ queryKey: orpc.segments.key() }),
    onError: (error) => toast.failed(words(error)),
  });
  if (history.error !== null) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  if (history.data === undefined || points === undefined) return <RowsSkeleton rows={4} />;
  const { since, lookedAt } = history.data;
  const again = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconRefresh size={14} aria-hidden />}
      loading={look.isPending}
      onClick={() => look.mutate()}
    >
      {t('look')}
    </Button>
  );
  if (since === null || lookedAt === null) {
    return <StateMessage icon={IconChartLine} title={t('none.title')} body={t('none.body')} action={again} />;
  }
  return (
    <Stack>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text size="sm" c="dimmed">
          {t('lookedAt', { since: format.dateTime(since), at: format.dateTime(lookedAt) })}
        </Text>
        {again}
      </Group>
      {points.length < 2 ? (
        <Text>{t('first')}</Text>
      ) : (
        <Suspense fallback={<RowsSkeleton rows={5} />}>
          <SegmentChart key={scheme} points={points} days={days} name={name} />
        </Suspense>
      )}
      {/* It scrolls, so the keyboard must be able to stand in it. */}
      <section className={`${table.wrap} ${classes.days}`} aria-label={t('days')} tabIndex={-1}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('day')}</th>
              {(['size', 'entered', 'left'] as const).map((what) => (
                <th key={what} scope="col" className={table.number}>
                  {t(what)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((one) => (
              <tr key={one.day}>
                <th scope="row">{format.date(one.at)}</th>
                <td className={table.number}>{format.number(one.size)}</td>
                <td className={table.number}>{one.entered === 0 ? '–' : `+${format.number(one.entered)}`}</td>
                <td className={table.number}>{one.left === 0 ? '–' : `−${format.number(one.left)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Stack>
  );
}
