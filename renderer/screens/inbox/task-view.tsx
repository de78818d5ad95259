import { Button, CopyButton, Textarea } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TaskRow } from '../../../flows/api/tasks.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { toast } from '../../app/toast.ts';
import { StateBadge } from '../../ui/bits.tsx';
import { contactName } from '../contacts/contact-name.ts';
import classes from './inbox.module.css';
import { TaskIcon } from './task-icon.tsx';

/** One task: who, what to say, and how it ended. */
export function TaskView({ task, opened, onDone }: { task: TaskRow; opened: number; onDone: () => void }) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  const [note, setNote] = useState('');
  useEffect(() => {
    if (opened >= 0) heading.current?.focus({ preventScroll: true });
  }, [opened]);
  const name = contactName(task.contact);
  const complete = useMutation({
    mutationFn: (outcome: string) => client.tasks.complete({ task: task.task, outcome, note }),
    onSuccess: (_done, outcome) => {
      const chosen = task.outcomes.find(({ id }) => id === outcome)?.name ?? outcome;
      toast.done(t('noted', { outcome: chosen, name }));
      onDone();
    },
    onError: (error) => toast.failed(words(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.tasks.key() }),
  });
  const facts: [string, string | null][] = [
    [t('phone'), task.contact.phone],
    [t('email'), task.contact.email],
  ];
  return (
    <section className={classes.view} aria-label={t('task', { title: task.title })}>
      <header className={classes.head}>
        <TaskIcon kind={task.kind} size={24} />
        <div className={classes.headWords}>
          <h2 ref={heading} tabIndex={-1}>
            {task.title}
          </h2>
          <span>
            {t(`kind.${task.kind}`)} · {t('from', { flow: task.flowName ?? task.flow })}
          </span>
        </div>
        {task.state === 'done' ? (
          <StateBadge state="ok">{t('doneAt', { at: format.dateTime(task.endedAt ?? task.createdAt) })}</StateBadge>
        ) : task.dueAt === null ? null : (
          <StateBadge state={task.overdue ? 'warn' : 'info'}>
            {t('due', { at: format.dateTime(task.dueAt) })}
          </StateBadge>
        )}
      </header>
      <div className={classes.body}>
        <div className={classes.card}>
          <h3>{t('who')}</h3>
          <div className={classes.who}>
            <b>{name}</b>
            <Button component={Link} href={`/contacts/${task.contact.id}`} size="compact-sm" variant="default">
              {t('profile')}
            </Button>
          </div>
          <dl className={classes.facts}>
            {facts.map(([label, value]) =>
              value === null ? null : (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    {value}
                    <CopyButton value={value}>
                      {({ copied, copy }) => (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          leftSection={
                            copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />
                          }
                          aria-label={t('copy', { value })}
                          onClick={copy}
                        >
                          {t(copied ? 'copied' : 'copyShort')}
                        </Button>
                      )}
                    </CopyButton>
                  </dd>
                </div>
              ),
            )}
          </dl>
        </div>
        {task.script === '' ? null : (
          <div className={classes.card}>
            <h3>{t('script')}</h3>
            <p className={classes.script}>{task.script}</p>
          </div>
        )}
        {task.state === 'done' ? <Ended task={task} /> : null}
      </div>
      {task.state === 'open' ? (
        <footer className={classes.foot}>
          <Textarea
            label={t('noteLabel')}
            placeholder={t('notePlaceholder')}
            autosize
            minRows={1}
            maxRows={5}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <fieldset className={classes.outcomes} aria-label={t('how')}>
            <span>{t('how')}</span>
            {task.outcomes.map(({ id, name: label }, index) => (
              <Button
                key={id}
                variant={index === 0 ? 'filled' : 'default'}
                loading={complete.isPending && complete.variables === id}
                disabled={complete.isPending}
                onClick={() => complete.mutate(id)}
              >
                {label}
              </Button>
            ))}
          </fieldset>
        </footer>
      ) : null}
    </section>
  );
}

function Ended({ task }: { task: TaskRow }) {
  const { t } = useTranslation('inbox');
  const name = task.outcomes.find(({ id }) => id === task.outcome)?.name ?? task.outcome ?? '';
  return (
    <div className={classes.card}>
      <h3>{t('ended')}</h3>
      <p className={classes.script}>
        <b>{name}</b>
        {task.note === null || task.note === '' ? null : `\n${task.note}`}
      </p>
    </div>
  );
}
