/** Twilio's list of messages, read into notices: what became of ours, and what people wrote. */
import * as z from 'zod';
import type { Incoming } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';

export const messageSchema = z.object({
  sid: z.string(),
  status: z.string(),
  direction: z.string(),
  from: z.string().nullish(),
  to: z.string().nullish(),
  body: z.string().nullish(),
  date_created: z.string().nullish(),
  date_sent: z.string().nullish(),
  date_updated: z.string().nullish(),
  error_code: z.number().nullish(),
  error_message: z.string().nullish(),
  price: z.string().nullish(),
  price_unit: z.string().nullish(),
  num_segments: z.string().nullish(),
  messaging_service_sid: z.string().nullish(),
});
export type TwilioMessage = z.output<typeof messageSchema>;

const states: Readonly<Record<string, 'delivered' | 'failed'>> = {
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

/** Codes that speak of the number, not of the moment. */
const dead: Readonly<Record<number, 'bounced' | 'blocked'>> = {
  21211: 'bounced',
  21610: 'blocked',
  21614: 'bounced',
  30005: 'bounced',
  30006: 'bounced',
};

/** Words after which Twilio itself sends nothing more, and how it is written here. */
const stop = /^\W*(stop|stopall|unsubscribe|end|quit|revoke|optout|cancel|стоп)\W*$/iu;
/** Words after which it sends again. What may be sent is still a matter of consent. */
const start = /^\W*(start|unstop)\W*$/iu;

const timeOf = (text: string | null | undefined): Millis | null => {
  const at = text == null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
};

export const updatedAt = (message: TwilioMessage): Millis =>
  timeOf(message.date_updated) ?? timeOf(message.date_sent) ?? timeOf(message.date_created) ?? 0;

/** When an outgoing message left whose fate is open; null for all others. */
export const openSince = (message: TwilioMessage): Millis | null =>
  message.direction === 'inbound' || states[message.status] !== undefined || message.status === 'read'
    ? null
    : (timeOf(message.date_sent) ?? timeOf(message.date_created));

export function incomingFrom(message: TwilioMessage): Incoming[] {
  return message.direction === 'inbound' ? fromPerson(message) : fateOf(message);
}

function fateOf(message: TwilioMessage): Incoming[] {
  const state = states[message.status];
  if (state === undefined) return [];
  const at = updatedAt(message);
  const code = message.error_code ?? null;
  const reason = state === 'failed' ? [code, message.error_message ?? ''].filter(Boolean).join(' ') : '';
  const notices: Incoming[] = [
    {
      kind: 'receipt',
      id: `${message.sid}:${state}`,
      vendorId: message.sid,
      state,
      at,
      ...(state === 'failed' ? { reason: reason === '' ? message.status : reason } : {}),
      props: priceProps(message),
    },
  ];
  const address = dead[code ?? 0];
  if (state === 'failed' && address !== undefined && message.to != null) {
    notices.push({
      kind: 'address',
      id: `${message.sid}:address`,
      address: 'phone',
      value: message.to,
      state: address,
      at,
      reason,
    });
  }
  return notices;
}

/** Twilio counts what it charges as negative; unknown while the message is under way. */
export function costOf(price: string | null | undefined): number | null {
  const amount = price == null || price.trim() === '' ? Number.NaN : Math.abs(Number(price));
  return Number.isFinite(amount) ? amount : null;
}

function priceProps(message: TwilioMessage): Record<string, unknown> {
  const price = costOf(message.price);
  return {
    ...(price === null ? {} : { price }),
    ...(message.price_unit == null ? {} : { currency: message.price_unit.toUpperCase() }),
    ...(/^[1-9]\d*$/.test(message.num_segments ?? '') ? { parts: Number(message.num_segments) } : {}),
  };
}

function fromPerson(message: TwilioMessage): Incoming[] {
  // Other channels write "whatsapp:+1…", and services write under names and short codes: neither is a person by SMS.
  if (message.from == null || !/^\+\d{7,15}$/.test(message.from)) return [];
  const text = message.body ?? '';
  const at = timeOf(message.date_sent) ?? updatedAt(message);
  const notices: Incoming[] = [
    {
      kind: 'message',
      id: message.sid,
      channel: 'sms',
      from: message.from,
      at,
      text,
      ...(stop.test(text) ? { props: { unsubscribe: true } } : {}),
    },
  ];
  if (start.test(text)) {
    notices.push({
      kind: 'address',
      id: `${message.sid}:start`,
      address: 'phone',
      value: message.from,
      state: 'valid',
      at,
    });
  }
  return notices;
}
