/** Any mail server: sends by SMTP; finds replies and bounces in an IMAP folder when one is given. */
import * as z from 'zod';
import { type ConnectorClient, defineConnector } from '../../flows/sdk/connector.ts';
import { pollMailbox, verifyMailbox } from './mailbox.ts';
import { openSender } from './sender.ts';

const security = z.enum(['starttls', 'tls', 'none']);
const port = z.number().int().min(1).max(65_535);

const config = z.strictObject({
  host: z.string().min(1).max(255),
  port: port.default(587),
  /** `starttls` refuses to go on without encryption; `none` is for servers on this computer. */
  security: security.default('starttls'),
  user: z.string().max(320).optional(),
  password: z.string().max(1000).optional().meta({ secret: true }),
  fromAddress: z.email(),
  fromName: z.string().max(200).optional(),
  replyTo: z.email().optional(),
  /** Offered by mail programs as their "Unsubscribe" button. */
  unsubscribeAddress: z.email().optional(),
  /** Without it nothing is read: no replies, no bounces. */
  imapHost: z.string().min(1).max(255).optional(),
  imapPort: port.default(993),
  imapSecurity: security.default('tls'),
  /** Default: as for sending. */
  imapUser: z.string().max(320).optional(),
  imapPassword: z.string().max(1000).optional().meta({ secret: true }),
  imapFolder: z.string().min(1).max(500).default('INBOX'),
});
export type MailConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'smtp-imap',
  config,
  capabilities: ['send.email', 'receive.messages'],
  deduplicatesByKey: false,
  marksHandover: true,
  limits: { concurrency: 5, perSecond: null },
  pollEvery: 60_000,
  receipts: ['replied', 'failed'],
  open(settings): ConnectorClient {
    const sender = openSender(settings);
    return {
      async verify({ signal }) {
        await sender.verify(signal);
        if (settings.imapHost === undefined) {
          return { detail: `${settings.host} accepts mail. Replies and bounces are not read: no IMAP server is set.` };
        }
        await verifyMailbox(settings, signal);
        return {
          detail: `${settings.host} accepts mail and ${settings.imapHost} lets us read "${settings.imapFolder}".`,
        };
      },
      send: (message, context) => sender.send(message, context),
      poll: (cursor, context) =>
        settings.imapHost === undefined
          ? Promise.resolve({ incoming: [], cursor, more: false })
          : pollMailbox(settings, cursor, context),
      close: async () => sender.close(),
    };
  },
});
