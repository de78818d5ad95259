/**
 * Tokens in public addresses: a number and a seal over it and its purpose. They hold no address of a person, cannot be made
 * or counted through without the workspace's key, and one purpose's token is none for another.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { base62, fromBase62, linkNumber, linkNumberWidth, linkSealWidth, mostLinks } from '../../sdk/links.ts';

export type Purpose = 'person' | 'confirm' | 'form' | 'hello' | 'visitor' | 'trying' | 'block' | 'push';

/** Bytes of the seal. */
const sealBytes: Readonly<Record<Purpose, number>> = {
  person: 16,
  confirm: 16,
  form: 16,
  hello: 32,
  visitor: 16,
  trying: 16,
  block: 16,
  push: 16,
};
/** Longer than any token is: what is longer is not even looked at. */
const longest = 200;

export function sealOf(key: Buffer, purpose: Purpose, text: string): string {
  return createHmac('sha256', key)
    .update(`kaskad:${purpose}:${text}`)
    .digest()
    .subarray(0, sealBytes[purpose])
    .toString('base64url');
}

/** `1z-<seal>` of whole numbers. */
export function tokenOf(key: Buffer, purpose: Purpose, ...numbers: readonly number[]): string {
  const text = numbers.map((one) => one.toString(36)).join('.');
  return `${text}-${sealOf(key, purpose, text)}`;
}

/** The numbers of a token that this workspace made for this purpose; null for anything else. */
export function readToken(key: Buffer, purpose: Purpose, token: string): number[] | null {
  if (token.length > longest) return null;
  const [, text = '', seal = ''] = /^([0-9a-z]{1,11}(?:\.[0-9a-z]{1,11}){0,3})-([A-Za-z0-9_-]+)$/.exec(token) ?? [];
  if (text === '') return null;
  const expected = Buffer.from(sealOf(key, purpose, text));
  const given = Buffer.from(seal);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
  const numbers = text.split('.').map((one) => Number.parseInt(one, 36));
  return numbers.every(Number.isSafeInteger) ? numbers : null;
}

/**
 * The seal of a counted link: 8 letters and figures, some 47 bits of it. That is short, because it stands in SMS, and enough:
 * callers may miss once a second, and who guessed one would see a page that the owner sends to everybody anyway.
 */
function linkSeal(key: Buffer, number: string): string {
  const digest = createHmac('sha256', key).update(`kaskad:link:${number}`).digest();
  return base62(digest.readBigUInt64BE() % 62n ** BigInt(linkSealWidth), linkSealWidth);
}

/** The token of a message's link: always the same, so that a message that is rendered again says the same. */
export function linkToken(key: Buffer, message: number, link: number): string {
  const number = linkNumber(message, link);
  return number + linkSeal(key, number);
}

/** Message and link of a token that this workspace made; null for anything else. */
export function readLinkToken(key: Buffer, token: string): { message: number; link: number } | null {
  const width = token.length - linkSealWidth;
  if (width < linkNumberWidth || width > 9 || !/^[0-9A-Za-z]+$/.test(token)) return null;
  const number = token.slice(0, width);
  if (!timingSafeEqual(Buffer.from(linkSeal(key, number)), Buffer.from(token.slice(width)))) return null;
  const value = fromBase62(number);
  if (value === null) return null;
  const message = Number(value / BigInt(mostLinks));
  const link = Number(value % BigInt(mostLinks));
  // A number has one way to be written.
  return linkNumber(message, link) === number ? { message, link } : null;
}
