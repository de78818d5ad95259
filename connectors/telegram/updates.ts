/** Telegram's updates, read into notices. Only private chats: there the chat is the person. */
import * as z from 'zod';
import type { Incoming } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';

const user = z.object({ first_name: z.string(), last_name: z.string().optional() });
const chat = z.object({ id: z.number(), type: z.string() });
const bare = z.object({ message_id: z.number(), chat });

export const updateSchema = z.object({
  update_id: z.number().int(),
  message: z
    .object({
      message_id: z.number(),
      from: user.optional(),
      chat,
      date: z.number(),
      text: z.string().optional(),
      caption: z.string().optional(),
      reply_to_message: bare.optional(),
    })
    .optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: user.extend({ id: z.number() }),
      message: bare.optional(),
      data: z.string().optional(),
    })
    .optional(),
  my_chat_member: z.object({ chat, date: z.number(), new_chat_member: z.object({ status: z.string() }) }).optional(),
});
type Update = z.output<typeof updateSchema>;

const nameOf = (from: z.output<typeof user>): string =>
  from.last_name === undefined ? from.first_name : `${from.first_name} ${from.last_name}`;
const vendorIdOf = (message: z.output<typeof bare>): string => `${message.chat.id}:${message.message_id}`;

export function incomingFrom(update: Update, now: Millis): Incoming[] {
  const id = `update:${update.update_id}`;
  if (update.message !== undefined) return fromMessage(id, update.message);
  if (update.callback_query !== undefined) return fromPress(id, update.callback_query, now);
  if (update.my_chat_member !== undefined) return fromMembership(id, update.my_chat_member);
  return [];
}

function fromMessage(id: string, message: NonNullable<Update['message']>): Incoming[] {
  if (message.chat.type !== 'private') return [];
  const text = message.text ?? message.caption ?? '';
  const start = /^\/start(?:@\w+)?(?:\s+(\S+))?\s*$/.exec(text);
  return [
    {
      kind: 'message',
      id,
      channel: 'telegram',
      from: String(message.chat.id),
      at: message.date * 1000,
      text,
      ...(message.from === undefined ? {} : { fromName: nameOf(message.from) }),
      ...(message.reply_to_message === undefined ? {} : { inReplyTo: vendorIdOf(message.reply_to_message) }),
      ...(start === null ? {} : { props: { start: start[1] ?? '' } }),
    },
  ];
}

/** A press carries no time of its own: the poll's is used. */
function fromPress(id: string, press: NonNullable<Update['callback_query']>, now: Millis): Incoming[] {
  const data = /^\d+:(.+)$/.exec(press.data ?? '');
  if (data === null || press.message === undefined || press.message.chat.type !== 'private') return [];
  return [
    {
      kind: 'message',
      id,
      channel: 'telegram',
      from: String(press.message.chat.id),
      fromName: nameOf(press.from),
      at: now,
      text: '',
      inReplyTo: vendorIdOf(press.message),
      button: data[1] ?? '',
    },
  ];
}

function fromMembership(id: string, change: NonNullable<Update['my_chat_member']>): Incoming[] {
  if (change.chat.type !== 'private') return [];
  const { status } = change.new_chat_member;
  if (status !== 'kicked' && status !== 'member') return [];
  return [
    {
      kind: 'address',
      id,
      address: 'telegram',
      value: String(change.chat.id),
      state: status === 'kicked' ? 'blocked' : 'valid',
      at: change.date * 1000,
      ...(status === 'kicked' ? { reason: 'The person blocked the bot.' } : {}),
    },
  ];
}
