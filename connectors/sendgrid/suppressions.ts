/**
 * SendGrid's lists of people it does not write to any more. They name addresses, not letters. A pass reads all lists from
 * where it ended before; a page a poll. Notices that repeat change nothing.
 */
import * as z from 'zod';
import { ConnectorError, type Incoming, type PollContext, type PollResult } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import type { SendGridCall } from './call.ts';

const lists = ['bounces', 'blocks', 'invalid_emails', 'spam_reports', 'unsubscribes'] as const;
type List = (typeof lists)[number];
/** Entries a page, by the specification. */
const pageSize = 500;
/** Seconds. A list may get an entry a little later than it says. */
const overlap = 600;

const entrySchema = z.object({
  email: z.string().min(1),
  created: z.number(),
  reason: z.string().nullish(),
  status: z.string().nullish(),
});

const cursorSchema = z.object({
  /** When the first pass began. */
  begun: z.number(),
  /** The time of the last entry of each list, in seconds. */
  last: z.partialRecord(z.enum(lists), z.number()),
  /** The list and page that come next in the pass under way, and the last entry seen in that list. */
  pass: z
    .object({
      list: z
        .number()
        .int()
        .min(0)
        .max(lists.length - 1),
      offset: z.number(),
      last: z.number(),
    })
    .nullable(),
});
type Cursor = z.output<typeof cursorSchema>;

export async function pollSuppressions(
  call: SendGridCall,
  cursor: unknown,
  { signal, now }: PollContext,
): Promise<PollResult> {
  const known: Cursor = cursorSchema.safeParse(cursor).data ?? { begun: now, last: {}, pass: null };
  const pass = known.pass ?? { list: 0, offset: 0, last: 0 };
  const list = lists[pass.list] as List;
  const since = known.last[list];
  const entries = await page(call, list, since === undefined ? 0 : Math.max(0, since - overlap), pass.offset, signal);
  // The key may send and not read these: verifying the account says so, and sending goes on.
  if (entries === null) return { incoming: [], cursor: { ...known, pass: null }, more: false };
  const incoming = entries.flatMap((entry) => noticesOf(list, entry, known.begun));
  const last = entries.reduce<number>(
    (latest, entry) => Math.max(latest, entrySchema.safeParse(entry).data?.created ?? 0),
    pass.last,
  );
  if (entries.length >= pageSize)
    return {
      incoming,
      cursor: { ...known, pass: { list: pass.list, offset: pass.offset + pageSize, last } },
      more: true,
    };
  const marks = { ...known.last, [list]: Math.max(last, since ?? 0) };
  const next = pass.list + 1 < lists.length ? { list: pass.list + 1, offset: 0, last: 0 } : null;
  return { incoming, cursor: { begun: known.begun, last: marks, pass: next }, more: next !== null };
}

async function page(
  call: SendGridCall,
  list: List,
  since: number,
  offset: number,
  signal: AbortSignal,
): Promise<unknown[] | null> {
  const query = { start_time: String(since), limit: String(pageSize), offset: String(offset) };
  try {
    const { body } = await call({ method: 'GET', path: `/v3/suppression/${list}`, query, signal, acts: false });
    if (Array.isArray(body)) return body;
  } catch (error) {
    if (error instanceof ConnectorError && error.errorClass === 'bad-credentials') return null;
    throw error;
  }
  throw new ConnectorError('temporary', 'SendGrid gave a list that cannot be read.');
}

/** An entry of a shape we do not know gives none: it must not stop the others. */
export function noticesOf(list: List, entry: unknown, begun: Millis): Incoming[] {
  const understood = entrySchema.safeParse(entry);
  if (!understood.success) return [];
  const { created, reason, status } = understood.data;
  const email = understood.data.email.trim().toLowerCase();
  const id = `${list}:${email}:${created}`;
  const at = created * 1000;
  const why = [status, reason]
    .filter((part) => part != null && part !== '')
    .join(' ')
    .slice(0, 1000);
  const failed = (): Incoming => ({
    kind: 'receipt',
    id: `${id}:failed`,
    recipient: email,
    channel: 'email',
    state: 'failed',
    at,
    reason: why === '' ? list : why,
  });
  const address = (state: 'bounced' | 'blocked', words: string): Incoming => ({
    kind: 'address',
    id,
    address: 'email',
    value: email,
    state,
    at,
    reason: words,
  });
  switch (list) {
    case 'bounces':
    case 'invalid_emails':
      return [failed(), address('bounced', why === '' ? 'SendGrid cannot deliver to this address.' : why)];
    // One letter was turned away; the next may arrive.
    case 'blocks':
      return [failed()];
    case 'spam_reports':
    case 'unsubscribes': {
      const words = list === 'spam_reports' ? 'Reported a letter as spam.' : 'Unsubscribed at SendGrid.';
      // What was said before this workspace knew of it is no answer to what it asked since.
      return [
        ...(at >= begun ? [{ kind: 'unsubscribe' as const, id: `${id}:no`, channel: 'email', from: email, at }] : []),
        address('blocked', words),
      ];
    }
  }
}
