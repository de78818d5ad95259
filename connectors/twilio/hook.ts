/**
 * What Twilio delivers: what became of a message (the status callback that is asked for with it) and what people write to the number.
 * It is read as an entry of Twilio's list would be, under the same ids, so that either way may be the first. Twilio signs no time.
 */
import type { Delivery, VendorHook } from '../../flows/sdk/vendor-hook.ts';
import { hmac, sameText } from '../hook-signature.ts';
import type { TwilioConfig } from './index.ts';
import { incomingFrom, messageSchema } from './messages.ts';

/** Twilio expects TwiML, and does what stands in it: nothing. */
const nothing = { type: 'text/xml; charset=utf-8', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' };

/** With an API key the account's own token has to be told besides. */
export const signingToken = ({ apiKey, secret, authToken }: TwilioConfig): string | undefined =>
  apiKey === undefined ? secret : authToken;

export const hook: VendorHook<TwilioConfig> = {
  checkedBy: 'authToken',
  ready: (config) => signingToken(config) !== undefined,
  receipts: [],
  wordIsCopied: false,
  receive(config, delivery, { now }) {
    const token = signingToken(config);
    if (token === undefined) return { kind: 'refused', reason: 'unset' };
    const fields = new URLSearchParams(Buffer.from(delivery.body).toString('utf8'));
    if (delivery.method !== 'POST' || !isSigned(delivery, fields, token))
      return { kind: 'refused', reason: 'unsigned' };
    const message = messageSchema.safeParse(listed(fields, now)).data;
    const ours = message !== undefined && fields.get('AccountSid') === config.accountSid;
    return { kind: 'taken', incoming: ours ? incomingFrom(message) : [], answer: nothing };
  },
};

/**
 * The address, then the fields by name, each name before its values; a value that comes twice counts once. Twilio may or may not
 * write the port.
 */
export function isSigned(
  { url, header }: Pick<Delivery, 'url' | 'header'>,
  fields: URLSearchParams,
  token: string,
): boolean {
  const given = header('x-twilio-signature');
  if (given === null) return false;
  const names = [...new Set(fields.keys())].sort();
  const told = names.map((name) =>
    [...new Set(fields.getAll(name))]
      .sort()
      .map((value) => `${name}${value}`)
      .join(''),
  );
  return writings(url)
    .map((address) => sameText(given, hmac('sha1', token, address + told.join(''), 'base64')))
    .includes(true);
}

function writings(url: string): string[] {
  const [, scheme = '', host = '', rest = ''] = /^(https?):\/\/([^/?#]*)(.*)$/.exec(url) ?? [];
  const bare = host.replace(/:\d+$/, '');
  const port = scheme === 'https' ? 443 : 80;
  return [
    ...new Set([url, `${scheme}://${bare}${rest}`, `${scheme}://${host === bare ? `${bare}:${port}` : host}${rest}`]),
  ];
}

/** A delivery as the list of messages would show it. It carries no time: it is of now. */
function listed(fields: URLSearchParams, now: number): Record<string, unknown> {
  const told = fields.get('MessageStatus');
  const status = told ?? fields.get('SmsStatus') ?? '';
  const code = Number(fields.get('ErrorCode') ?? '');
  return {
    sid: fields.get('MessageSid') ?? fields.get('SmsSid'),
    status,
    // Only what people write comes with its text, and without a fate.
    direction: told === null && fields.has('Body') ? 'inbound' : 'outbound-api',
    from: fields.get('From'),
    to: fields.get('To'),
    body: fields.get('Body'),
    date_updated: new Date(now).toISOString(),
    error_code: Number.isInteger(code) && code > 0 ? code : null,
    error_message: fields.get('ErrorMessage'),
  };
}
