/** What waits for a person: the tasks that flows gave, one after the other. */
import { Button } from '@mantine/core';
import { IconChecklist, IconHandClick } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { orpc } from '../../app/client.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, StateMessage } from '../../app/states.tsx';
import classes from './inbox.module.css';
import { InboxTabs } from './inbox-tabs.tsx';
import { TaskList } from './task-list.tsx';
import { TaskView } from './task-view.tsx';

/** Tasks of one page; the next ones come when these are done. */
const pageSize = 100;

export function InboxScreen({ open }: { open: number | null }) {
  const { t } = useTranslation('inbox');
  const [, go] = useLocation();
  const [state, setState] = useState<'open' | 'done'>('open');
  /** Rises when somebody opens a task, also the one that is open: its heading takes the focus. */
  const [opened, setOpened] = useState(0);
  const tasks = useQuery(orpc.tasks.list.queryOptions({ input: { state, limit: pageSize } }));
  const rows = tasks.data?.rows ?? [];
  const shown = rows.find(({ task }) => task === open) ?? null;
  const to = (task: number | null) => go(task === null ? '/inbox' : `/inbox/${task}`);
  const nothing = state === 'open' && tasks.data !== undefined && rows.length === 0;
  return (
    <ScreenFrame
      title={t('title')}
      fill
      beside={
        <>
          <InboxTabs here="tasks" />
          <span className={classes.note}>{t('note')}</span>
        </>
      }
    >
      <div className={classes.panes}>
        <TaskList
          tasks={tasks}
          rows={rows}
          open={open}
          state={state}
          onState={(next) => {
            setState(next);
            to(null);
          }}
          onOpen={(task) => {
            setOpened((times) => times + 1);
            to(task);
          }}
        />
        {tasks.error !== null && tasks.data === undefined ? (
          <div className={classes.nothing}>
            <ErrorState error={tasks.error} onRetry={() => void tasks.refetch()} />
          </div>
        ) : shown !== null ? (
          <TaskView
            key={shown.task}
            task={shown}
            opened={opened}
            onDone={() => {
              const at = rows.findIndex(({ task }) => task === shown.task);
              const next = rows[at + 1] ?? rows[at - 1];
              to(next?.task ?? null);
            }}
          />
        ) : (
          <div className={classes.nothing}>
            {nothing ? (
              <StateMessage
                icon={IconChecklist}
                tone="accent"
                title={t('empty.title')}
                body={t('empty.body')}
                action={
                  <Button component={Link} href="/flows">
                    {t('empty.action')}
                  </Button>
                }
              />
            ) : tasks.data === undefined ? null : (
              <StateMessage
                icon={IconHandClick}
                title={open === null ? t('choose.title') : t('gone.title')}
                body={open === null ? t('choose.body') : t('gone.body')}
              />
            )}
          </div>
        )}
      </div>
    </ScreenFrame>
  );
}
