/** What runs, what needs a look, the key figures, the way on. */
import { Button, Card, Group, SimpleGrid, Skeleton } from '@mantine/core';
import { IconFileImport, IconPlus, IconRoute, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { LookAround } from '../../app/sample/look-around.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { NumberFigure } from '../../ui/bits.tsx';
import { useCreateFlow } from '../flows/use-flow-actions.ts';
import { Attention } from './attention.tsx';
import classes from './home.module.css';
import { MessageFigures } from './message-figures.tsx';
import { RecentFlows } from './recent-flows.tsx';

export function HomeScreen() {
  const { t } = useTranslation('home');
  const format = useFormat();
  const workspace = useQuery(orpc.workspace.get.queryOptions());
  const flows = useQuery(orpc.flows.list.queryOptions());
  const create = useCreateFlow();
  const error = flows.error ?? workspace.error;
  const newFlow = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} loading={create.isPending} onClick={() => create.mutate()}>
      {t('newFlow')}
    </Button>
  );

  if (error !== null)
    return (
      <ScreenFrame title={t('title')}>
        <ErrorState
          error={error}
          onRetry={() => {
            void flows.refetch();
            void workspace.refetch();
          }}
        />
      </ScreenFrame>
    );

  if (flows.data === undefined || workspace.data === undefined)
    return (
      <ScreenFrame title={t('title')}>
        <SimpleGrid cols={{ base: 2, md: 4 }} mb="lg">
          {['a', 'b', 'c', 'd'].map((key) => (
            <Skeleton key={key} height={92} radius="lg" />
          ))}
        </SimpleGrid>
        <RowsSkeleton />
      </ScreenFrame>
    );

  if (flows.data.length === 0)
    return (
      <ScreenFrame title={t('title')}>
        <Attention quiet />
        <StateMessage
          icon={IconRoute}
          tone="accent"
          title={t('empty.title')}
          body={t('empty.body')}
          action={
            <Group justify="center" gap="xs">
              {newFlow}
              {workspace.data.contacts === 0 ? (
                <Button
                  component={Link}
                  href="/contacts?import"
                  variant="default"
                  leftSection={<IconUserPlus size={16} aria-hidden />}
                >
                  {t('empty.contacts')}
                </Button>
              ) : (
                <Button
                  component={Link}
                  href="/flows?import"
                  variant="default"
                  leftSection={<IconFileImport size={16} aria-hidden />}
                >
                  {t('empty.import')}
                </Button>
              )}
              <LookAround />
            </Group>
          }
        />
      </ScreenFrame>
    );

  const running = flows.data.filter((flow) => flow.status === 'running');
  const inside = flows.data.reduce((sum, flow) => sum + flow.active, 0);
  const goals = flows.data.reduce((sum, flow) => sum + flow.goal, 0);
  return (
    <ScreenFrame title={t('title')} actions={newFlow}>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md" mb="lg">
        <Card>
          <NumberFigure
            value={format.number(running.length)}
            label={t('figure.running')}
            note={t('figure.ofFlows', { count: flows.data.length, n: format.number(flows.data.length) })}
          />
        </Card>
        <Card>
          <NumberFigure value={format.number(inside)} label={t('figure.inside')} note={t('figure.insideNote')} />
        </Card>
        <Card>
          <NumberFigure value={format.number(goals)} label={t('figure.goals')} note={t('figure.goalsNote')} />
        </Card>
        <Card>
          <NumberFigure
            value={format.number(workspace.data.contacts)}
            label={t('figure.contacts')}
            note={t('figure.events', { count: workspace.data.events, n: format.number(workspace.data.events) })}
          />
        </Card>
      </SimpleGrid>
      <div className={classes.columns}>
        <div className={classes.column}>
          <RecentFlows flows={flows.data} />
        </div>
        <div className={classes.column}>
          <Attention />
          <MessageFigures flows={flows.data} />
        </div>
      </div>
    </ScreenFrame>
  );
}
