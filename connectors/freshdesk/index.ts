/** Freshdesk: contacts and tickets come in by when they changed; tickets are opened, moved to a status and noted on. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { deskOperations } from '../../flows/sdk/desk.ts';
import { readHttp } from '../http.ts';
import { openFreshdesk } from './client.ts';

const config = z.strictObject({
  /** Of the account: `https://shop.freshdesk.com`. */
  address: z
    .url({ protocol: /^https?$/ })
    .regex(/^(?:https:\/\/|http:\/\/(?:localhost|127\.|\[::1\]))[^/?#]+\/?$/, 'account-address'),
  /** Of an agent: it may do what the agent may. */
  apiKey: z.string().trim().min(10).max(200).meta({ secret: true }),
});
export type FreshdeskConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'freshdesk',
  config,
  capabilities: ['sync.contact', 'sync.ticket', ...Object.keys(deskOperations).map((name) => `operations.${name}`)],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: deskOperations,
  // A look is three lists, of the twenty a minute that the smallest plan has for everybody.
  sync: { kinds: ['contact', 'ticket'], every: 300_000, tellsDeletions: ['ticket'] },
  needs: readHttp,
  open: openFreshdesk,
});
