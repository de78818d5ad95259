/** What AlphaSMS says of a message when asked, read into notices. */
import * as z from 'zod';
import type { Incoming, OpenMessage } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';

const statusSchema = z.object({
  id: z.coerce.string(),
  type: z.string().optional(),
  status: z.coerce.string(),
  replies: z
    .array(z.object({ datetime: z.string().optional(), message: z.string().nullish() }))
    .optional()
    .catch(undefined),
});

/** The words are not all published: any other means that nothing is decided yet. */
const states: Readonly<Record<string, 'delivered' | 'read' | 'replied' | 'failed'>> = {
  DELIVERED: 'delivered',
  READ: 'read',
  REPLIED: 'replied',
  UNDELIVERABLE: 'failed',
  UNDELIVERED: 'failed',
  EXPIRED: 'failed',
  REJECTED: 'failed',
  DELETED: 'failed',
  FILTERED: 'failed',
  'NO ROUTE': 'failed',
  'INVALID DESTINATION ADDRESS': 'failed',
};

export function incomingFrom(data: unknown, asked: ReadonlyMap<string, OpenMessage>, now: Millis): Incoming[] {
  const understood = statusSchema.safeParse(data);
  if (!understood.success) return [];
  const { id, status, type, replies = [] } = understood.data;
  const word = status.trim().toUpperCase().replaceAll('_', ' ');
  const message = asked.get(id);
  const state = states[word];
  if (message === undefined || state === undefined) return [];
  const by = type === undefined ? {} : { props: { by: type } };
  const notices: Incoming[] = [];
  if (state !== 'replied') {
    const reason = state === 'failed' ? { reason: status } : {};
    notices.push({ kind: 'receipt', id: `${id}:${state}`, vendorId: id, state, at: now, ...reason, ...by });
  } else if (replies.length === 0) {
    notices.push({ kind: 'receipt', id: `${id}:replied`, vendorId: id, state, at: now, ...by });
  }
  replies.forEach(({ datetime, message: text }, index) => {
    const at = Date.parse(datetime ?? '');
    notices.push({
      kind: 'message',
      id: `${id}:reply:${index}`,
      channel: message.channel,
      from: message.to,
      at: Number.isNaN(at) ? now : at,
      text: (text ?? '').slice(0, 20_000),
      inReplyTo: id,
    });
  });
  if (word === 'INVALID DESTINATION ADDRESS') {
    notices.push({
      kind: 'address',
      id: `${id}:address`,
      address: 'phone',
      value: message.to,
      state: 'bounced',
      at: now,
      reason: status,
    });
  }
  return notices;
}
