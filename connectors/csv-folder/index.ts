/** A folder of tables (CSV, Excel, lines of JSON), such as a shop or a till exports: everybody in them comes in, and what changes later. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { openCsvFolder } from './client.ts';

const config = z.strictObject({
  /** The whole path. */
  folder: z.string().trim().min(1).max(2000),
  /** The column with a number or code that a person keeps. Left out: found by its name, else people are known by e-mail or phone. */
  idColumn: z.string().trim().min(1).max(200).optional(),
});
export type CsvFolderConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'csv-folder',
  config,
  capabilities: ['sync.contact'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 1, perSecond: null },
  pollEvery: null,
  receipts: [],
  sync: { kinds: ['contact'], every: 60_000, tellsDeletions: [] },
  open: openCsvFolder,
});
