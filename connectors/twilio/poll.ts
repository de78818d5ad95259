/**
 * Twilio can list messages by day only. A pass reads all pages from the day of the oldest message whose fate is open, and
 * passes on what changed since the pass before; a page a poll. Notices that repeat change nothing.
 */
import * as z from 'zod';
import { ConnectorError, type PollContext, type PollResult } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import type { TwilioCall } from './call.ts';
import type { TwilioConfig } from './index.ts';
import { incomingFrom, messageSchema, openSince, type TwilioMessage, updatedAt } from './messages.ts';

const pageSize = '1000';
const day: Millis = 24 * 3_600_000;
/** A message in this state for longer is not asked for any more: many networks never say that they delivered. */
const longestOpen: Millis = 3 * day;
/** A list may lag behind its messages, and clocks differ. */
const overlap: Millis = 10 * 60_000;

const cursorSchema = z.object({
  /** The first day to list. */
  from: z.iso.date(),
  /** What changed before this is known. */
  mark: z.number(),
  /** The pass under way: its list and page, the last change and the oldest open message seen. */
  pass: z
    .object({
      list: z.number().int(),
      page: z.string().nullable(),
      last: z.number(),
      open: z.number().nullable(),
    })
    .nullable(),
});
type Cursor = z.output<typeof cursorSchema>;

const listSchema = z.object({ messages: z.array(z.unknown()), next_page_uri: z.string().nullish() });

const dayOf = (at: Millis): string => new Date(at).toISOString().slice(0, 10);

/** With a number only its own messages are asked for; those of a Messaging Service can only be picked out of all. */
function listsOf({ sender }: TwilioConfig): Record<string, string>[] {
  if (/^MG[0-9a-fA-F]{32}$/.test(sender)) return [{}];
  return /^\+?\d+$/.test(sender) ? [{ From: sender }, { To: sender }] : [{ From: sender }];
}

export async function pollMessages(
  config: TwilioConfig,
  call: (call: TwilioCall) => Promise<unknown>,
  cursor: unknown,
  { signal, now }: PollContext,
): Promise<PollResult> {
  const path = `/2010-04-01/Accounts/${config.accountSid}/Messages.json`;
  const lists = listsOf(config);
  const kept = cursorSchema.safeParse(cursor).data;
  const known: Cursor = kept ?? { from: dayOf(now - overlap), mark: now, pass: null };
  // The first mark is this computer's time, those after it Twilio's.
  const pass = known.pass ?? { list: 0, page: null, last: kept?.mark ?? 0, open: null };
  const query = { ...lists[pass.list], 'DateSent>': known.from, PageSize: pageSize };
  const answer = listSchema.safeParse(
    await call({
      method: 'GET',
      ...(pass.page === null ? { path, query } : { path: `${path}${pass.page}` }),
      signal,
      acts: false,
    }),
  );
  if (!answer.success) throw new ConnectorError('temporary', 'Twilio gave a list that cannot be read.');
  // A message of a shape we do not know must not stop the others.
  const messages = answer.data.messages
    .flatMap((raw) => messageSchema.safeParse(raw).data ?? [])
    .filter((message) => isOurs(message, config));
  const incoming = messages
    .filter((message) => updatedAt(message) >= known.mark - overlap)
    // The list has the newest first; within a second the order is all that tells.
    .reverse()
    .sort((a, b) => updatedAt(a) - updatedAt(b))
    .flatMap(incomingFrom);
  const last = messages.reduce((latest, message) => Math.max(latest, updatedAt(message)), pass.last);
  const open = messages
    .map(openSince)
    .filter((at) => at !== null && at > now - longestOpen)
    .reduce((oldest, at) => (oldest === null || (at as Millis) < oldest ? at : oldest), pass.open);
  const page = pageOf(answer.data.next_page_uri, path);
  if (page !== null && page !== pass.page)
    return { incoming, cursor: { ...known, pass: { list: pass.list, page, last, open } }, more: true };
  if (pass.list + 1 < lists.length)
    return { incoming, cursor: { ...known, pass: { list: pass.list + 1, page: null, last, open } }, more: true };
  // Around midnight the day before too: what left then may be listed late.
  const from = dayOf(Math.min(open ?? now, now) - overlap);
  return { incoming, cursor: { from, mark: last === 0 ? known.mark : last, pass: null }, more: false };
}

const isOurs = (message: TwilioMessage, { sender }: TwilioConfig): boolean =>
  !/^MG[0-9a-fA-F]{32}$/.test(sender) || message.messaging_service_sid === sender;

/** Only the query of the address is taken: the login must not follow an answer elsewhere. */
function pageOf(uri: string | null | undefined, path: string): string | null {
  if (uri == null || !uri.startsWith(`${path}?`)) return null;
  return uri.slice(path.length);
}
