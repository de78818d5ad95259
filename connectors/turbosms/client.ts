import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  type ConnectorClient,
  ConnectorError,
  type Incoming,
  type OutgoingMessage,
} from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { walkOpen } from '../open-walk.ts';
import { isGood, refusal, turboSmsCalls } from './call.ts';
import type { TurboSmsConfig } from './index.ts';

/** Characters that Viber takes; longer texts go as an SMS only. */
const viberLength = 1000;

const balanceSchema = z.object({ balance: z.coerce.number() });
const sentSchema = z
  .array(
    z.object({
      response_code: z.number(),
      response_status: z.string().default(''),
      message_id: z.string().nullish(),
    }),
  )
  .min(1);

export function openTurboSms(config: TurboSmsConfig): ConnectorClient {
  const call = turboSmsCalls(config);
  return {
    async verify({ signal }) {
      const said = balanceSchema.safeParse(await call('/user/balance.json', {}, { signal, acts: false }));
      if (!said.success) throw new ConnectorError('temporary', 'TurboSMS gave an answer that cannot be read.');
      return { detail: `TurboSMS knows the token. On the account: ${said.data.balance.toFixed(2)}.` };
    },

    async send(message, { signal, handover }) {
      const body = requestOf(message, config);
      await handover();
      const result = sentSchema.safeParse(await call('/message/send.json', body, { signal, acts: true }));
      const item = result.data?.[0];
      if (item !== undefined && !isGood(item.response_code)) throw refusal(item.response_code, item.response_status);
      if (item?.message_id == null) {
        throw new ConnectorError('temporary', 'TurboSMS gave an answer that cannot be read.', { mayHaveActed: true });
      }
      return { vendorId: item.message_id, state: 'sent' };
    },

    poll: (cursor, context) =>
      walkOpen(cursor, context, async (messages) => {
        const result = await call(
          '/message/status.json',
          { messages: messages.map(({ vendorId }) => vendorId) },
          { signal: context.signal, acts: false },
        );
        if (!Array.isArray(result)) {
          throw new ConnectorError('temporary', 'TurboSMS gave an answer that cannot be read.');
        }
        return result.flatMap((item: unknown) => fateOf(item, context.now));
      }),
  };
}

function requestOf(message: OutgoingMessage, config: TurboSmsConfig): Record<string, unknown> {
  const text = message.parts.text ?? '';
  if (text.trim() === '') throw new ConnectorError('bad-request', 'The message has no text.');
  const digits = message.to.replace(/\D/g, '');
  if (!/^\d{7,15}$/.test(digits)) throw new ConnectorError('bad-request', 'This is not a phone number.');
  return {
    recipients: [digits],
    sms: { sender: config.sender, text },
    ...(config.viberSender === undefined || text.length > viberLength
      ? {}
      : { viber: { sender: config.viberSender, text } }),
    sequence_id: sequenceOf(message),
  };
}

/** The same for every try of a message; other messages have others, also those of another workspace with this login. */
function sequenceOf({ key, to, queuedAt = 0 }: OutgoingMessage): string {
  return createHash('sha256')
    .update(JSON.stringify([key, to, queuedAt]))
    .digest('hex')
    .slice(0, 32);
}

const statusSchema = z.object({
  message_id: z.string(),
  status: z.string(),
  type: z.string().optional(),
  rejected_status: z.string().nullish(),
});
/** Any other word means that nothing is decided yet. */
const states: Readonly<Record<string, 'delivered' | 'read' | 'failed'>> = {
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  rejected: 'failed',
  expired: 'failed',
  failed: 'failed',
  cancelled: 'failed',
};

/** Their times have no zone, so that the time of asking is taken. */
function fateOf(item: unknown, now: Millis): Incoming[] {
  const understood = statusSchema.safeParse(item);
  if (!understood.success) return [];
  const { message_id: vendorId, status, type, rejected_status } = understood.data;
  const state = states[status.toLowerCase()];
  if (state === undefined) return [];
  const reason = [status, rejected_status ?? ''].filter((part) => part !== '').join(': ');
  return [
    {
      kind: 'receipt',
      id: `${vendorId}:${state}`,
      vendorId,
      state,
      at: now,
      ...(state === 'failed' ? { reason } : {}),
      ...(type === undefined ? {} : { props: { by: type } }),
    },
  ];
}
