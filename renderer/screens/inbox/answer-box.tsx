import { Button, Select, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerWay } from '../../../flows/api/conversations.ts';
import { smsParts } from '../../../flows/sdk/sms-parts.ts';
import { useChannelName } from '../../app/channel-icon.tsx';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { toast } from '../../app/toast.ts';
import classes from './conversations.module.css';

/** Milliseconds without a key until what was typed is kept. */
const calm = 600;
const longest = 10_000;

export interface AnswerBoxProps {
  contact: number;
  name: string;
  ways: readonly AnswerWay[];
  draft: { channel: string; text: string } | null;
}

/** Where an answer is written: by which channel and account it goes, what is in its way, and the text, which is kept. */
export function AnswerBox({ contact, name, ways, draft }: AnswerBoxProps) {
  const { t } = useTranslation('conversations');
  const channelName = useChannelName();
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const [text, setText] = useState(draft?.text ?? '');
  const [chosen, setChosen] = useState<string | null>(draft?.channel ?? null);
  /** What somebody types here wins over what was kept before. */
  const typed = useRef(false);
  const kept = draft?.text ?? '';
  useEffect(() => {
    if (!typed.current) setText(kept);
  }, [kept]);
  const way = ways.find(({ channel }) => channel === chosen) ?? ways[0];
  const channel = way?.channel ?? '';
  /** The same answer pressed twice is sent once. */
  const key = useRef(crypto.randomUUID());
  const keep = useDraft(contact, channel, draft?.text ?? '');
  const notes = useId();
  const send = useMutation({
    mutationFn: (to: { account: string; to: string }) =>
      client.conversations.send({ contact, channel, ...to, text: text.trim(), key: key.current }),
    onSuccess: () => {
      key.current = crypto.randomUUID();
      keep.forget();
      typed.current = false;
      setText('');
    },
    onError: (error) => toast.failed(words(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.conversations.key() }),
  });
  if (way === undefined) return <p className={classes.noWay}>{t('noWay')}</p>;
  const { account, to, cannot } = way;
  const most = way.textLimit ?? longest;
  const tooLong = text.trim().length > most;
  const ready = cannot === null && account !== null && to !== null && text.trim() !== '' && !tooLong;
  const submit = () => {
    if (ready && !send.isPending) send.mutate({ account, to });
  };
  return (
    <form
      className={classes.answer}
      aria-label={t('answer.form', { name })}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={classes.way}>
        {ways.length < 2 ? null : (
          <Select
            size="xs"
            w={150}
            allowDeselect={false}
            aria-label={t('answer.channel')}
            data={ways.map((one) => ({ value: one.channel, label: channelName(one.channel) }))}
            value={channel}
            onChange={(next) => {
              setChosen(next);
              keep.type(next ?? channel, text);
            }}
          />
        )}
        <span
          id={notes}
          className={classes.wayWords}
          data-warn={cannot !== null || way.insteadOf !== null || undefined}
        >
          {cannot !== null || way.insteadOf !== null ? (
            <IconAlertTriangle size={15} aria-hidden />
          ) : (
            <IconInfoCircle size={15} aria-hidden />
          )}
          <WayWords way={way} />
        </span>
      </div>
      <div className={classes.write}>
        <Textarea
          flex={1}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={longest}
          placeholder={t('answer.placeholder')}
          aria-label={t('answer.label')}
          aria-describedby={notes}
          disabled={cannot !== null}
          error={
            tooLong ? t('answer.tooLong', { most: format.number(most), n: format.number(text.trim().length) }) : null
          }
          value={text}
          onChange={(event) => {
            typed.current = true;
            setText(event.currentTarget.value);
            keep.type(channel, event.currentTarget.value);
          }}
          onBlur={keep.now}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            submit();
          }}
        />
        <Button
          type="submit"
          loading={send.isPending}
          disabled={!ready}
          leftSection={<IconSend size={15} aria-hidden />}
        >
          {t('answer.send')}
        </Button>
      </div>
      <p className={classes.hint}>
        {channel === 'sms' && text.trim() !== ''
          ? t('answer.sms', { count: smsParts(text.trim()).parts, n: format.number(smsParts(text.trim()).parts) })
          : t('answer.keys')}
      </p>
    </form>
  );
}

/** Where it goes, and what is to be known about that. */
function WayWords({ way }: { way: AnswerWay }) {
  const { t } = useTranslation('conversations');
  const format = useFormat();
  const values = { account: way.accountName ?? '', to: way.to ?? '' };
  if (way.cannot !== null) return <span>{t(`cannot.${way.cannot}`, values)}</span>;
  return (
    <span>
      {way.insteadOf === null
        ? t('goes', values)
        : t(`instead.${way.insteadOf.why}`, { ...values, was: way.insteadOf.name })}{' '}
      {way.sandbox ? `${t('goesSandbox')} ` : ''}
      {way.windowUntil === null ? '' : `${t('window', { at: format.dateTime(way.windowUntil) })} `}
      {way.accountPausedUntil === null ? '' : t('accountPaused', { at: format.dateTime(way.accountPausedUntil) })}
    </span>
  );
}

/** Keeps what is typed shortly after the last key, and at once when the box is left. */
function useDraft(contact: number, channel: string, stored: string) {
  const pending = useRef<{ channel: string; text: string } | null>(null);
  const last = useRef(stored);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const now = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    const one = pending.current;
    pending.current = null;
    if (one === null || one.text === last.current) return;
    last.current = one.text;
    // What is typed stays in the box; the next key tries again.
    client.conversations.draft({ contact, ...one }).catch(() => {
      last.current = '';
    });
  }, [contact]);
  useEffect(() => now, [now]);
  return {
    now,
    type(next: string, text: string) {
      pending.current = { channel: next === '' ? channel : next, text };
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = setTimeout(now, calm);
    },
    forget() {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
      pending.current = null;
      last.current = '';
    },
  };
}
