/** HubSpot CRM: contacts, deals and tickets come in by its search; contacts, deals, tasks and notes are written. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import { readHttp } from '../http.ts';
import { openHubSpot } from './client.ts';

const config = z.strictObject({
  /** A service key, or the access token of a private app that was made before these ended. */
  token: z.string().trim().min(20).max(1000).meta({ secret: true }),
  /** HubSpot names its versions by month. */
  version: z
    .string()
    .regex(/^20\d\d-(?:0[1-9]|1[0-2])$/)
    .default('2026-09'),
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.hubapi.com'),
});
export type HubSpotConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'hubspot',
  config,
  capabilities: [
    'sync.contact',
    'sync.deal',
    'sync.ticket',
    ...Object.keys(crmOperations).map((name) => `operations.${name}`),
  ],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: crmOperations,
  sync: { kinds: ['contact', 'deal', 'ticket'], every: 60_000, tellsDeletions: [] },
  needs: readHttp,
  open: openHubSpot,
});
