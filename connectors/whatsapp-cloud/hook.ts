/**
 * What Meta delivers of a WhatsApp number: what became of messages, what people write and press, and who stops marketing messages.
 * Receipts have the ids by which the message history names them, so that either way may be the first.
 */
import * as z from 'zod';
import type { Incoming } from '../../flows/sdk/connector.ts';
import type { VendorHook } from '../../flows/sdk/vendor-hook.ts';
import { receiveFromMeta } from '../meta-hook.ts';
import type { Config } from './client.ts';

const seconds = z.coerce.number().int().positive().max(1e11);

const statusSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  timestamp: seconds,
  recipient_id: z.string().optional(),
  errors: z
    .array(
      z.object({
        code: z.number(),
        title: z.string().optional(),
        error_data: z.object({ details: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});
const pressSchema = z.object({ id: z.string(), title: z.string().default('') });
const messageSchema = z.object({
  id: z.string().min(1),
  from: z.string().regex(/^\d{5,20}$/),
  timestamp: seconds,
  type: z.string(),
  text: z.object({ body: z.string() }).optional(),
  context: z.object({ id: z.string().optional() }).optional(),
  button: z.object({ payload: z.string().default(''), text: z.string().default('') }).optional(),
  interactive: z.object({ button_reply: pressSchema.optional(), list_reply: pressSchema.optional() }).optional(),
  image: z.object({ caption: z.string().optional() }).optional(),
  video: z.object({ caption: z.string().optional() }).optional(),
  document: z.object({ caption: z.string().optional() }).optional(),
});
const preferenceSchema = z.object({
  wa_id: z.string().regex(/^\d{5,20}$/),
  category: z.string(),
  value: z.string(),
  timestamp: seconds,
});
const changeSchema = z.object({
  value: z.object({
    metadata: z.object({ phone_number_id: z.string() }),
    contacts: z
      .array(z.object({ wa_id: z.string(), profile: z.object({ name: z.string().optional() }).optional() }))
      .optional()
      .catch(undefined),
    statuses: z.array(z.unknown()).default([]),
    messages: z.array(z.unknown()).default([]),
    user_preferences: z.array(z.unknown()).default([]),
  }),
});
const entrySchema = z.object({ changes: z.array(z.unknown()) });

const states = { delivered: 'delivered', read: 'read', failed: 'failed' } as const;
/** The person stopped marketing messages; the number has no WhatsApp that can get the message. */
const [stopped, unreachable] = [131050, 131026];

export const hook: VendorHook<Config> = {
  checkedBy: 'appSecret',
  ready: ({ appSecret }) => appSecret !== undefined,
  receipts: ['replied'],
  wordIsCopied: true,
  receive: (config, delivery, context) =>
    receiveFromMeta({ appSecret: config.appSecret, object: 'whatsapp_business_account' }, delivery, context, (entry) =>
      fromEntry(entry, config.phoneNumberId),
    ),
};

function fromEntry(entry: unknown, number: string): Incoming[] {
  return (entrySchema.safeParse(entry).data?.changes ?? []).flatMap((change) => {
    // A change of a shape we do not know must not stop those after it; other numbers have accounts of their own.
    const value = changeSchema.safeParse(change).data?.value;
    if (value?.metadata.phone_number_id !== number) return [];
    const names = new Map(value.contacts?.map(({ wa_id, profile }) => [wa_id, profile?.name?.trim()]));
    return [
      ...value.statuses.flatMap(fromStatus),
      ...value.messages.flatMap((message) => fromMessage(message, names)),
      ...value.user_preferences.flatMap(fromPreference),
    ];
  });
}

function fromStatus(raw: unknown): Incoming[] {
  const told = statusSchema.safeParse(raw).data;
  const state = states[told?.status as keyof typeof states];
  if (told === undefined || state === undefined) return [];
  const at = told.timestamp * 1000;
  const error = told.errors?.[0];
  const reason = [error?.code, error?.error_data?.details ?? error?.title].filter(Boolean).join(' ').slice(0, 1000);
  const id = `${told.id}:${state}`;
  const to = told.recipient_id;
  return [
    { kind: 'receipt', id, vendorId: told.id, state, at, ...(state === 'failed' && reason !== '' ? { reason } : {}) },
    ...(state === 'failed' && to !== undefined && error?.code === stopped ? stops(to, `${id}:stop`, at) : []),
    ...(state === 'failed' && to !== undefined && error?.code === unreachable
      ? writings(to).map(
          (value, n): Incoming => ({
            kind: 'address',
            id: `${id}:address${n}`,
            address: 'whatsapp',
            value,
            state: 'bounced',
            at,
            reason,
          }),
        )
      : []),
  ];
}

function fromMessage(raw: unknown, names: ReadonlyMap<string, string | undefined>): Incoming[] {
  const message = messageSchema.safeParse(raw).data;
  // A number that changes, and what WhatsApp itself says in the chat, is nobody's answer.
  if (message === undefined || message.type === 'system' || message.type === 'reaction') return [];
  const press = message.interactive?.button_reply ?? message.interactive?.list_reply;
  // Our own buttons say which message they stood under; those of other programs say what they like.
  const ours = /^(\d{1,15}):(.+)$/.exec(press?.id ?? message.button?.payload ?? '');
  const text =
    message.text?.body ??
    press?.title ??
    message.button?.text ??
    message.image?.caption ??
    message.video?.caption ??
    message.document?.caption ??
    '';
  const [from = '', bare = ''] = writings(message.from);
  const name = names.get(message.from);
  return [
    {
      kind: 'message',
      id: message.id,
      channel: 'whatsapp',
      from,
      also: [
        { kind: 'whatsapp', value: bare },
        { kind: 'phone', value: from },
      ],
      ...(name === undefined || name === '' ? {} : { fromName: name }),
      at: message.timestamp * 1000,
      text,
      ...(message.context?.id === undefined ? {} : { inReplyTo: message.context.id }),
      ...(ours === null ? {} : { answers: Number(ours[1]), button: ours[2] ?? '' }),
      ...(['text', 'button', 'interactive'].includes(message.type) ? {} : { props: { attachment: message.type } }),
    },
  ];
}

/** Resuming is no consent: only the person can give us that. */
function fromPreference(raw: unknown): Incoming[] {
  const said = preferenceSchema.safeParse(raw).data;
  if (said === undefined || said.category !== 'marketing_messages' || said.value !== 'stop') return [];
  return stops(said.wa_id, `preference:${said.wa_id}:${said.timestamp}`, said.timestamp * 1000);
}

const stops = (number: string, id: string, at: number): Incoming[] =>
  writings(number).map((from, n) => ({ kind: 'unsubscribe', id: `${id}${n}`, channel: 'whatsapp', from, at }));

/** WhatsApp writes a number without the plus that people write it with; contacts may have either. */
const writings = (number: string): string[] => [`+${number}`, number];
