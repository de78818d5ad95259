/** AlphaSMS (Ukraine): sends SMS, by Viber first where wanted, and asks by polling what became of them. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openAlphaSms } from './client.ts';

const config = z.strictObject({
  apiKey: z.string().min(8).max(200).meta({ secret: true }),
  /** The alpha-name agreed with AlphaSMS. */
  sender: z.string().regex(/^[A-Za-z0-9._-]{1,11}$/, 'not-a-sender'),
  /** With it, texts go to Viber first, and as an SMS to those who have none. */
  viberSender: z.string().min(1).max(50).optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type AlphaSmsConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'alphasms',
  config,
  capabilities: ['send.sms'],
  deduplicatesByKey: false,
  marksHandover: true,
  // Their limits are not published.
  limits: { concurrency: 5, perSecond: 10 },
  pollEvery: 30_000,
  // Nobody asks again once it was delivered: reading and answers in Viber are seen only when they came before that.
  receipts: ['delivered', 'failed'],
  needs: readHttp,
  open: openAlphaSms,
});
