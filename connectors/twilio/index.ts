/** Twilio: sends SMS and calls; finds what became of them, and what people answer, by polling. Needs no public address. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openTwilio } from './client.ts';
import { hook } from './hook.ts';

const config = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'not-an-account-sid'),
  /** With it, `secret` is the key's own; without it, the account's Auth Token. */
  apiKey: z
    .string()
    .regex(/^SK[0-9a-fA-F]{32}$/, 'not-an-api-key')
    .optional()
    .meta({ secret: true }),
  secret: z.string().min(1).max(200).meta({ secret: true }),
  /** Signs what Twilio delivers; without an API key `secret` is the same. */
  authToken: z.string().min(1).max(200).optional().meta({ secret: true }),
  /** A number, a short code, a name of up to eleven characters, or a Messaging Service. */
  sender: z.string().regex(/^(\+\d{7,15}|\d{3,8}|MG[0-9a-fA-F]{32}|[A-Za-z0-9 &+_-]{1,11})$/, 'not-a-sender'),
  /** Lets Twilio put plain letters for look-alikes, such as straight quotes for curly ones. */
  smartEncoded: z.boolean().default(true),
  /** Calls come from it. Default: the sender, where that is a number. */
  caller: z
    .string()
    .regex(/^\+\d{7,15}$/, 'not-a-number')
    .optional(),
  /** Is it a person or a machine that picked up? Paid for by the call. */
  detectMachines: z.boolean().default(false),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type TwilioConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'twilio',
  config,
  capabilities: ['send.sms', 'send.phone-call', 'receive.messages'],
  deduplicatesByKey: false,
  marksHandover: true,
  // Twilio queues by sender; what it limits are calls at once, and it does not say how many.
  limits: { concurrency: 5, perSecond: null },
  pollEvery: 30_000,
  receipts: ['delivered', 'replied', 'failed'],
  hook,
  needs: readHttp,
  open: openTwilio,
});
