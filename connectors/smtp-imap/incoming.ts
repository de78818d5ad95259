/** One mail of the inbox, read into notices. Mail is hostile input: whatever cannot be read is passed over. */
import PostalMime, { type Address, type Email } from 'postal-mime';
import type { Incoming } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { bounceOf } from './bounce.ts';
import type { MailConfig } from './index.ts';
import { ownIdsIn, wasSentTo } from './message-id.ts';
import { textOfHtml, withoutQuotes } from './text.ts';

const maxText = 20_000;
/** The parser's time goes by lines; half a megabyte of ordinary mail has fewer. */
const maxLines = 20_000;

export async function incomingFromMail(
  source: Uint8Array,
  context: { fallbackId: string; at: Millis; config: Pick<MailConfig, 'fromAddress' | 'unsubscribeAddress'> },
): Promise<Incoming[]> {
  let mail: Email;
  try {
    mail = await PostalMime.parse(beginning(source), { forceRfc822Attachments: true, maxNestingDepth: 30 });
  } catch {
    return [];
  }
  const id = mail.messageId ?? context.fallbackId;
  const bounce = bounceOf(mail);
  if (bounce !== null) return bounceNotices(id, context.at, bounce);
  if (isAutomatic(mail)) return [];

  const from = mailbox(mail.from);
  if (from === null || from.address === context.config.fromAddress.toLowerCase()) return [];
  const answers = ownIdsIn(`${mail.inReplyTo ?? ''} ${mail.references ?? ''}`);
  // References names the whole thread; the message answered is in In-Reply-To, else it is the last one.
  const answered = ownIdsIn(mail.inReplyTo ?? '')[0] ?? answers.at(-1);
  const own = mail.text ?? (mail.html === undefined ? '' : textOfHtml(mail.html));
  const unsubscribes = isUnsubscribe(mail, context.config.unsubscribeAddress);
  const notices: Incoming[] = [
    {
      kind: 'message',
      id,
      channel: 'email',
      from: from.address,
      at: context.at,
      text: withoutQuotes(own).slice(0, maxText),
      ...(from.name === '' ? {} : { fromName: from.name }),
      ...(answered === undefined ? {} : { inReplyTo: answered }),
      props: { subject: (mail.subject ?? '').slice(0, 1000), ...(unsubscribes ? { unsubscribe: true } : {}) },
    },
  ];
  if (answered !== undefined && !unsubscribes) {
    // After the message: whoever waits for the reply is told with its text.
    notices.push({ kind: 'receipt', id: `${id}:replied`, vendorId: answered, state: 'replied', at: context.at });
  }
  return notices;
}

function bounceNotices(id: string, at: Millis, bounce: NonNullable<ReturnType<typeof bounceOf>>): Incoming[] {
  if (bounce.delayed || bounce.messageId === null) return [];
  const reason = bounce.status === null ? bounce.detail : `${bounce.status} ${bounce.detail}`.trim();
  const notices: Incoming[] = [
    { kind: 'receipt', id: `${id}:failed`, vendorId: bounce.messageId, state: 'failed', at, reason },
  ];
  const hard = bounce.status?.startsWith('5.') === true;
  // Only an address that we did write to with this very message: a forged report must not silence somebody else.
  if (hard && bounce.recipient !== null && wasSentTo(bounce.messageId, bounce.recipient)) {
    notices.push({
      kind: 'address',
      id: `${id}:address`,
      address: 'email',
      value: bounce.recipient,
      state: 'bounced',
      at,
      reason,
    });
  }
  return notices;
}

const headerOf = (mail: Email, name: string): string | null =>
  mail.headers.find((header) => header.key === name)?.value ?? null;

/** Holiday notes, lists, robots (RFC 3834 and what programs did before it). */
function isAutomatic(mail: Email): boolean {
  const submitted = headerOf(mail, 'auto-submitted');
  if (submitted !== null && !/^no\b/i.test(submitted.trim())) return true;
  if (headerOf(mail, 'x-autoreply') !== null || headerOf(mail, 'x-autorespond') !== null) return true;
  if (
    /\b(all|oof|autoreply)\b/i.test(headerOf(mail, 'x-auto-response-suppress') ?? '') &&
    headerOf(mail, 'in-reply-to') === null
  )
    return true;
  return /^(bulk|junk|list|auto_reply)$/i.test((headerOf(mail, 'precedence') ?? '').trim());
}

function isUnsubscribe(mail: Email, address: string | undefined): boolean {
  if (address === undefined) return false;
  const to = (mail.to ?? []).map(mailbox);
  return to.some((one) => one?.address === address.toLowerCase()) && /^\s*unsubscribe\s*$/i.test(mail.subject ?? '');
}

function mailbox(address: Address | undefined): { name: string; address: string } | null {
  const one = address?.group === undefined ? address : address.group[0];
  return one?.address === undefined || one.address === ''
    ? null
    : { name: one.name, address: one.address.toLowerCase() };
}

function beginning(source: Uint8Array): Uint8Array {
  let end = -1;
  for (let line = 0; line < maxLines; line++) {
    end = source.indexOf(10, end + 1);
    if (end < 0) return source;
  }
  return source.subarray(0, end);
}
