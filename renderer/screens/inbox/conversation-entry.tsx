import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ConversationEntry } from '../../../flows/api/conversations.ts';
import { ChannelIcon } from '../../app/channel-icon.tsx';
import { client } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { useReasonWords } from '../../app/reason-words.ts';
import { toast } from '../../app/toast.ts';
import classes from './conversations.module.css';

/** What may still be looked at or mended is said in a sentence, not by a word. */
const troubled: ReadonlySet<string> = new Set(['unknown', 'failed', 'suppressed']);

/** One message, theirs at the left, ours at the right, with who wrote it and how far it got. */
export function Entry({ entry, contact }: { entry: ConversationEntry; contact: number }) {
  const { t } = useTranslation('conversations');
  const format = useFormat();
  const reasons = useReasonWords();
  const theirs = entry.direction === 'in';
  const reason = entry.reason === null ? '' : reasons.message(entry.reason);
  return (
    <article className={classes.entry} data-direction={entry.direction} data-state={entry.state}>
      <div className={classes.bubble}>
        {entry.subject === null || entry.subject === '' ? null : <b className={classes.subject}>{entry.subject}</b>}
        {entry.state === 'button' ? t('pressed', { button: entry.text ?? '' }) : (entry.text ?? t('noText'))}
      </div>
      {entry.buttons.length === 0 ? null : (
        <div className={classes.chips}>
          {entry.buttons.map((button, index) => (
            // Two buttons may say the same.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <span key={`${index}-${button}`}>{button}</span>
          ))}
        </div>
      )}
      <footer className={classes.meta}>
        <ChannelIcon channel={entry.channel} size={13} />
        <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
        {theirs ? null : <Author entry={entry} />}
        {theirs ? null : <span>{t(`app:message.${entry.state}`)}</span>}
        {entry.readAt !== null ? (
          <span>{t('readAt', { at: format.dateTime(entry.readAt) })}</span>
        ) : entry.deliveredAt !== null && entry.state !== 'delivered' ? (
          <span>{t('deliveredAt', { at: format.dateTime(entry.deliveredAt) })}</span>
        ) : null}
      </footer>
      {theirs ? null : troubled.has(entry.state) ? (
        <p className={classes.trouble} data-state={entry.state}>
          {t(`trouble.${entry.state}`, { reason })}
        </p>
      ) : entry.state === 'queued' ? (
        <Waiting entry={entry} contact={contact} reason={reason} />
      ) : null}
    </article>
  );
}

function Author({ entry }: { entry: ConversationEntry }) {
  const { t } = useTranslation('conversations');
  if (entry.by === null) return <span>{t('by.you')}</span>;
  const { flow, flowName, node, nodeName } = entry.by;
  if (flowName === null) return <span>{t('by.goneFlow')}</span>;
  return (
    <Link href={`/flows/${encodeURIComponent(flow)}?block=${encodeURIComponent(node)}`} className={classes.author}>
      {nodeName === null ? t('by.flow', { flow: flowName }) : t('by.block', { flow: flowName, block: nodeName })}
    </Link>
  );
}

/** Why it has not left yet; what a person wrote can be taken back. */
function Waiting({ entry, contact, reason }: { entry: ConversationEntry; contact: number; reason: string }) {
  const { t } = useTranslation('conversations');
  const words = useErrorWords();
  const cancel = useMutation({
    mutationFn: () => client.conversations.cancel({ contact, message: entry.id }),
    onSuccess: ({ canceled }) =>
      canceled ? toast.done(t('canceled')) : toast.failed({ title: t('tooLate'), body: '' }),
    onError: (error) => toast.failed(words(error)),
  });
  return (
    <p className={classes.trouble} data-state="queued">
      {reason === '' ? t('queued') : t('waitsFor', { reason })}
      {entry.by === null ? (
        <Button size="compact-xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('takeBack')}
        </Button>
      ) : null}
    </p>
  );
}
