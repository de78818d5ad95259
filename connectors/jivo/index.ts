/**
 * Jivo, the chat on a site: tells of chats, offline messages, contact details and calls. By its documented contract nothing can be
 * written to a visitor (its Chat API speaks to the operators in a visitor's place), and nothing can be asked for: all comes by webhook.
 */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { hook } from './hook.ts';

export const connector = defineConnector({
  type: 'jivo',
  config: z.strictObject({}),
  capabilities: ['receive.events'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 1, perSecond: null },
  pollEvery: null,
  receipts: [],
  hook,
  open: (_config, place) => ({
    verify: async () => ({
      detail:
        place?.hookAddress() == null
          ? 'Jivo only tells, and to a public address: there is none yet. Set one below the accounts, then put this account’s webhook into Jivo.'
          : 'Jivo has no login to check: it tells all to this account’s webhook. What came there stands under “Webhook”.',
    }),
  }),
});
