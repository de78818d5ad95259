/**
 * What operators answer in a chat of the Chat API: posted to the channel's own server. Of Jivo's documentation only the keys could be
 * had (`sender?`, `recipient{id}`, `message{type, text}`), not the whole page; the body is read by what two receivers of it agree on,
 * Yandex's test of its own (JivositeHandlerSpec) and the description of Auto.ru's chats, which speak the same protocol: `recipient.id` is
 * the `sender.id` that we gave, `message.id` names the message, `message.type` is `text` where there are words. Files, pictures and
 * "is typing" are of other types, and bring nothing.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Incoming } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { personIn } from './person.ts';

type Answer = Extract<Incoming, { kind: 'answer' }>;

const idSchema = z.union([z.string().min(1).max(200), z.number()]).transform(String);

const replySchema = z.object({
  recipient: z.object({ id: idSchema }),
  message: z.object({
    type: z.string().max(50),
    text: z.string().nullish().catch(null),
    id: idSchema.nullish().catch(null),
  }),
});

/** Without an id of its own the same words to the same person are the same answer for so long: Jivo may try again. */
const sameFor: Millis = 600_000;

/** Null for what is no answer to anybody whom this channel was given. */
export function replyOf(chatUrl: string, raw: unknown, now: Millis): { answers: Answer[] } | null {
  const told = replySchema.safeParse(raw).data;
  const person = told === undefined ? null : personIn(chatUrl, told.recipient.id);
  if (told === undefined || person === null) return null;
  const { type, text, id } = told.message;
  const words = (text ?? '').trim();
  if (type !== 'text' || words === '') return { answers: [] };
  const named = id ?? `${Math.floor(now / sameFor)}:${createHash('sha256').update(words).digest('base64url')}`;
  return { answers: [{ kind: 'answer', id: `reply:${person}:${named}`, person, at: now, text: words }] };
}
