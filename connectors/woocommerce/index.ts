/** WooCommerce: customers and orders come in page by page; customers, statuses of orders and notes on them are written. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import { readHttp } from '../http.ts';
import { openWooCommerce } from './client.ts';

const config = z.strictObject({
  /** Of the shop, such as `https://shop.example`. Unencrypted only on this computer: the key would be for everybody to read. */
  address: z
    .url({ protocol: /^https?$/ })
    .regex(/^(?:https:\/\/|http:\/\/(?:localhost|127\.|\[::1\]))[^?#]+$/, 'https-only'),
  consumerKey: z.string().trim().min(10).max(200),
  consumerSecret: z.string().trim().min(10).max(200).meta({ secret: true }),
  /** How the key is shown: some hosts drop the header. */
  login: z.enum(['header', 'address']).default('header'),
  /** How often the shop is asked: its visitors use the same server. */
  pace: z.enum(['gentle', 'fast']).default('gentle'),
});
export type WooCommerceConfig = z.output<typeof config>;

const { 'crm.save-contact': saveContact, 'crm.move-deal': moveDeal, 'crm.add-note': addNote } = crmOperations;
/** Of deals it knows orders only, and notes stand on orders. */
const operations = { 'crm.save-contact': saveContact, 'crm.move-deal': moveDeal, 'crm.add-note': addNote } as const;

export const connector = defineConnector({
  type: 'woocommerce',
  config,
  capabilities: ['sync.contact', 'sync.order', ...Object.keys(operations).map((name) => `operations.${name}`)],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 1, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations,
  sync: { kinds: ['contact', 'order'], every: 300_000, tellsDeletions: [] },
  needs: readHttp,
  open: openWooCommerce,
});
