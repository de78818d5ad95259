/** Refusals of the Graph API, sorted by their code: Meta advises against going by titles or HTTP status. */
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { GraphError } from '../meta-graph.ts';

/**
 * 131031 and 368 restrict the account, 131042 waits for payment, 133010 for the number's registration: until the owner has
 * acted no message leaves, so that they pause the account as a wrong token does.
 */
const needOwner = new Set([0, 10, 190, 368, 131031, 131042, 133010]);
const slowDown = new Set([4, 613, 80007, 130429, 133016]);
const passing = new Set([1, 2, 131000, 131016, 131057, 133004]);

/** One person may get about one message in six seconds; others are not concerned. */
const tooFastForOne = 131056;
const pairGapMs = 6000;

export function refusal(
  error: GraphError,
  status: number,
  retryAfter: number | null,
  hide: (text: string) => string,
): ConnectorError {
  const { code } = error;
  const said = hide(error.error_data?.details ?? error.message).trim() || `HTTP ${status}`;
  const make = (errorClass: ErrorClass, message: string, wait = retryAfter) =>
    new ConnectorError(errorClass, message, wait === null ? {} : { retryAfter: wait });
  const known = code ?? -1;
  if (needOwner.has(known) || (known >= 200 && known < 300))
    return make('bad-credentials', `WhatsApp does not let this account work: ${said}`);
  if (slowDown.has(known)) return make('rate-limited', `WhatsApp asks to slow down: ${said}`);
  if (known === tooFastForOne)
    return make('temporary', `Too many messages to this person at once: ${said}`, retryAfter ?? pairGapMs);
  if (known === 131050 || known === 551)
    return make('blocked', `The person stopped your messages in WhatsApp: ${said}`);
  if (known === 131026)
    return make('unreachable-recipient', `The number has no WhatsApp that can get this message: ${said}`);
  if (known === 131047)
    return make(
      'outside-window',
      'More than 24 hours have passed since the person last wrote. WhatsApp now takes only approved templates.',
    );
  if (passing.has(known) || error.is_transient === true)
    return make('temporary', `WhatsApp has a problem of its own: ${said}`);
  if (code === undefined) {
    if (status === 401 || status === 403) return make('bad-credentials', `WhatsApp refused the access token: ${said}`);
    if (status === 429) return make('rate-limited', `WhatsApp asks to slow down: ${said}`);
    if (status >= 500) return make('temporary', `WhatsApp has a problem of its own: ${said}`);
  }
  return make('bad-request', `WhatsApp refused this: ${said}`);
}
