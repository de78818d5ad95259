/** What the worker in the browser is given, as JSON. resources/site/push-worker.js reads it. */
import { createHash } from 'node:crypto';
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { mostPushButtons, noticeOf, payloadLimit, type Urgency, urgencies } from '../../flows/sdk/push.ts';

export interface Push {
  payload: string;
  /** Seconds. */
  ttl: number;
  urgency: Urgency;
  /** In the header `Topic`: a message that is still kept is replaced by a newer one of the same. */
  topic: string | null;
}

/** Where nothing is said, as of a rung of a cascade. */
const aDay = 86_400;

/** Up to 32 letters of base64url, which is all a `Topic` may have (RFC 8030, 5.4). */
const topicOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 32);

/** Throws `bad-request` for what no browser could show. `icon`: the account's. */
export function pushOf(message: Pick<OutgoingMessage, 'key' | 'parts' | 'buttons' | 'report'>, icon?: string): Push {
  const notice = noticeOf(message);
  if (notice === null) {
    throw new ConnectorError(
      'bad-request',
      'A link or the picture of this message leads to no web page. Write an address that begins with https://, or a path of your site such as /cart.',
    );
  }
  if (notice.title === '') throw new ConnectorError('bad-request', 'The message has no text for this person.');
  const { buttons } = notice;
  if (buttons.length > mostPushButtons || buttons.some(({ text }) => text.trim() === '')) {
    throw new ConnectorError(
      'bad-request',
      `A web push has room for ${mostPushButtons} buttons, and each needs a text. Change the buttons of the block.`,
    );
  }
  const { seconds = '', group = '' } = message.parts;
  const tag = topicOf(group === '' ? `message:${message.key}` : `group:${group}`);
  const payload = JSON.stringify({
    kaskad: 1,
    title: notice.title,
    text: notice.text,
    ...(notice.image === null ? {} : { image: notice.image }),
    ...(notice.url === null ? {} : { url: notice.url }),
    ...(icon === undefined ? {} : { icon }),
    ...(buttons.length === 0
      ? {}
      : { buttons: buttons.map(({ id, text, url }) => (url === null ? { id, text } : { id, text, url })) }),
    // The same message twice shows as one.
    tag,
    ...(group === '' ? {} : { again: true }),
    ...(message.report === undefined ? {} : { report: message.report }),
  });
  const size = Buffer.byteLength(payload);
  if (size > payloadLimit) {
    throw new ConnectorError(
      'bad-request',
      `With this person’s own values the message is too long: push services take ${payloadLimit} bytes, this one has ${size}. Shorten the text or the links.`,
    );
  }
  return {
    payload,
    ttl: /^\d{1,8}$/.test(seconds) ? Number(seconds) : aDay,
    urgency: urgencies.find((one) => one === message.parts.urgency) ?? 'normal',
    topic: group === '' ? null : topicOf(`group:${group}`),
  };
}
