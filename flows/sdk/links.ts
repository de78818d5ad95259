/**
 * What strangers may open of a workspace when it has a public address: the pages of its forms, and the addresses that stand in
 * its messages. Plain data and words; the host serves them (flows/host/public).
 */
import * as z from 'zod';
import { urlOf } from './url.ts';

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
  hello: 'hello',
  told: 'site/push/told',
} as const;

/** Without a slash at the end, so that paths can be put behind it. */
const trimmed = (address: string): string => address.trim().replace(/\/+$/, '');

/** `https://example.com` or `https://example.com/kaskad`: no query, no login. Plain http is for this computer only. */
export function isPublicAddress(text: string): boolean {
  const url = urlOf(text);
  if (url === null) return false;
  const { protocol, hostname, username, password, search, hash } = url;
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

/** The address leads to a page of this workspace itself. */
export const isOwnPage = (address: string | null, url: string): boolean =>
  address !== null && url.startsWith(`${address}${publicPrefix}/`);

/** Links of one message that can be counted; others stay as they are written. */
export const mostLinks = 128;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Letters and figures only: every mail program, messenger and phone takes them as part of an address. */
export function base62(value: bigint, width: number): string {
  let text = '';
  for (let rest = value; rest > 0n; rest /= 62n) text = (digits[Number(rest % 62n)] ?? '') + text;
  return text.padStart(width, '0');
}

/** Null for anything that `base62` did not make. */
export function fromBase62(text: string): bigint | null {
  let value = 0n;
  for (const sign of text) {
    const digit = digits.indexOf(sign);
    if (digit < 0) return null;
    value = value * 62n + BigInt(digit);
  }
  return value;
}

/** Of equal length for the first seven million messages, so that a forecast reckons with as many SMS parts as there will be. */
export const linkNumberWidth = 5;
export const linkSealWidth = 8;
export const linkNumber = (message: number, link: number): string =>
  base62(BigInt(message) * BigInt(mostLinks) + BigInt(link), linkNumberWidth);

/** The short addresses that stand in messages for their links. */
export interface ShortLinks {
  /** Of one link of one message; null where the workspace has no public address. */
  of(message: number, link: number): string | null;
  isOwn(url: string): boolean;
  /** Where the reader's browser tells what became of the message; null where the workspace has no public address. */
  report(message: number): string | null;
}

/** As long as real ones, and lead nowhere: for forecasts and for counting parts of an SMS. */
export const sampleShortLink = (address: string, message = 0, link = 0): string =>
  publicUrl(address, 'link', linkNumber(message, link) + 'x'.repeat(linkSealWidth));
