/**
 * What strangers may open of a workspace when it has a public address: the pages of its forms, and the addresses that stand in
 * its messages. Plain data and words; the host serves them (flows/host/public).
 */
import * as z from 'zod';

/** All that is public stands below this path, beside the addresses of webhooks. */
export const publicPrefix = '/p';

/** Addresses that texts of a message name as `{{ links.<name> }}`. */
export const linkNames = ['unsubscribe', 'preferences', 'confirm', 'site'] as const;
export type LinkName = (typeof linkNames)[number];
/** `site`: to the owner's site, which then knows who comes; left out where no site is connected. */
export type MessageLinks = Readonly<Record<Exclude<LinkName, 'site'>, string> & { site?: string }>;

/** The addresses of one message, by its number; null where the workspace has no public address. */
export type LinkMaker = (message: number) => MessageLinks | null;

/** First letters of the paths: short, because they stand in SMS. */
export const publicPaths = {
  form: 'f',
  unsubscribe: 'u',
  preferences: 's',
  confirm: 'c',
  link: 'l',
  open: 'o',
  hello: 'hello',
} as const;

/** Without a slash at the end, so that paths can be put behind it. */
const trimmed = (address: string): string => address.trim().replace(/\/+$/, '');

/** `https://example.com` or `https://example.com/kaskad`: no query, no login. Plain http is for this computer only. */
export function isPublicAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username !== '' || password !== '' || search !== '' || hash !== '' || hostname === '') return false;
  return protocol === 'https:' || (protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1'));
}

export const webSettingsSchema = z.object({
  address: z
    .string()
    .max(300)
    .transform(trimmed)
    .refine(isPublicAddress, 'bad-public-address')
    .nullable()
    .describe('https address under which strangers reach this workspace; null: none'),
  port: z
    .number()
    .int()
    .min(1024)
    .max(65_535)
    .nullable()
    .describe('Port of 127.0.0.1 that the desktop app listens on; null: a free one'),
});
export type WebSettings = z.output<typeof webSettingsSchema>;

export const noWeb: WebSettings = { address: null, port: null };

export const publicUrl = (address: string, path: keyof typeof publicPaths, rest: string): string =>
  `${address}${publicPrefix}/${publicPaths[path]}/${rest}`;

/** For looking at a text, and for forecasts: they have the length and look of real ones, and open nothing. */
export const sampleLinks = (address: string): MessageLinks => ({
  unsubscribe: publicUrl(address, 'unsubscribe', 'sample'),
  preferences: publicUrl(address, 'preferences', 'sample'),
  confirm: publicUrl(address, 'confirm', 'sample'),
  site: `${address}/?kaskad=sample`,
});
