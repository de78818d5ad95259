/** WhatsApp Business by Meta's Cloud API: approved templates and free text, what became of them by polling or by webhook, and answers by webhook. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openWhatsApp } from './client.ts';
import { hook } from './hook.ts';

export const connector = defineConnector({
  type: 'whatsapp-cloud',
  config: z.strictObject({
    token: z.string().min(20).max(2000).meta({ secret: true }),
    phoneNumberId: z.string().regex(/^\d{5,25}$/, 'not-an-id'),
    /** Whose templates are used. */
    businessAccountId: z.string().regex(/^\d{5,25}$/, 'not-an-id'),
    /** By it Meta signs what it delivers. */
    appSecret: z
      .string()
      .regex(/^[\x21-\x7e]{16,128}$/, 'not-an-app-secret')
      .optional()
      .meta({ secret: true }),
    /** Meta retires a version about two years after the next one. */
    version: z
      .string()
      .regex(/^v\d{1,3}\.\d{1,2}$/, 'not-a-version')
      .default('v23.0'),
    baseUrl: z.url({ protocol: /^https?$/ }).default('https://graph.facebook.com'),
  }),
  capabilities: ['send.whatsapp', 'receive.messages'],
  deduplicatesByKey: false,
  marksHandover: true,
  // 80 messages a second is what Meta gives a number until it raises it by itself.
  limits: { concurrency: 40, perSecond: 80 },
  pollEvery: 120_000,
  receipts: ['delivered', 'read', 'failed'],
  hook,
  needs: readHttp,
  open: openWhatsApp,
});
