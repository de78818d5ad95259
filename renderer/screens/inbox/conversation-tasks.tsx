import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TaskRow } from '../../../flows/api/tasks.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import classes from './conversations.module.css';
import { TaskIcon } from './task-icon.tsx';

/** What flows asked people to do about this contact; a button says how it ended. */
export function ConversationTasks({ tasks, name }: { tasks: readonly TaskRow[]; name: string }) {
  const { t } = useTranslation('inbox');
  if (tasks.length === 0) return null;
  return (
    <ul className={classes.tasks} aria-label={t('tasks')}>
      {tasks.map((task) => (
        <TaskLine key={task.task} task={task} name={name} />
      ))}
    </ul>
  );
}

function TaskLine({ task, name }: { task: TaskRow; name: string }) {
  const { t } = useTranslation('inbox');
  const words = useErrorWords();
  const queries = useQueryClient();
  const complete = useMutation({
    mutationFn: (outcome: { id: string; name: string }) =>
      client.tasks.complete({ task: task.task, outcome: outcome.id, note: '' }),
    onSuccess: (_done, outcome) => toast.done(t('noted', { outcome: outcome.name, name })),
    onError: (error) => toast.failed(words(error)),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: orpc.tasks.key() }),
        queries.invalidateQueries({ queryKey: orpc.conversations.key() }),
      ]),
  });
  return (
    <li>
      <TaskIcon kind={task.kind} />
      <Link href={`/inbox/${task.task}`} className={classes.taskName}>
        {task.title}
      </Link>
      <span className={classes.outcomes}>
        {task.outcomes.map((outcome) => (
          <Button
            key={outcome.id}
            size="compact-xs"
            variant="default"
            disabled={complete.isPending}
            onClick={() => complete.mutate(outcome)}
          >
            {outcome.name}
          </Button>
        ))}
      </span>
    </li>
  );
}
