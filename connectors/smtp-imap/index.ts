/** Any mail server: sends by SMTP; finds replies and bounces in an IMAP folder when one is given. */
import * as z from 'zod';
import { type ConnectorClient, defineConnector } from '../../flows/sdk/connector.ts';
import { lazily } from '../../flows/sdk/lazily.ts';
import { daily, googleProviders, microsoftProviders, presets, providers, signInWith } from './providers.ts';

const security = z.enum(['starttls', 'tls', 'none']);
const port = z.number().int().min(1).max(65_535);

/** Filled in by the service that was chosen. */
const preset = { preset: true };
const byBrowser = [...googleProviders, ...microsoftProviders];

const config = z
  .strictObject({
    provider: z.enum(providers).default('other'),
    signIn: z
      .enum(['password', 'browser'])
      .default('password')
      .meta({ when: { provider: byBrowser } }),
    user: z.string().max(320).optional(),
    password: z
      .string()
      .max(1000)
      .optional()
      .meta({ secret: true, when: { signIn: ['password'] } }),
    /** The owner's own registration with Google or Microsoft. */
    clientId: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .meta({ when: { signIn: ['browser'] }, needed: true }),
    clientSecret: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .meta({ secret: true, when: { signIn: ['browser'], provider: googleProviders }, needed: true }),
    fromAddress: z.email(),
    fromName: z.string().max(200).optional(),
    replyTo: z.email().optional(),
    /** Offered by mail programs as their "Unsubscribe" button. */
    unsubscribeAddress: z.email().optional(),
    host: z.string().min(1).max(255).meta(preset),
    port: port.default(587).meta(preset),
    /** `starttls` refuses to go on without encryption; `none` is for servers on this computer. */
    security: security.default('starttls').meta(preset),
    /** Without it nothing is read: no replies, no bounces. */
    imapHost: z.string().min(1).max(255).optional().meta(preset),
    imapPort: port.default(993).meta(preset),
    imapSecurity: security.default('tls').meta(preset),
    /** Default: as for sending. */
    imapUser: z
      .string()
      .max(320)
      .optional()
      .meta({ ...preset, when: { signIn: ['password'] } }),
    imapPassword: z
      .string()
      .max(1000)
      .optional()
      .meta({ ...preset, secret: true, when: { signIn: ['password'] } }),
    imapFolder: z.string().min(1).max(500).default('INBOX').meta(preset),
    /** Of Microsoft: whose people may sign in. */
    tenant: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$/, 'not-a-tenant')
      .default('common')
      .meta({ rare: true, when: { signIn: ['browser'], provider: microsoftProviders } }),
    /** Of countries with clouds of their own, and for tests. */
    signInServer: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ rare: true, when: { signIn: ['browser'], provider: byBrowser } }),
  })
  .superRefine((settings, context) => {
    if (settings.signIn !== 'browser') return;
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (!byBrowser.includes(settings.provider)) refuse('signIn', 'this service is signed in to by password');
    if (settings.clientId === undefined) refuse('clientId', 'needed to sign in by the browser');
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
  pollWhileListening: 600_000,
  receipts: ['replied', 'failed'],
  presets,
  signIn: signInWith,
  open(settings, place): ConnectorClient {
    const access = place?.access;
    const sender = lazily(async () => (await import('./sender.ts')).openSender(settings, access));
    const mailbox = () => import('./mailbox.ts');
    const most = daily[settings.provider];
    const limit =
      most === undefined ? '' : ` At most ${most} letters a day may leave there, those of other programs included.`;
    return {
      async verify({ signal }) {
        await (await sender.get()).verify(signal);
        if (settings.imapHost === undefined) {
          return {
            detail: `${settings.host} accepts mail. Replies and bounces are not read: no IMAP server is set.${limit}`,
          };
        }
        await (await mailbox()).verifyMailbox(settings, access, signal);
        return {
          detail: `${settings.host} accepts mail and ${settings.imapHost} lets us read "${settings.imapFolder}".${limit}`,
        };
      },
      send: async (message, context) => (await sender.get()).send(message, context),
      poll: async (cursor, context) =>
        settings.imapHost === undefined
          ? { incoming: [], cursor, more: false }
          : (await mailbox()).pollMailbox(settings, access, cursor, context),
      listen: async (context) =>
        settings.imapHost === undefined ? 'cannot' : (await mailbox()).listenToMailbox(settings, access, context),
      close: async () => sender.made()?.close(),
    };
  },
});
