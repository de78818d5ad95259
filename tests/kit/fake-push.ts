/**
 * A push service and the browsers that listen to it, on this computer: checks the signature of every message (RFC 8292), opens it with the
 * browser's own keys (RFC 8188, RFC 8291) and keeps what it says. Written from those texts with node:crypto alone, so that it and the
 * library that encrypts can only agree where both are right.
 */
import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from 'node:crypto';
import { pushAddress, type Subscription } from '../../flows/sdk/push.ts';
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';

export interface PushedMessage {
  browser: string;
  /** As it was before it was encrypted. */
  text: string;
  ttl: number;
  urgency: string;
  topic: string | null;
  /** Whom the service could turn to. */
  subject: string;
}

interface Browser {
  keys: ECDH;
  auth: Buffer;
  /** The only one who may write here. */
  publicKey: string;
  gone: boolean;
}

/** Seconds; a signature may not hold longer (RFC 8292, 2). */
const longestSigned = 24 * 3600;
const recordTag = 16;

/** Throws where it was not made for these keys, or not as the RFCs say. */
export function opened(body: Buffer, keys: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const record = body.subarray(21 + idLength);
  if (idLength !== 65) throw new Error('the key of the sender is no point of the curve');
  if (record.length > recordSize || record.length <= recordTag) throw new Error('there is not one record');
  const shared = keys.computeSecret(sender);
  const derive = (ikm: Uint8Array, salted: Uint8Array, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', ikm, salted, info, length));
  const both = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]);
  const input = derive(shared, auth, both, 32);
  const key = derive(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(input, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-recordTag));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -recordTag)), decipher.final()]);
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (padded[end] !== 2) throw new Error('the record is not marked as the last');
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(padded.subarray(0, end));
}

/** Whom the signature names; throws for one that does not hold here and now. `publicKey`: who alone may write. */
export function signer(header: string, origin: string, publicKey: string, now: number): string {
  const [, token = '', key = ''] = /^vapid t=([^,\s]+), ?k=([^,\s]+)$/.exec(header) ?? [];
  if (key !== publicKey) throw new Error('these are not the keys with which the browser was asked');
  const point = Buffer.from(key, 'base64url');
  if (point.length !== 65 || point[0] !== 4) throw new Error('the key is no uncompressed point');
  const half = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const [head = '', claims = '', signature = ''] = token.split('.');
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
  if (read(head).alg !== 'ES256') throw new Error('it is not signed by ES256');
  const jwk = { kty: 'EC', crv: 'P-256', x: half(1), y: half(33) };
  const holds = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!holds) throw new Error('the signature does not fit');
  const { aud, exp, sub } = read(claims);
  if (aud !== origin) throw new Error(`it is meant for ${String(aud)}`);
  if (typeof exp !== 'number' || exp * 1000 <= now) throw new Error('it is over');
  if (exp * 1000 > now + longestSigned * 1000) throw new Error('it would hold too long');
  if (typeof sub !== 'string' || !/^(?:mailto:\S+@|https:\/\/)/.test(sub)) throw new Error('it names nobody');
  return sub;
}

export type FakePush = Awaited<ReturnType<typeof startFakePush>>;

/** `publicKey`: with it the browsers are asked. */
export async function startFakePush(publicKey: string) {
  const browsers = new Map<string, Browser>();
  const messages: PushedMessage[] = [];

  const refuse = (status: number, why: string): VendorReply => ({ status, body: why });

  const handle = (request: VendorRequest): VendorReply => {
    const name = /^\/push\/([\w-]+)$/.exec(request.path)?.[1] ?? '';
    const browser = browsers.get(name);
    const { headers, bytes } = request;
    if (request.method !== 'POST') return refuse(405, 'POST');
    if (browser === undefined) return refuse(404, 'There is no such browser');
    if (browser.gone) return refuse(410, `${request.path} is gone`);
    const ttl = headers.ttl;
    if (typeof ttl !== 'string' || !/^\d+$/.test(ttl)) return refuse(400, 'TTL is missing');
    const urgency = headers.urgency ?? 'normal';
    if (!/^(?:very-low|low|normal|high)$/.test(String(urgency))) return refuse(400, 'Urgency');
    const topic = headers.topic ?? null;
    if (topic !== null && !/^[A-Za-z0-9_-]{1,32}$/.test(String(topic))) return refuse(400, 'Topic');
    if (bytes.length > 4096) return refuse(413, 'Payload too large');
    if (headers['content-encoding'] !== 'aes128gcm') return refuse(415, 'Content-Encoding');
    let subject: string;
    try {
      const origin = `http://${headers.host}`;
      subject = signer(headers.authorization ?? '', origin, browser.publicKey, Date.now());
    } catch (error) {
      return refuse(403, String(error));
    }
    // The service itself could not: the browser does.
    const text = opened(bytes, browser.keys, browser.auth);
    const at = topic === null ? -1 : messages.findIndex((one) => one.topic === topic && one.browser === name);
    if (at >= 0) messages.splice(at, 1);
    messages.push({
      browser: name,
      text,
      ttl: Number(ttl),
      urgency: String(urgency),
      topic: topic as string | null,
      subject,
    });
    return { status: 201, body: '', headers: { location: `/message/${messages.length}` } };
  };

  const vendor = await startFakeVendor(handle);
  return {
    ...vendor,
    messages,
    /** A browser that was asked with the key and said yes. */
    subscribe(by = publicKey): { name: string; subscription: Subscription; address: string } {
      const keys = createECDH('prime256v1');
      keys.generateKeys();
      const auth = randomBytes(16);
      const name = randomBytes(12).toString('base64url');
      browsers.set(name, { keys, auth, publicKey: by, gone: false });
      const subscription = {
        endpoint: `${vendor.baseUrl}/push/${name}`,
        keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
      };
      const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36';
      return { name, subscription, address: pushAddress(subscription, by, agent) };
    },
    /** Switched off in the browser. */
    end(name: string): void {
      const browser = browsers.get(name);
      if (browser !== undefined) browser.gone = true;
    },
  };
}
