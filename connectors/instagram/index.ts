/** Instagram: a professional account writes to people who wrote to it within a day; what comes back comes by webhook. */
import * as z from 'zod';
import { type ConnectorClient, ConnectorError, defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { graphApi } from '../meta-graph.ts';
import { receiveFromMeta } from '../meta-hook.ts';
import { fromMessaging, messageFor, messagingVendor, recipientOf, sentSchema } from '../meta-messaging.ts';

/** Bytes of a text, of which other letters than Latin take two or more each. */
const longest = 1000;

const config = z.strictObject({
  accountId: z.string().regex(/^\d{5,25}$/, 'not-an-id'),
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
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://graph.instagram.com'),
});

const meSchema = z.object({ user_id: z.coerce.string().optional(), username: z.string() });
const personSchema = z.object({ name: z.string().optional(), username: z.string().optional() });

export const connector = defineConnector({
  type: 'instagram',
  config,
  capabilities: ['send.instagram', 'receive.messages'],
  deduplicatesByKey: false,
  marksHandover: true,
  // 300 texts a second are documented for an account; how many calls at once is not.
  limits: { concurrency: 20, perSecond: 300 },
  pollEvery: null,
  receipts: [],
  hook: {
    checkedBy: 'appSecret',
    ready: () => true,
    // Instagram tells that a message was read, which implies that it arrived.
    receipts: ['delivered', 'read', 'replied'],
    wordIsCopied: true,
    receive: (settings, delivery, context) =>
      receiveFromMeta({ appSecret: settings.appSecret, object: 'instagram' }, delivery, context, (entry) =>
        fromMessaging(entry, 'instagram', settings.accountId, context.now),
      ),
  },
  needs: readHttp,
  open(settings, place): ConnectorClient {
    const api = graphApi(settings, messagingVendor('Instagram'));
    return {
      async verify({ signal }) {
        const me = meSchema.safeParse(await api.get('me', { fields: 'user_id,username' }, signal));
        if (!me.success)
          throw new ConnectorError('bad-credentials', 'This token belongs to no professional account of Instagram.');
        const { user_id: known, username } = me.data;
        const other = known !== undefined && known !== settings.accountId;
        return {
          detail: `Connected as @${username}. ${other ? `Instagram names its id as ${known}: compare it with the settings. ` : ''}${
            (place?.hookAddress() ?? null) === null
              ? 'Until the webhook is set up nobody can be written to: who may be is known only from what people write.'
              : 'What people write comes to the address of this account, once Meta knows it.'
          }`,
        };
      },

      async send(message, { signal, handover }) {
        const recipient = recipientOf(message, 'Instagram');
        const body = messageFor(message, 'Instagram', (text) => {
          const bytes = Buffer.byteLength(text);
          return bytes > longest
            ? `The text has ${bytes} bytes; Instagram takes ${longest}, which are about ${longest / 2} Cyrillic letters.`
            : null;
        });
        await handover();
        const answer = await api.post(`${settings.accountId}/messages`, { recipient, message: body }, signal);
        const sent = sentSchema.safeParse(answer);
        if (!sent.success)
          throw new ConnectorError('temporary', 'Instagram accepted the message but its answer cannot be read.', {
            mayHaveActed: true,
          });
        return { vendorId: sent.data.message_id, state: 'sent' };
      },

      async nameOf(person, { signal }) {
        if (!/^\d{5,25}$/.test(person)) return null;
        const found = personSchema.safeParse(await api.get(person, { fields: 'name,username' }, signal)).data;
        return found === undefined ? null : { first: found.name?.trim() || (found.username ?? ''), last: '' };
      },
    };
  },
});
