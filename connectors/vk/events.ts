/** Events of a community, read into notices. Only conversations with one person: there the peer is the person. */
import * as z from 'zod';
import type { Incoming } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';

const envelope = z.looseObject({ type: z.string(), event_id: z.string(), object: z.unknown() });

const messageNew = z.object({
  message: z.looseObject({
    id: z.number(),
    date: z.number(),
    from_id: z.number(),
    peer_id: z.number(),
    text: z.string().default(''),
    payload: z.string().optional(),
    ref: z.string().optional(),
    reply_message: z.looseObject({ id: z.number().optional() }).optional(),
  }),
});
const messageRead = z.looseObject({ from_id: z.number(), peer_id: z.number(), read_message_id: z.number() });
const permission = z.looseObject({ user_id: z.number() });
const payloadSchema = z.object({ button: z.string() });

/** What names a message of ours to VK. */
export const vendorIdOf = (peer: number | string, message: number): string => `${peer}:${message}`;

export function incomingFrom(raw: unknown, now: Millis): Incoming[] {
  // An event of a shape we do not know must not stop those after it.
  const event = envelope.safeParse(raw).data;
  if (event === undefined) return [];
  // VK: "If it passed twice or more, you should ignore it."
  const id = `event:${event.event_id}`;
  switch (event.type) {
    case 'message_new':
      return fromMessage(id, messageNew.safeParse(event.object).data?.message);
    case 'message_read':
      return fromRead(id, messageRead.safeParse(event.object).data, now);
    case 'message_allow':
    case 'message_deny':
      return fromPermission(id, permission.safeParse(event.object).data?.user_id, event.type === 'message_allow', now);
    default:
      return [];
  }
}

function fromMessage(id: string, message: z.output<typeof messageNew>['message'] | undefined): Incoming[] {
  if (message === undefined || message.peer_id !== message.from_id || message.from_id <= 0) return [];
  const button = pressed(message.payload);
  const answers = message.reply_message?.id;
  return [
    {
      kind: 'message',
      id,
      channel: 'vk',
      from: String(message.from_id),
      at: message.date * 1000,
      text: message.text,
      ...(answers === undefined ? {} : { inReplyTo: vendorIdOf(message.peer_id, answers) }),
      ...(button === null ? {} : { button }),
      ...(message.ref === undefined || message.ref === '' ? {} : { props: { start: message.ref } }),
    },
  ];
}

function pressed(payload: string | undefined): string | null {
  if (payload === undefined) return null;
  try {
    return payloadSchema.safeParse(JSON.parse(payload)).data?.button ?? null;
  } catch {
    return null;
  }
}

/** VK names the last message that was read, and no time. */
function fromRead(id: string, read: z.output<typeof messageRead> | undefined, now: Millis): Incoming[] {
  if (read === undefined || read.from_id <= 0) return [];
  return [{ kind: 'receipt', id, vendorId: vendorIdOf(read.from_id, read.read_message_id), state: 'read', at: now }];
}

function fromPermission(id: string, user: number | undefined, allowed: boolean, now: Millis): Incoming[] {
  if (user === undefined) return [];
  return [
    {
      kind: 'address',
      id,
      address: 'vk',
      value: String(user),
      state: allowed ? 'valid' : 'blocked',
      at: now,
      ...(allowed ? {} : { reason: 'The person forbade messages of the community.' }),
    },
  ];
}
