/** Telegram bots: sends, and finds messages, button presses and blocks by polling. Needs no public address. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openTelegram } from './client.ts';

export const connector = defineConnector({
  type: 'telegram',
  config: z.strictObject({
    token: z
      .string()
      .regex(/^\d{1,20}:[A-Za-z0-9_-]{10,100}$/, 'not-a-bot-token')
      .meta({ secret: true }),
    /** `plain` shows the text as it is; `html` lets Telegram read its few HTML tags. */
    format: z.enum(['plain', 'html']).default('plain'),
    linkPreview: z.boolean().default(true),
    /** An own Bot API server, or a test's. */
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  }),
  capabilities: ['send.telegram', 'receive.messages'],
  deduplicatesByKey: false,
  marksHandover: true,
  limits: { concurrency: 20, perSecond: 30 },
  pollEvery: 2000,
  receipts: ['replied'],
  needs: readHttp,
  open: openTelegram,
});
