/**
 * Tokens in public addresses: a number and a seal over it and its purpose. They hold no address of a person, cannot be made
 * or counted through without the workspace's key, and one purpose's token is none for another.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type Purpose = 'person' | 'confirm' | 'open' | 'link' | 'form' | 'hello' | 'visitor' | 'trying' | 'block';

/** Bytes of the seal. Clicks have a shorter one: they stand in SMS, and a guessed one only opens the shop's own page. */
const sealBytes: Readonly<Record<Purpose, number>> = {
  person: 16,
  confirm: 16,
  open: 12,
  link: 8,
  form: 16,
  hello: 32,
  visitor: 16,
  trying: 16,
  block: 16,
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
