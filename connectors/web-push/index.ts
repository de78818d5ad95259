/**
 * Web push: messages to browsers, also while no page of the site is open. Each browser has a push service of its maker's; the account is
 * a pair of keys (VAPID, RFC 8292) that is made here, and needs no login anywhere. Browsers are collected by pages of the
 * owner's: docs/push.md.
 */
import { createECDH } from 'node:crypto';
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { readHttp } from '../http.ts';
import { openWebPush } from './client.ts';

/** The public key of a private one; null where that is none. Both base64url. */
function publicOf(privateKey: string): string | null {
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  } catch {
    return null;
  }
  return curve.getPublicKey('base64url');
}

/** A new pair. Both base64url, each of its full length: a private key may begin with zeros. */
function newPair(): { publicKey: string; privateKey: string } {
  const curve = createECDH('prime256v1');
  const publicKey = curve.generateKeys('base64url');
  const key = curve.getPrivateKey();
  return { publicKey, privateKey: Buffer.concat([Buffer.alloc(32 - key.length), key]).toString('base64url') };
}

const config = z
  .strictObject({
    /** Whom a push service may turn to: it is told with every message (RFC 8292, `sub`). */
    contact: z
      .string()
      .max(300)
      .regex(/^(?:mailto:)?[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$|^https:\/\/[^\s/]+\.[^\s]+$/, 'bad-contact'),
    icon: z
      .string()
      .max(500)
      .regex(/^https:\/\/\S+$|^\/\S+$/, 'bad-icon')
      .optional(),
    publicKey: z
      .string()
      .regex(/^B[A-Za-z0-9_-]{86}$/, 'bad-key')
      .optional()
      .meta({ rare: true }),
    privateKey: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/, 'bad-key')
      .optional()
      .meta({ secret: true, rare: true }),
    /** A push service of one's own, or a test's. */
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine(({ publicKey, privateKey }) => publicKey !== undefined && privateKey !== undefined, {
    path: ['privateKey'],
    message: 'keys-missing',
  })
  .refine(({ publicKey, privateKey }) => privateKey === undefined || publicOf(privateKey) === publicKey, {
    path: ['privateKey'],
    message: 'keys-differ',
  });
export type WebPushConfig = z.output<typeof config>;

export const connector = defineConnector({
  type: 'web-push',
  config,
  capabilities: ['send.web-push'],
  deduplicatesByKey: false,
  marksHandover: true,
  limits: { concurrency: 50, perSecond: null },
  pollEvery: null,
  receipts: ['delivered', 'clicked', 'replied'],
  begin(given) {
    if (given.publicKey !== undefined && given.privateKey !== undefined) return {};
    // A pair of one's own: the one half follows from the other.
    if (typeof given.privateKey === 'string') return { publicKey: publicOf(given.privateKey) ?? undefined };
    return given.publicKey === undefined ? newPair() : {};
  },
  needs: readHttp,
  open: openWebPush,
});
