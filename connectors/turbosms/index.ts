/** TurboSMS (Ukraine): sends SMS, by Viber first where wanted, and asks by polling what became of them. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openTurboSms } from './client.ts';

const config = z.strictObject({
  token: z.string().min(8).max(200).meta({ secret: true }),
  /** As agreed with TurboSMS. */
  sender: z.string().min(1).max(20),
  /** With it, texts go to Viber first, and as an SMS to those who have none. */
  viberSender: z.string().min(1).max(50).optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type TurboSmsConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'turbosms',
  config,
  capabilities: ['send.sms'],
  // By `sequence_id`: the answer to the first request is given again.
  deduplicatesByKey: true,
  marksHandover: true,
  // Their limits are not published.
  limits: { concurrency: 5, perSecond: 10 },
  pollEvery: 30_000,
  // Nobody asks again once it was delivered: reading in Viber is seen only when it came before that.
  receipts: ['delivered', 'failed'],
  needs: readHttp,
  open: openTurboSms,
});
