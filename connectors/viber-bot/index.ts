/** Viber bots: writes to those who follow the bot. Viber tells what came of it, and what people write, only to a public address. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openViber } from './client.ts';
import { hook } from './hook.ts';

export const connector = defineConnector({
  type: 'viber-bot',
  config: z.strictObject({
    token: z
      .string()
      .regex(/^[\x21-\x7e]{10,200}$/, 'not-a-bot-token')
      .meta({ secret: true }),
    /** Whom people see as the sender. */
    senderName: z.string().min(1).max(28),
    avatar: z.url({ protocol: /^https$/ }).optional(),
    baseUrl: z.url({ protocol: /^https?$/ }).default('https://chatapi.viber.com/pa'),
  }),
  capabilities: ['send.viber', 'receive.messages'],
  deduplicatesByKey: false,
  marksHandover: true,
  // Documented for broadcasts, 500 requests in ten seconds; nothing slower is said of single messages.
  limits: { concurrency: 20, perSecond: 50 },
  pollEvery: null,
  receipts: [],
  hook,
  needs: readHttp,
  open: openViber,
});
