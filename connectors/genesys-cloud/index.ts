/** Genesys Cloud: external contacts come in by whole scans; contacts, notes, callbacks and rows of calling lists are written. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openGenesys } from './client.ts';
import { genesysOperations } from './operations.ts';
import { otherRegion, regions } from './regions.ts';

const config = z
  .strictObject({
    region: z.enum([...regions, otherRegion]),
    /** Such as `mypurecloud.de`: what stands behind `login.` in the address at which one signs in. */
    domain: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^(?!(?:login|api|apps)\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'region-domain')
      .max(200)
      .optional()
      .meta({ when: { region: [otherRegion] }, needed: true }),
    clientId: z.string().trim().min(10).max(200),
    clientSecret: z.string().trim().min(10).max(200).meta({ secret: true }),
    /** Instead of `https://api.<domain>` and `https://login.<domain>`. */
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine(({ region, domain }) => region !== otherRegion || domain !== undefined, {
    path: ['domain'],
    message: 'needed for a region that is not in the list',
  });
export type GenesysConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'genesys-cloud',
  config,
  capabilities: ['sync.contact', ...Object.keys(genesysOperations).map((name) => `operations.${name}`)],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 2, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: genesysOperations,
  // Nobody can ask what changed: each look reads all contacts, two hundred a call.
  sync: { kinds: ['contact'], every: 3_600_000, tellsDeletions: [] },
  needs: readHttp,
  open: openGenesys,
});
