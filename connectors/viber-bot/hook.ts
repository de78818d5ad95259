/**
 * What Viber delivers of a bot: what became of messages, what people write and press, who follows it and who stops. Signed with the
 * bot's own token. Viber tells the address by a call (`set_webhook`) and asks it at once.
 */
import * as z from 'zod';
import type { Incoming } from '../../flows/sdk/connector.ts';
import type { VendorHook } from '../../flows/sdk/vendor-hook.ts';
import { hmac, jsonOf, sameText } from '../hook-signature.ts';
import { viberApi, withTokensAsText } from './call.ts';
import { buttonOf, type Config } from './client.ts';

const id = z.string().min(1).max(200);
const head = z.object({ event: z.string(), timestamp: z.number().int().positive(), message_token: id.optional() });
const receiptSchema = head.extend({ message_token: id, user_id: id, desc: z.string().optional() });
const personSchema = z.object({ id, name: z.string().optional() });
const messageSchema = head.extend({
  message_token: id,
  sender: personSchema,
  message: z.object({
    type: z.string(),
    text: z.string().optional(),
    tracking_data: z.string().optional(),
  }),
});
const followsSchema = head.extend({ user: personSchema });
const leavesSchema = head.extend({ user_id: id });

const states = { delivered: 'delivered', seen: 'read', failed: 'failed' } as const;
/** All that is read here; messages come anyway. */
export const viberEvents = ['delivered', 'seen', 'failed', 'subscribed', 'unsubscribed'] as const;

export const hook: VendorHook<Config> = {
  checkedBy: null,
  ready: () => true,
  receipts: ['delivered', 'read', 'replied', 'failed'],
  wordIsCopied: false,
  receive(config, { method, header, body }) {
    if (method !== 'POST') return { kind: 'refused', reason: 'unsigned' };
    const wanted = hmac('sha256', config.token, body, 'hex');
    if (!sameText(header('x-viber-content-signature')?.toLowerCase() ?? null, wanted))
      return { kind: 'refused', reason: 'unsigned' };
    const told = jsonOf(withTokensAsText(Buffer.from(body).toString('utf8')));
    return told === undefined ? { kind: 'unreadable' } : { kind: 'taken', incoming: incomingFrom(told) };
  },
  async tell(config, address, { signal }) {
    await viberApi(config).call('set_webhook', { url: address, event_types: viberEvents }, { signal, acts: false });
  },
};

function incomingFrom(raw: unknown): Incoming[] {
  const event = head.safeParse(raw).data;
  switch (event?.event) {
    case 'delivered':
    case 'seen':
    case 'failed':
      return fromReceipt(event.event, receiptSchema.safeParse(raw).data);
    case 'message':
      return fromMessage(messageSchema.safeParse(raw).data);
    case 'subscribed':
      return fromFollower(followsSchema.safeParse(raw).data);
    case 'unsubscribed':
      return fromLeaver(leavesSchema.safeParse(raw).data);
    default:
      // Also the question whether the address is ours, and `conversation_started`, which is no permission to write.
      return [];
  }
}

function fromReceipt(event: keyof typeof states, told: z.output<typeof receiptSchema> | undefined): Incoming[] {
  if (told === undefined) return [];
  const state = states[event];
  const reason = told.desc?.trim().slice(0, 1000) ?? '';
  return [
    {
      kind: 'receipt',
      id: `${told.message_token}:${state}`,
      vendorId: told.message_token,
      state,
      at: told.timestamp,
      ...(state === 'failed' && reason !== '' ? { reason } : {}),
    },
  ];
}

function fromMessage(told: z.output<typeof messageSchema> | undefined): Incoming[] {
  if (told === undefined) return [];
  const { sender, message } = told;
  const text = message.text ?? '';
  return [
    {
      kind: 'message',
      id: told.message_token,
      channel: 'viber',
      from: sender.id,
      ...nameOf(sender),
      at: told.timestamp,
      text,
      ...buttonOf(message.tracking_data ?? '', text),
      ...(message.type === 'text' ? {} : { props: { attachment: message.type } }),
    },
  ];
}

function fromFollower(told: z.output<typeof followsSchema> | undefined): Incoming[] {
  if (told === undefined) return [];
  return [address(told.user.id, 'valid', told.timestamp)];
}

function fromLeaver(told: z.output<typeof leavesSchema> | undefined): Incoming[] {
  return told === undefined ? [] : [address(told.user_id, 'blocked', told.timestamp)];
}

const address = (value: string, state: 'valid' | 'blocked', at: number): Incoming => ({
  kind: 'address',
  id: `${state}:${value}:${at}`,
  address: 'viber',
  value,
  state,
  at,
  ...(state === 'valid' ? {} : { reason: 'The person stopped following the bot.' }),
});

const nameOf = ({ name }: z.output<typeof personSchema>): { fromName?: string } =>
  name === undefined || name.trim() === '' ? {} : { fromName: name.trim() };
