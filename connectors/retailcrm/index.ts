/** RetailCRM, outside of Russia Simla: customers and orders come in by its history; customers, orders, tasks and notes are written. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import { readHttp } from '../http.ts';
import { openRetailCrm } from './client.ts';

const config = z.strictObject({
  /** Of the account, such as `https://shop.retailcrm.ru` or `https://shop.simla.com`. */
  address: z
    .url({ protocol: /^https?$/ })
    .regex(/^(?:https:\/\/|http:\/\/(?:localhost|127\.|\[::1\]))[^/?#]+\/?$/, 'account-address'),
  apiKey: z.string().trim().min(10).max(200).meta({ secret: true }),
  /** The code of the shop in which customers and orders are made. Left out: the only one that the key may see. */
  site: z.string().trim().min(1).max(100).optional(),
});
export type RetailCrmConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'retailcrm',
  config,
  capabilities: ['sync.contact', 'sync.order', ...Object.keys(crmOperations).map((name) => `operations.${name}`)],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: crmOperations,
  sync: { kinds: ['contact', 'order'], every: 60_000, tellsDeletions: ['contact', 'order'] },
  needs: readHttp,
  open: openRetailCrm,
});
