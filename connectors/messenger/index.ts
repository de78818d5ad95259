/** Messenger: a Facebook page writes to people who wrote to it within a day; what comes back comes by webhook. */
import * as z from 'zod';
import { type ConnectorClient, ConnectorError, defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { graphApi } from '../meta-graph.ts';
import { receiveFromMeta } from '../meta-hook.ts';
import { fromMessaging, messageFor, messagingVendor, recipientOf, sentSchema } from '../meta-messaging.ts';

/** Characters of a text. */
const longest = 2000;

const config = z.strictObject({
  pageId: z.string().regex(/^\d{5,25}$/, 'not-an-id'),
  token: z.string().min(20).max(2000).meta({ secret: true }),
  /** By it Meta signs what it delivers. */
  appSecret: z
    .string()
    .regex(/^[\x21-\x7e]{16,128}$/, 'not-an-app-secret')
    .meta({ secret: true }),
  /** Meta retires a version about two years after the next one. */
  version: z
    .string()
    .regex(/^v\d{1,3}\.\d{1,2}$/, 'not-a-version')
    .default('v25.0'),
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://graph.facebook.com'),
});

const pageSchema = z.object({ name: z.string() });
const personSchema = z.object({ first_name: z.string().optional(), last_name: z.string().optional() });

export const connector = defineConnector({
  type: 'messenger',
  config,
  capabilities: ['send.messenger', 'receive.messages'],
  deduplicatesByKey: false,
  marksHandover: true,
  // 300 texts a second are documented for a page; how many calls at once is not.
  limits: { concurrency: 20, perSecond: 300 },
  pollEvery: null,
  receipts: [],
  hook: {
    checkedBy: 'appSecret',
    ready: () => true,
    receipts: ['delivered', 'read', 'replied'],
    wordIsCopied: true,
    receive: (settings, delivery, context) =>
      receiveFromMeta({ appSecret: settings.appSecret, object: 'page' }, delivery, context, (entry) =>
        fromMessaging(entry, 'messenger', settings.pageId, context.now),
      ),
  },
  needs: readHttp,
  open(settings, place): ConnectorClient {
    const api = graphApi(settings, messagingVendor('Messenger'));
    return {
      async verify({ signal }) {
        const page = pageSchema.safeParse(await api.get(settings.pageId, { fields: 'name' }, signal));
        if (!page.success)
          throw new ConnectorError('bad-credentials', 'This is not the id of a Facebook page. Copy it again.');
        return {
          detail: `Connected as the page ${page.data.name}. ${
            (place?.hookAddress() ?? null) === null
              ? 'Until the webhook is set up nobody can be written to: who may be is known only from what people write.'
              : 'What people write comes to the address of this account, once Meta knows it.'
          }`,
        };
      },

      async send(message, { signal, handover }) {
        const recipient = recipientOf(message, 'Messenger');
        const body = messageFor(message, 'Messenger', (text) =>
          text.length > longest ? `The text has ${text.length} characters; Messenger takes ${longest}.` : null,
        );
        await handover();
        const answer = await api.post(
          `${settings.pageId}/messages`,
          { recipient, messaging_type: 'RESPONSE', message: body },
          signal,
        );
        const sent = sentSchema.safeParse(answer);
        if (!sent.success)
          throw new ConnectorError('temporary', 'Messenger accepted the message but its answer cannot be read.', {
            mayHaveActed: true,
          });
        return { vendorId: sent.data.message_id, state: 'sent' };
      },

      async nameOf(person, { signal }) {
        if (!/^\d{5,25}$/.test(person)) return null;
        const found = personSchema.safeParse(await api.get(person, { fields: 'first_name,last_name' }, signal)).data;
        return found === undefined ? null : { first: found.first_name ?? '', last: found.last_name ?? '' };
      },
    };
  },
});
