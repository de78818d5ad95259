/** Telling a vendor's delivery from a forgery, for connectors: compared so that the time it takes says nothing of what would fit. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Of texts of any length; those of other lengths differ at once, which says nothing but the length. */
export function sameText(given: string | null, wanted: string): boolean {
  const [one, other] = [Buffer.from(given ?? '', 'utf8'), Buffer.from(wanted, 'utf8')];
  return one.length === other.length && timingSafeEqual(one, other);
}

export const hmac = (
  algorithm: 'sha1' | 'sha256',
  secret: string,
  signed: Uint8Array | string,
  encoding: 'hex' | 'base64',
): string => createHmac(algorithm, secret).update(signed).digest(encoding);

/** Undefined for what is no JSON. */
export function jsonOf(body: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
