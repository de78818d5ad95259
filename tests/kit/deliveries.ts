/** Deliveries of vendors as they would make them, signed by what only they know. */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Delivery } from '../../flows/sdk/vendor-hook.ts';

export interface Signed {
  headers: Record<string, string>;
  body: string;
}

export const metaSigned = (secret: string, value: unknown): Signed => {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return {
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  };
};

export const viberSigned = (token: string, value: unknown): Signed => {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return {
    headers: {
      'content-type': 'application/json',
      'x-viber-content-signature': createHmac('sha256', token).update(body).digest('hex'),
    },
    body,
  };
};

export const twilioSigned = (token: string, url: string, fields: Record<string, string>): Signed => {
  const told = Object.keys(fields)
    .sort()
    .map((name) => `${name}${fields[name]}`)
    .join('');
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', token)
        .update(url + told)
        .digest('base64'),
    },
    body: new URLSearchParams(fields).toString(),
  };
};

/** A pair as SendGrid makes one: it keeps the first and shows the second. */
export function sendGridKeys(): { signing: KeyObject; shown: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { signing: privateKey, shown: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
}

export const sendGridSigned = (signing: KeyObject, at: number, events: unknown): Signed => {
  const body = `${JSON.stringify(events)}\r\n`;
  const time = String(Math.floor(at / 1000));
  return {
    headers: {
      'content-type': 'application/json',
      'x-twilio-email-event-webhook-timestamp': time,
      'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(time + body), signing).toString('base64'),
    },
    body,
  };
};

/** As the host hands it to a connector. */
export function deliveryOf(
  { headers, body }: Signed,
  url = 'https://go.example.com/hooks/v/0123456789abcdefABCDEF',
  method: Delivery['method'] = 'POST',
): Delivery {
  const known = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method,
    url,
    query: new URL(url).searchParams,
    header: (name) => known.get(name) ?? null,
    body: Buffer.from(body),
  };
}
