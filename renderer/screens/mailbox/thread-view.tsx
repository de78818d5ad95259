/** One conversation, as the recipient sees it. */
import { Button, Group, Menu, Textarea } from '@mantine/core';
import { IconBan, IconMailX, IconSend, IconUser } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ChannelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import { contactName } from '../contacts/contact-name.ts';
import { Bubble } from './bubble.tsx';
import { Letter } from './letter.tsx';
import classes from './mailbox.module.css';
import type { MailboxMessage, OpenThread } from './mailbox-types.ts';

/** Further along than this there is nothing left to read. */
const unreadStates: ReadonlySet<string> = new Set(['sent', 'delivered']);

export interface MessageActions {
  onRead: (message: MailboxMessage) => void;
  onLink: (message: MailboxMessage, url: string) => void;
  onButton: (message: MailboxMessage, button: MailboxMessage['buttons'][number]) => void;
}

function useActions() {
  const { t } = useTranslation('mailbox');
  const words = useErrorWords();
  const queries = useQueryClient();
  const onError = (error: unknown) => toast.failed(words(error));
  const onSuccess = () => queries.invalidateQueries({ queryKey: orpc.sandbox.key() });
  const act = useMutation({
    mutationFn: (input: Parameters<typeof client.sandbox.act>[0]) => client.sandbox.act(input),
    onSuccess,
    onError,
  });
  const reply = useMutation({
    mutationFn: (input: Parameters<typeof client.sandbox.reply>[0]) => client.sandbox.reply(input),
    onSuccess,
    onError,
  });
  // Each message is read once, however often the screen draws.
  const read = useRef(new Set<number>());
  const actions: MessageActions = {
    onRead: (message) => {
      if (message.direction !== 'out' || !unreadStates.has(message.state) || read.current.has(message.id)) return;
      read.current.add(message.id);
      act.mutate({ message: message.id, action: 'read' });
    },
    onLink: (message, url) => {
      act.mutate(
        { message: message.id, action: 'click', url },
        { onSuccess: () => toast.done(t('did.click', { url })) },
      );
    },
    onButton: (message, button) => {
      const url = button.url === undefined ? {} : { url: button.url };
      act.mutate(
        { message: message.id, action: 'click', button: button.id, ...url },
        { onSuccess: () => toast.done(t('did.button', { button: button.text })) },
      );
    },
  };
  return { actions, act, reply };
}

export function ThreadView({ open }: { open: OpenThread }) {
  const { t } = useTranslation('mailbox');
  const channelName = useChannelName();
  const thread = useQuery(orpc.sandbox.thread.queryOptions({ input: open }));
  const { data: contact } = useQuery(orpc.contacts.get.queryOptions({ input: { contact: `id:${open.contact}` } }));
  const { actions, act, reply } = useActions();
  const end = useRef<HTMLDivElement>(null);
  const count = thread.data?.length ?? 0;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'end' });
  }, [count]);
  const name = contact === undefined ? '' : contactName(contact);
  const mail = open.channel === 'email';
  const lastSent = thread.data?.findLast((message) => message.direction === 'out');
  return (
    <section className={classes.view} aria-label={t('conversation', { name, channel: channelName(open.channel) })}>
      <header className={classes.viewHead}>
        <ChannelIcon channel={open.channel} size={20} />
        <div className={classes.viewName}>
          <h2>{name}</h2>
          <span>{mail ? contact?.email : channelName(open.channel)}</span>
        </div>
        <Button
          component={Link}
          href={`/contacts/${open.contact}`}
          size="xs"
          variant="default"
          leftSection={<IconUser size={14} aria-hidden />}
        >
          {t('profile')}
        </Button>
        <Menu position="bottom-end" width={250}>
          <Menu.Target>
            <Button size="xs" variant="default" disabled={lastSent === undefined}>
              {t('asRecipient')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconMailX size={15} aria-hidden />}
              onClick={() =>
                lastSent !== undefined &&
                act.mutate(
                  { message: lastSent.id, action: 'bounce' },
                  { onSuccess: () => toast.done(t('did.bounce', { name })) },
                )
              }
            >
              {t('bounce')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconBan size={15} aria-hidden />}
              c="var(--k-bad)"
              onClick={() =>
                lastSent !== undefined &&
                act.mutate(
                  { message: lastSent.id, action: 'block' },
                  { onSuccess: () => toast.done(t('did.block', { name })) },
                )
              }
            >
              {t('block')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <div className={classes.messages} data-mail={mail}>
        {thread.error !== null ? (
          <ErrorState error={thread.error} onRetry={() => void thread.refetch()} />
        ) : thread.data === undefined ? (
          <RowsSkeleton rows={4} height={70} />
        ) : (
          thread.data.map((message, index) =>
            mail ? (
              <Letter key={message.id} message={message} startsOpen={index === count - 1} {...actions} />
            ) : (
              <Bubble key={`${message.direction} ${message.id}`} message={message} {...actions} />
            ),
          )
        )}
        <div ref={end} />
      </div>
      <ReplyBox busy={reply.isPending} onSend={(text) => reply.mutateAsync({ ...open, text })} />
    </section>
  );
}

function ReplyBox({ busy, onSend }: { busy: boolean; onSend: (text: string) => Promise<unknown> }) {
  const { t } = useTranslation('mailbox');
  const [text, setText] = useState('');
  const send = () => {
    if (text.trim() === '') return;
    onSend(text.trim()).then(
      () => setText(''),
      () => undefined,
    );
  };
  return (
    <form
      className={classes.reply}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Group align="end" gap="xs" wrap="nowrap">
        <Textarea
          flex={1}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={10_000}
          placeholder={t('reply.placeholder')}
          aria-label={t('reply.label')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
          }}
        />
        <Button
          type="submit"
          loading={busy}
          disabled={text.trim() === ''}
          leftSection={<IconSend size={15} aria-hidden />}
        >
          {t('reply.send')}
        </Button>
      </Group>
    </form>
  );
}
