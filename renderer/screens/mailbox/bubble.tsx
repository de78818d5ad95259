import { IconExternalLink } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { linksInText } from './mail-document.ts';
import classes from './mailbox.module.css';
import type { MailboxMessage } from './mailbox-types.ts';
import type { MessageActions } from './thread-view.tsx';

/** A message of a messenger or an SMS. Ours stands at the left: the screen is the recipient's telephone. */
export function Bubble({ message, onRead, onLink, onButton }: { message: MailboxMessage } & MessageActions) {
  const { t } = useTranslation('mailbox');
  const format = useFormat();
  useEffect(() => onRead(message), [message, onRead]);
  const text = message.text ?? message.subject ?? '';
  const ours = message.direction === 'out';
  return (
    <article className={classes.bubbleRow} data-direction={message.direction}>
      <div className={classes.bubble}>
        {text}
        {ours
          ? linksInText(text).map((link) => (
              <button key={link.url} type="button" className={classes.link} onClick={() => onLink(message, link.url)}>
                <IconExternalLink size={13} aria-hidden />
                {t('follow', { url: link.text })}
              </button>
            ))
          : null}
      </div>
      {message.buttons.length === 0 ? null : (
        <div className={classes.buttons}>
          {message.buttons.map((button) => (
            <button key={button.id} type="button" className={classes.key} onClick={() => onButton(message, button)}>
              {button.text}
              {button.url === undefined ? null : <IconExternalLink size={13} aria-label={t('opensLink')} />}
            </button>
          ))}
        </div>
      )}
      <footer className={classes.meta}>
        <time dateTime={message.at}>{format.dateTime(message.at)}</time>
        {ours ? ` · ${t(`app:message.${message.state}`)}` : null}
      </footer>
    </article>
  );
}
