/** Google Sheets: people in a table come in, and what changes in it later; people are written back into their rows. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import { readHttp } from '../http.ts';
import { openGoogleSheets } from './client.ts';

const config = z.strictObject({
  /** The whole JSON file of a service account's key. */
  serviceAccount: z.string().trim().min(1).max(10_000).meta({ secret: true }),
  /** The table's address, or the id in it. */
  spreadsheet: z
    .string()
    .trim()
    .regex(/^(?:https:\/\/docs\.google\.com\/spreadsheets\/(?:u\/\d+\/)?d\/[\w-]{10,100}(?:[/?#].*)?|[\w-]{10,100})$/),
  /** The sheet in it; left out: the first. */
  tab: z.string().trim().min(1).max(200).optional(),
  /** The column with a number or code that a person keeps. Left out: found by its name, else people are known by e-mail or phone. */
  idColumn: z.string().trim().min(1).max(200).optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://sheets.googleapis.com'),
});
export type GoogleSheetsConfig = z.output<typeof config>;

/** A table has people, no deals. */
const { 'crm.save-contact': saveContact } = crmOperations;

export const connector = defineConnector({
  type: 'google-sheets',
  config,
  capabilities: ['sync.contact', 'operations.crm.save-contact'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 1, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: { 'crm.save-contact': saveContact },
  // The whole table is read at each look.
  sync: { kinds: ['contact'], every: 300_000, tellsDeletions: [] },
  needs: readHttp,
  open: openGoogleSheets,
});
