import { SegmentedControl } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskRow } from '../../../flows/api/tasks.ts';
import { useFormat } from '../../app/format.ts';
import { RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { contactName } from '../contacts/contact-name.ts';
import classes from './inbox.module.css';
import { TaskIcon } from './task-icon.tsx';

export interface TaskListProps {
  tasks: UseQueryResult<{ open: number; more: boolean; rows: TaskRow[] }>;
  rows: readonly TaskRow[];
  open: number | null;
  state: 'open' | 'done';
  onState: (state: 'open' | 'done') => void;
  onOpen: (task: number) => void;
}

export function TaskList({ tasks, rows, open, state, onState, onOpen }: TaskListProps) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  const list = useRef<HTMLUListElement>(null);
  /** Arrows go through the list; Enter opens, as on any button. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <section className={classes.list} aria-label={t('tasks')}>
      <div className={classes.filters}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('which')}
          data={[
            {
              value: 'open',
              label: tasks.data === undefined ? t('open') : t('openCount', { n: format.number(tasks.data.open) }),
            },
            { value: 'done', label: t('done') },
          ]}
          value={state}
          onChange={(value) => onState(value === 'done' ? 'done' : 'open')}
        />
      </div>
      {tasks.data === undefined ? (
        tasks.error === null ? (
          <div className={classes.pad}>
            <RowsSkeleton rows={8} height={54} />
          </div>
        ) : null
      ) : rows.length === 0 ? (
        <StateMessage icon={IconChecks} title={t(state === 'open' ? 'noneOpen' : 'noneDone')} />
      ) : (
        <ul ref={list} className={classes.tasks} onKeyDown={onKeyDown}>
          {rows.map((task) => (
            <li key={task.task}>
              <button
                type="button"
                className={classes.task}
                aria-current={task.task === open}
                onClick={() => onOpen(task.task)}
              >
                <TaskIcon kind={task.kind} />
                <span className={classes.taskWords}>
                  <b>{task.title}</b>
                  <span className={classes.taskWho}>
                    <span>{contactName(task.contact)}</span>
                    <When task={task} />
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {tasks.data?.more === true ? <p className={classes.more}>{t('more')}</p> : null}
    </section>
  );
}

/** When it is due, or how it ended. */
function When({ task }: { task: TaskRow }) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  if (task.state === 'done') {
    const name = task.outcomes.find(({ id }) => id === task.outcome)?.name ?? task.outcome ?? '';
    return <span className={classes.when}>{name}</span>;
  }
  const at = task.dueAt ?? task.createdAt;
  return (
    <time className={classes.when} data-overdue={task.overdue} dateTime={at}>
      {task.overdue ? t('overdue', { ago: format.ago(at) }) : format.ago(at)}
    </time>
  );
}
