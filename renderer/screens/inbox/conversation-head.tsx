import { Button, Menu } from '@mantine/core';
import { IconCheck, IconHandStop, IconPlayerPlay, IconRotate, IconUser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ConversationRow } from '../../../flows/api/conversations.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { toast } from '../../app/toast.ts';
import { StateBadge } from '../../ui/bits.tsx';
import classes from './conversations.module.css';

/** For how long a conversation may be taken over; null: until it is given back. */
const spans = [1, 4, 24, 72, null] as const;

/** Who it is, who has the conversation in hand, and the ways to change that. */
export function ConversationHead({
  conversation,
  name,
  opened,
}: {
  conversation: ConversationRow;
  name: string;
  opened: number;
}) {
  const { t } = useTranslation('conversations');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (opened > 0) heading.current?.focus({ preventScroll: true });
  }, [opened]);
  const contact = conversation.contact.id;
  const done = conversation.state === 'done';
  const paused = conversation.byHand || conversation.pausedUntil !== null;
  /** The button that was pressed gives its place to another one: the keyboard stays in the conversation. */
  const told = (what: 'taken' | 'given') => {
    toast.done(t(what, { name }));
    heading.current?.focus({ preventScroll: true });
  };
  const onError = (error: unknown) => toast.failed(words(error));
  const onSettled = () => queries.invalidateQueries({ queryKey: orpc.conversations.key() });
  const takeOver = useMutation({
    mutationFn: (hours: number | null) => client.conversations.takeOver({ contact, hours }),
    onSuccess: () => told('taken'),
    onError,
    onSettled,
  });
  const giveBack = useMutation({
    mutationFn: () => client.conversations.giveBack({ contact }),
    onSuccess: () => told('given'),
    onError,
    onSettled,
  });
  const setState = useMutation({
    mutationFn: () => client.conversations.setState({ contact, state: done ? 'open' : 'done' }),
    onSuccess: () => toast.done(t(done ? 'reopened' : 'closed', { name })),
    onError,
    onSettled,
  });
  return (
    <header className={classes.head}>
      <div className={classes.headWords}>
        <h2 ref={heading} tabIndex={-1}>
          {name}
        </h2>
        <span className={classes.state}>
          {paused ? (
            <StateBadge state="paused">
              {conversation.byHand
                ? t('hand.byHand')
                : t('hand.until', { at: format.dateTime(conversation.pausedUntil ?? '') })}
            </StateBadge>
          ) : (
            <StateBadge state="info">{t('hand.flows')}</StateBadge>
          )}
          {done ? <StateBadge state="ok">{t('doneBadge')}</StateBadge> : null}
          {conversation.waiting ? <StateBadge state="warn">{t('mark.waiting')}</StateBadge> : null}
        </span>
      </div>
      <div className={classes.acts}>
        <Button
          component={Link}
          href={`/contacts/${contact}`}
          size="xs"
          variant="default"
          leftSection={<IconUser size={14} aria-hidden />}
        >
          {t('profile')}
        </Button>
        {paused ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            loading={giveBack.isPending}
            onClick={() => giveBack.mutate()}
          >
            {t('giveBack')}
          </Button>
        ) : (
          <Menu position="bottom-end" width={250}>
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconHandStop size={14} aria-hidden />}
                loading={takeOver.isPending}
              >
                {t('takeOver')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('takeOverHelp')}</Menu.Label>
              {spans.map((hours) => (
                <Menu.Item key={hours ?? 'hand'} onClick={() => takeOver.mutate(hours)}>
                  {hours === null ? t('span.byHand') : t('span.hours', { count: hours })}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        <Button
          size="xs"
          variant="default"
          leftSection={done ? <IconRotate size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />}
          loading={setState.isPending}
          onClick={() => setState.mutate()}
        >
          {t(done ? 'reopen' : 'close')}
        </Button>
      </div>
    </header>
  );
}
