/**
 * For vendors that tell the fate of a message only when asked for it by its id: asks for all open ones, from the oldest to
 * the newest and again, a batch a request.
 */
import * as z from 'zod';
import type { Incoming, OpenMessage, PollContext, PollResult } from '../flows/sdk/connector.ts';

/** Messages a request. */
const batch = 100;
/** Requests at one go; the rest waits for the next poll. */
const atOnce = 10;

const cursorSchema = z.object({
  after: z.object({ sentAt: z.number(), id: z.number() }).nullable(),
  asked: z.number(),
});

export async function walkOpen(
  cursor: unknown,
  { open }: PollContext,
  ask: (messages: readonly OpenMessage[]) => Promise<Incoming[]>,
): Promise<PollResult> {
  const { after, asked } = cursorSchema.safeParse(cursor).data ?? { after: null, asked: 0 };
  const messages = open?.(after, batch) ?? [];
  const incoming = messages.length === 0 ? [] : await ask(messages);
  const last = messages.at(-1);
  if (last === undefined || messages.length < batch)
    return { incoming, cursor: { after: null, asked: 0 }, more: false };
  const more = asked + 1 < atOnce;
  return { incoming, cursor: { after: { sentAt: last.sentAt, id: last.id }, asked: more ? asked + 1 : 0 }, more };
}
