/** Shopify's Admin API (GraphQL): customers, orders and abandoned checkouts come in; customers and notes are written. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import { readHttp } from '../http.ts';
import { openShopify } from './client.ts';

const config = z.strictObject({
  /** Of the shop, such as `https://shop.myshopify.com`. */
  address: z
    .url({ protocol: /^https?$/ })
    .regex(/^(?:https:\/\/|http:\/\/(?:localhost|127\.|\[::1\]))[^/?#]+\/?$/, 'shop-address'),
  /** Of an app of the Dev Dashboard. Left out: `secret` is an access token. */
  clientId: z.string().trim().min(10).max(200).optional(),
  /** The app's client secret; or the access token (`shpat_…`) of an app that was made in the shop's own settings. */
  secret: z.string().trim().min(10).max(500).meta({ secret: true }),
  /** A version of the API lives for about a year. */
  version: z
    .string()
    .regex(/^\d{4}-(?:01|04|07|10)$/)
    .default('2026-07'),
});
export type ShopifyConfig = z.output<typeof config>;

const { 'crm.save-contact': saveContact, 'crm.add-note': addNote } = crmOperations;
/** Orders are made and moved by the shop itself. */
const operations = { 'crm.save-contact': saveContact, 'crm.add-note': addNote } as const;

export const connector = defineConnector({
  type: 'shopify',
  config,
  capabilities: [
    'sync.contact',
    'sync.order',
    'sync.cart',
    ...Object.keys(operations).map((name) => `operations.${name}`),
  ],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations,
  sync: { kinds: ['contact', 'order', 'cart'], every: 120_000, tellsDeletions: [] },
  needs: readHttp,
  open: openShopify,
});
