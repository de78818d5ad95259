/** What was sent, or why not. */
import { textFromHtml } from '../../content/text-from-html.ts';
import { addressKindOf } from '../../sdk/channels.ts';
import { shownAddress } from '../../sdk/push.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { MessageContent } from '../../store/mailbox.ts';
import { os } from './base.ts';

/** The text of a message in whatever channel, to read in a list. */
export function textOf(content: MessageContent | null): string | null {
  const { title = '', text, html, body } = content?.parts ?? {};
  const words = text ?? body ?? (html === undefined ? null : textFromHtml(html));
  return title === '' ? words : [title, words].filter((one) => one !== null).join('\n');
}

export const messagesApi = {
  list: os.messages.list.handler(({ context: { store }, input }) => {
    const { timezone } = store.meta.get();
    return store.mailbox.list(input).map(({ content, ...message }) => ({
      ...message,
      to: message.to === null ? null : shownAddress(addressKindOf(message.channel), message.to),
      at: formatInstant(message.at, timezone),
      subject: content?.parts.subject ?? null,
      text: textOf(content),
    }));
  }),
};
