/** Any server that speaks HTTP: one operation, `http.request`, with guards against requests into the own network. */
import * as z from 'zod';
import { defineConnector, defineOperation } from '../../flows/sdk/connector.ts';
import { openWebhook } from './client.ts';
import { headerName, headerValue, isRepeatable, requestSchema } from './input.ts';

export const connector = defineConnector({
  type: 'webhook',
  config: z
    .strictObject({
      /** The server that the account is for. Blocks may write addresses relative to it; only it gets the secrets. */
      baseUrl: z.url({ protocol: /^https?$/ }).optional(),
      /** Whole value of the header Authorization, such as `Bearer …`. */
      authorization: headerValue.min(1).optional().meta({ secret: true }),
      headerName: headerName.optional(),
      headerValue: headerValue.min(1).optional().meta({ secret: true }),
      allowPrivate: z.boolean().default(false),
    })
    .refine(
      (config) => config.baseUrl !== undefined || (config.authorization ?? config.headerValue) === undefined,
      'base-url-for-secrets',
    )
    .refine(
      (config) => (config.headerName === undefined) === (config.headerValue === undefined),
      'header-name-and-value',
    ),
  capabilities: ['operations.http.request'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 5, perSecond: null },
  pollEvery: null,
  receipts: [],
  operations: {
    'http.request': defineOperation({
      input: requestSchema,
      idempotent: isRepeatable,
      // Not the answer itself: it may be long, and hold what the workspace has no business keeping.
      keep: (value) => ({ status: (value as { status?: number }).status ?? null }),
    }),
  },
  open: openWebhook,
});
