/**
 * SendGrid: sends letters through its API, learns by polling its lists who cannot or does not want to get any more, and by its event
 * webhook what became of the others.
 */
import * as z from 'zod';
import { type ConnectorClient, ConnectorError, defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { sendGridCalls } from './call.ts';
import { hook } from './hook.ts';
import { letterOf } from './letter.ts';
import { pollSuppressions } from './suppressions.ts';

const config = z.strictObject({
  apiKey: z
    .string()
    .regex(/^SG\.[\w-]{10,60}\.[\w-]{20,100}$/, 'not-a-sendgrid-key')
    .meta({ secret: true }),
  fromAddress: z.email(),
  fromName: z.string().max(200).optional(),
  replyTo: z.email().optional(),
  /** Where the account was opened; a key works in its own region only. */
  region: z.enum(['global', 'eu']).default('global'),
  /** Groups the letters in SendGrid's own statistics. */
  category: z.string().min(1).max(255).optional(),
  /** By it the event webhook's signature is checked: a public key, base64 of its DER form. */
  verificationKey: z
    .string()
    .regex(/^[A-Za-z0-9+/]{80,300}={0,2}$/, 'not-a-verification-key')
    .optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type SendGridConfig = z.output<typeof config>;

const scopesSchema = z.object({ scopes: z.array(z.string()) });

export const connector = defineConnector({
  type: 'sendgrid',
  config,
  capabilities: ['send.email'],
  deduplicatesByKey: false,
  marksHandover: true,
  limits: { concurrency: 20, perSecond: null },
  pollEvery: 60_000,
  receipts: ['failed'],
  hook,
  needs: readHttp,
  open(settings): ConnectorClient {
    const call = sendGridCalls(settings);
    return {
      async verify({ signal }) {
        const answer = await call({ method: 'GET', path: '/v3/scopes', signal, acts: false });
        const { scopes } = scopesSchema.safeParse(answer.body).data ?? { scopes: [] };
        if (!scopes.includes('mail.send')) {
          throw new ConnectorError(
            'bad-credentials',
            'This SendGrid key may not send. Give it Mail Send: Full Access, or make another one.',
          );
        }
        const query = { limit: '1' };
        const readable = await call({
          method: 'GET',
          path: '/v3/suppression/bounces',
          query,
          signal,
          acts: false,
        }).then(
          () => true,
          (error: unknown) => {
            if (error instanceof ConnectorError && error.errorClass === 'bad-credentials') return false;
            throw error;
          },
        );
        return {
          detail: readable
            ? `SendGrid knows the key. Letters leave from ${settings.fromAddress}.`
            : 'SendGrid knows the key. Bounces, complaints and unsubscribes cannot be read: the key has no right to Suppressions.',
        };
      },

      async send(message, { signal, handover }) {
        const body = letterOf(message, settings);
        await handover();
        const answer = await call({ method: 'POST', path: '/v3/mail/send', body, signal, acts: true });
        return { vendorId: answer.header('x-message-id'), state: 'sent' };
      },

      poll: (cursor, context) => pollSuppressions(call, cursor, context),
    };
  },
});
