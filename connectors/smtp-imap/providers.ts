/**
 * Well-known mail services. Addresses of Gmail: developers.google.com/workspace/gmail/imap/imap-smtp. Of Microsoft:
 * learn.microsoft.com, "Authenticate an IMAP, POP or SMTP connection using OAuth", and Thunderbird's settings. Of Yandex,
 * Mail.ru and ukr.net: what their users' programs are set to; their own help was not at hand.
 */
import type { AccountPresets } from '../../flows/sdk/connector.ts';
import type { OAuthClient } from '../../flows/sdk/oauth.ts';

export const providers = [
  'gmail',
  'workspace',
  'outlook',
  'microsoft365',
  'yandex',
  'mailru',
  'ukrnet',
  'other',
] as const;
export type Provider = (typeof providers)[number];

/** Those that let programs in by the browser, and that this program knows how to ask. */
export const googleProviders: readonly Provider[] = ['gmail', 'workspace'];
export const microsoftProviders: readonly Provider[] = ['outlook', 'microsoft365'];

const tls = { security: 'tls', imapSecurity: 'tls', imapPort: 993 };
const gmail = { host: 'smtp.gmail.com', port: 465, imapHost: 'imap.gmail.com', ...tls };
const microsoft = { port: 587, imapHost: 'outlook.office365.com', ...tls, security: 'starttls', signIn: 'browser' };

export const presets: AccountPresets = {
  field: 'provider',
  values: {
    gmail,
    workspace: gmail,
    outlook: { host: 'smtp-mail.outlook.com', ...microsoft },
    microsoft365: { host: 'smtp.office365.com', ...microsoft },
    yandex: { host: 'smtp.yandex.ru', port: 465, imapHost: 'imap.yandex.ru', ...tls },
    mailru: { host: 'smtp.mail.ru', port: 465, imapHost: 'imap.mail.ru', ...tls },
    ukrnet: { host: 'smtp.ukr.net', port: 465, imapHost: 'imap.ukr.net', ...tls },
  },
};

/** Letters a day by SMTP, shared by all programs of the mailbox, as the service itself publishes them. */
export const daily: Readonly<Partial<Record<Provider, number>>> = { gmail: 500, workspace: 2000 };

export interface SignInSettings {
  provider: Provider;
  signIn: 'password' | 'browser';
  user?: string | undefined;
  fromAddress: string;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  tenant: string;
  signInServer?: string | undefined;
}

/** Null: by password. */
export function signInWith(config: SignInSettings): OAuthClient | null {
  const { provider, clientId, clientSecret } = config;
  if (config.signIn !== 'browser' || clientId === undefined) return null;
  const own = config.signInServer?.replace(/\/+$/, '');
  const hint = { login_hint: config.user ?? config.fromAddress };
  if (googleProviders.includes(provider)) {
    return {
      provider: 'Google',
      authorizeUrl: `${own ?? 'https://accounts.google.com'}/o/oauth2/v2/auth`,
      tokenUrl: `${own ?? 'https://oauth2.googleapis.com'}/token`,
      revokeUrl: `${own ?? 'https://oauth2.googleapis.com'}/revoke`,
      clientId,
      clientSecret: clientSecret ?? null,
      scopes: ['https://mail.google.com/'],
      // Without both Google gives a refresh token the first time only.
      parameters: { access_type: 'offline', prompt: 'consent', ...hint },
      redirectHost: '127.0.0.1',
    };
  }
  if (microsoftProviders.includes(provider)) {
    const base = `${own ?? 'https://login.microsoftonline.com'}/${encodeURIComponent(config.tenant)}/oauth2/v2.0`;
    return {
      provider: 'Microsoft',
      authorizeUrl: `${base}/authorize`,
      tokenUrl: `${base}/token`,
      revokeUrl: null,
      clientId,
      // Microsoft refuses a secret from a program that is registered as a desktop app.
      clientSecret: null,
      scopes: [
        'https://outlook.office.com/SMTP.Send',
        'https://outlook.office.com/IMAP.AccessAsUser.All',
        'offline_access',
      ],
      parameters: hint,
      // The portal takes http only for this name; it does not look at the port.
      redirectHost: 'localhost',
    };
  }
  return null;
}
