/** Bitrix24: contacts and deals come in by the universal methods `crm.item.*`; contacts, deals, tasks and notes are written. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import { readHttp } from '../http.ts';
import { openBitrix24 } from './client.ts';

const config = z.strictObject({
  /** The incoming webhook, such as `https://shop.bitrix24.ru/rest/1/code/`. Whoever has it acts as the user who made it. */
  webhook: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^?#]+\/rest\/\d+\/[^/?#]+\/?$/, 'webhook-address')
    .meta({ secret: true }),
  /** How fast the portal may be asked: its plan says so. */
  plan: z.enum(['usual', 'enterprise']).default('usual'),
});
export type Bitrix24Config = z.output<typeof config>;

export const connector = defineConnector({
  type: 'bitrix24',
  config,
  capabilities: ['sync.contact', 'sync.deal', ...Object.keys(crmOperations).map((name) => `operations.${name}`)],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: crmOperations,
  sync: { kinds: ['contact', 'deal'], every: 60_000, tellsDeletions: [] },
  needs: readHttp,
  open: openBitrix24,
});
