/** amoCRM, outside of Russia Kommo: contacts and leads (deals) come in page by page; contacts, leads, tasks and notes are written. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import { readHttp } from '../http.ts';
import { openAmoCrm } from './client.ts';

const config = z.strictObject({
  /** Of the account, such as `https://shop.amocrm.ru` or `https://shop.kommo.com`. */
  address: z.url({ protocol: /^https?$/ }),
  /** The long-lived token of a private integration. */
  token: z.string().trim().min(20).max(5000).meta({ secret: true }),
});
export type AmoCrmConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'amocrm',
  config,
  capabilities: ['sync.contact', 'sync.deal', ...Object.keys(crmOperations).map((name) => `operations.${name}`)],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: crmOperations,
  sync: { kinds: ['contact', 'deal'], every: 60_000, tellsDeletions: ['deal'] },
  needs: readHttp,
  open: openAmoCrm,
});
