/** Pipedrive: persons (contacts) and deals come in by its API v2; contacts, deals, activities (tasks) and notes are written. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import { readHttp } from '../http.ts';
import { openPipedrive } from './client.ts';

const config = z.strictObject({
  /** The personal API token: it may do what the user may who has it. */
  token: z.string().trim().min(20).max(200).meta({ secret: true }),
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.pipedrive.com'),
});
export type PipedriveConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'pipedrive',
  config,
  capabilities: ['sync.contact', 'sync.deal', ...Object.keys(crmOperations).map((name) => `operations.${name}`)],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: crmOperations,
  // A look costs thirty of the 30,000 tokens that the smallest plan has in a day.
  sync: { kinds: ['contact', 'deal'], every: 300_000, tellsDeletions: ['deal'] },
  needs: readHttp,
  open: openPipedrive,
});
