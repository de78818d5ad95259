/**
 * What a push service answers, sorted into classes (RFC 8030, RFC 8292). Errors are made from the status alone: the address of a browser is
 * a secret, and answers repeat it.
 */
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';

/** Seconds, or a date. */
function waitOf(value: unknown, now = Date.now()): Millis | null {
  if (typeof value !== 'string') return null;
  if (/^\d{1,7}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** `service`: its host. */
export function answerError(status: number, retryAfter: unknown, service: string): ConnectorError {
  const wait = waitOf(retryAfter);
  const later = wait === null ? {} : { retryAfter: wait };
  switch (status) {
    case 404:
    case 410:
      return new ConnectorError(
        'unreachable-recipient',
        `The browser takes no more messages: it was switched off there, or its data were cleared (${service}, HTTP ${status}).`,
      );
    case 401:
    case 403:
      return new ConnectorError(
        'bad-credentials',
        `${service} refuses the signature of this account (HTTP ${status}). Look whether this computer’s clock is right and the keys are those with which the browsers were asked.`,
      );
    case 413:
      return new ConnectorError(
        'bad-request',
        `${service} finds the message too long (HTTP 413). Shorten the text or the links.`,
      );
    case 429:
      return new ConnectorError('rate-limited', `${service} asks to slow down (HTTP 429).`, later);
    default:
  }
  if (status >= 500) {
    return new ConnectorError('temporary', `${service} has a problem of its own (HTTP ${status}).`, {
      ...later,
      // Something in between answered: what stands behind it may have taken the message.
      mayHaveActed: status === 502 || status === 504,
    });
  }
  return new ConnectorError('bad-request', `${service} refused the message (HTTP ${status}).`);
}
