/**
 * Reports that a mail could not be delivered, in their three usual forms: RFC 3464 reports, plain texts that quote the
 * original's headers (exim, qmail and others), and texts whose status stands only in the subject.
 */
import type { Email } from 'postal-mime';
import { ownIdsIn } from './message-id.ts';

interface Bounce {
  /** Our message, when the report names it. */
  messageId: string | null;
  /** Enhanced status such as `5.1.1`; null when the report gives none. */
  status: string | null;
  recipient: string | null;
  detail: string;
  /** Only a warning: the server goes on trying. */
  delayed: boolean;
}

/** Characters; subjects of strangers may be of any length. */
const maxSubject = 1000;

const robots = /^(mailer-daemon|postmaster|mail-daemon|mdaemon)@/i;
const subjects =
  /undeliver|delivery (status notification|failure|has failed|problem)|(mail|message) delivery failed|failure notice|returned (mail|to sender)|delivery.*(delayed|warning)|не\s?доставлен|недоставлен|не удалось доставить|не вдалося доставити/i;

export function bounceOf(mail: Email): Bounce | null {
  const report = mail.attachments.find((part) => part.mimeType === 'message/delivery-status');
  const everything = contentOf(mail);
  if (report !== undefined) return fromReport(textOf(report.content), everything);

  const from = mail.from?.address ?? mail.from?.group?.[0]?.address ?? '';
  const failed = mail.headers.find((header) => header.key === 'x-failed-recipients')?.value ?? null;
  const subject = (mail.subject ?? '').slice(0, maxSubject);
  const robot = robots.test(from) || mail.returnPath === '<>' || mail.returnPath === '';
  if (failed === null && !(robot && (subjects.test(subject) || statusIn(subject) !== null))) return null;

  const text = `${subject}\n${mail.text ?? ''}`;
  const recipient =
    failed?.split(',')[0] ??
    /<[^\s<>@]{1,64}@[^\s<>@]{1,255}>|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}/.exec(mail.text ?? '')?.[0];
  return {
    messageId: ownIdsIn(everything)[0] ?? null,
    status: statusIn(subject) ?? statusIn(text) ?? replyCodeIn(text),
    recipient: recipient === undefined ? null : cleanAddress(recipient),
    detail: subject.slice(0, 300),
    delayed: /\b(delayed|warning|will (be|keep) (retr|try))/i.test(text) && (statusIn(text) ?? '4').startsWith('4'),
  };
}

function fromReport(report: string, everything: string): Bounce {
  const field = (name: string): string | null =>
    new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t]+.*)*)`, 'im').exec(report)?.[1]?.trim() ?? null;
  const recipient = field('Original-Recipient') ?? field('Final-Recipient');
  const action = (field('Action') ?? 'failed').toLowerCase();
  const diagnostic = (field('Diagnostic-Code') ?? '').replace(/^[\w-]+;\s*/, '').replace(/\s+/g, ' ');
  return {
    messageId: ownIdsIn(everything)[0] ?? null,
    status: statusIn(field('Status') ?? '') ?? statusIn(diagnostic),
    recipient: recipient === null ? null : cleanAddress(recipient.replace(/^[\w-]+;\s*/, '')),
    detail: diagnostic.slice(0, 300),
    delayed: action !== 'failed',
  };
}

const statusIn = (text: string): string | null =>
  /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? null;
/** `550 no such user` without an enhanced status is as final as `5.0.0`. */
const replyCodeIn = (text: string): string | null => {
  const code = /(?<![\d.])([45])[0-5]\d(?=[\s-])/.exec(text)?.[1];
  return code === undefined ? null : `${code}.0.0`;
};

const cleanAddress = (text: string): string => text.trim().replace(/^<|>$/g, '').toLowerCase();

const decoder = new TextDecoder();
const textOf = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string' ? content : decoder.decode(content);

const contentOf = (mail: Email): string =>
  [
    mail.text ?? '',
    mail.html ?? '',
    ...mail.headers.filter((header) => header.key === 'in-reply-to' || header.key === 'references').map((h) => h.value),
    ...mail.attachments
      .filter((part) => part.mimeType.startsWith('message/') || part.mimeType.startsWith('text/'))
      .map((part) => textOf(part.content)),
  ].join('\n');
