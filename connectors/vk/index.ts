/** VK communities: sends, and finds messages, reading, permissions and bans by Bots Long Poll. Needs no public address. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openVk } from './client.ts';

export const connector = defineConnector({
  type: 'vk',
  config: z.strictObject({
    token: z
      .string()
      .regex(/^[\x21-\x7e]{20,500}$/, 'not-a-token')
      .meta({ secret: true }),
    groupId: z.string().regex(/^[1-9]\d{0,15}$/, 'not-an-id'),
    linkPreview: z.boolean().default(true),
    baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.vk.ru/method'),
  }),
  capabilities: ['send.vk', 'receive.messages'],
  deduplicatesByKey: true,
  marksHandover: true,
  // Twenty calls a second for the token of a community, of which polling takes some.
  limits: { concurrency: 15, perSecond: 15 },
  pollEvery: 2000,
  receipts: ['read', 'replied'],
  needs: readHttp,
  open: openVk,
});
