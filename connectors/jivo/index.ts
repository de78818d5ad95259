/**
 * Jivo, the chat on a site: tells of chats, offline messages, contact details and calls by its webhooks, and takes people over by its
 * Chat API (https://www.jivo.ru/docs/chat/), to which this account is a channel like any messenger: what is handed over, operators
 * read as written by the person, and what they answer is posted to this account's address. A visitor of the site cannot be written to.
 */
import * as z from 'zod';
import { chatOperations } from '../../flows/sdk/chat.ts';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openJivo } from './client.ts';
import { hook } from './hook.ts';

const config = z.strictObject({
  /** Of the channel "Chat API", as its settings in Jivo show it. Who knows its path may write to the operators. */
  chatUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .regex(/^(?:https:\/\/|http:\/\/(?:localhost|127\.|\[::1\]))[^/?#]+\/[^?#]+$/, 'chat-address')
    .optional()
    .meta({ secret: true }),
});
export type JivoConfig = z.output<typeof config>;

const hears = 'receive.events';
const capabilities = [hears, ...Object.keys(chatOperations).map((name) => `operations.${name}`)];

export const connector = defineConnector({
  type: 'jivo',
  config,
  capabilities,
  // Without the channel it only hears what Jivo tells.
  allowed: ({ chatUrl }) => (chatUrl === undefined ? [hears] : capabilities),
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: chatOperations,
  hook,
  needs: readHttp,
  open: openJivo,
});
