import { IconChevronRight, IconExternalLink } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileUrl } from '../../app/files.ts';
import { useFormat } from '../../app/format.ts';
import { frameDocument } from '../../ui/letter/frame-document.ts';
import { useShownPictures } from '../../ui/letter/pictures.ts';
import { LockedFrame } from '../../ui/locked-frame.tsx';
import { Attached } from './attached.tsx';
import { linksIn, linksInText } from './mail-document.ts';
import classes from './mailbox.module.css';
import type { MailboxMessage } from './mailbox-types.ts';
import type { MessageActions } from './thread-view.tsx';

export interface LetterProps extends MessageActions {
  message: MailboxMessage;
  startsOpen: boolean;
}

/** An e-mail. Its links stand under it, because the frame that shows it may open nothing. */
export function Letter({ message, startsOpen, onRead, onLink, onButton }: LetterProps) {
  const { t } = useTranslation('mailbox');
  const format = useFormat();
  const [open, setOpen] = useState(startsOpen);
  useEffect(() => {
    if (open) onRead(message);
  }, [open, message, onRead]);
  const { html, text } = message;
  const links = useMemo(
    () => (html === null ? linksInText(text ?? '') : linksIn(new DOMParser().parseFromString(html, 'text/html'))),
    [html, text],
  );
  const subject = message.subject || (message.direction === 'in' ? t('answer') : t('noSubject'));
  return (
    <article className={classes.letter} data-direction={message.direction}>
      <button type="button" className={classes.letterHead} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={16} aria-hidden style={{ rotate: open ? '90deg' : '0deg' }} />
        <b>{subject}</b>
        <span>
          {message.direction === 'out' ? `${t(`app:message.${message.state}`)} · ` : `${t('fromThem')} · `}
          <time dateTime={message.at}>{format.dateTime(message.at)}</time>
        </span>
      </button>
      {open ? (
        <>
          {html === null ? <div className={classes.plain}>{text}</div> : <Frame title={subject} html={html} />}
          <Attached files={message.attachments} />
          {message.direction === 'out' && links.length + message.buttons.length > 0 ? (
            <div className={classes.links}>
              <span>{t('links')}</span>
              {message.buttons.map((button) => (
                <button key={button.id} type="button" className={classes.key} onClick={() => onButton(message, button)}>
                  {button.text}
                </button>
              ))}
              {links.map((link) => (
                <button
                  key={link.url}
                  type="button"
                  className={classes.key}
                  title={link.url}
                  onClick={() => onLink(message, link.url)}
                >
                  <IconExternalLink size={13} aria-hidden />
                  {link.text}
                </button>
              ))}
            </div>
          ) : null}
        </>
      ) : null}
    </article>
  );
}

function Frame({ title, html }: { title: string; html: string }) {
  const whole = useShownPictures(html, fileUrl);
  return <LockedFrame className={classes.frame} title={title} document={frameDocument(whole)} />;
}
