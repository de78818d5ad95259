/**
 * SendGrid's signed event webhook: what became of letters. A letter is named by the id that SendGrid gave it, and by its key where that
 * id was never learnt. Bounces and the like have the ids by which the lists name them where the times agree; else the second
 * changes nothing by itself.
 */
import { createPublicKey, verify } from 'node:crypto';
import { isbot } from 'isbot';
import * as z from 'zod';
import type { Incoming } from '../../flows/sdk/connector.ts';
import { isOwnPage } from '../../flows/sdk/links.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type VendorHook, vendorHookPrefix } from '../../flows/sdk/vendor-hook.ts';
import { jsonOf } from '../hook-signature.ts';
import type { SendGridConfig } from './index.ts';
import { noticesOf } from './suppressions.ts';

/** SendGrid tries for a day; whether it signs each try anew it does not say. */
const longestTried: Millis = 25 * 3_600_000;
const clocksDiffer: Millis = 5 * 60_000;

const eventSchema = z.looseObject({
  event: z.string(),
  email: z.string().min(1).max(320),
  timestamp: z.number().int().positive().max(1e11),
  sg_event_id: z.string().min(1).max(200),
  sg_message_id: z.string().min(1).max(300).optional().catch(undefined),
  kaskad: z.string().max(200).optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  useragent: z.string().optional().catch(undefined),
  sg_machine_open: z.boolean().optional().catch(undefined),
});
type Event = z.output<typeof eventSchema>;

export const hook: VendorHook<SendGridConfig> = {
  checkedBy: 'verificationKey',
  ready: ({ verificationKey }) => verificationKey !== undefined,
  receipts: ['delivered', 'read', 'clicked'],
  wordIsCopied: false,
  receive({ verificationKey }, { method, header, body, url }, { now }) {
    if (method !== 'POST') return { kind: 'refused', reason: 'unsigned' };
    if (verificationKey === undefined) return { kind: 'refused', reason: 'unset' };
    const time = header('x-twilio-email-event-webhook-timestamp') ?? '';
    const signature = header('x-twilio-email-event-webhook-signature') ?? '';
    if (!isSigned(verificationKey, signature, time, body)) return { kind: 'refused', reason: 'unsigned' };
    const at = Number(time) * 1000;
    if (!(at > now - longestTried && at < now + clocksDiffer)) return { kind: 'refused', reason: 'old' };
    const told = jsonOf(body);
    if (!Array.isArray(told)) return { kind: 'unreadable' };
    return {
      kind: 'taken',
      incoming: told.flatMap((event) => incomingFrom(event, url.slice(0, url.indexOf(vendorHookPrefix)))),
    };
  },
};

/** ECDSA over the time and the body, by the key that SendGrid shows: base64 of its DER form. */
export function isSigned(key: string, signature: string, time: string, body: Uint8Array): boolean {
  try {
    const known = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    return verify('sha256', Buffer.concat([Buffer.from(time), body]), known, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** `address`: the public one of this workspace. */
function incomingFrom(raw: unknown, address: string): Incoming[] {
  // An event of a shape we do not know must not stop the others.
  const event = eventSchema.safeParse(raw).data;
  switch (event?.event) {
    case 'delivered':
      return [receipt(event, 'delivered')];
    case 'open':
      // Programs that load all pictures ahead say nothing of the reader.
      return event.sg_machine_open === true || isRobot(event) ? [] : [receipt(event, 'read')];
    case 'click':
      // Who follows an address of ours is counted where it leads.
      return isRobot(event) || isOwnPage(address, event.url ?? '')
        ? []
        : [receipt(event, 'clicked', { url: event.url })];
    case 'dropped':
      return [receipt(event, 'failed')];
    case 'bounce':
      // A block is about this letter; a bounce about the address.
      return event.type === 'blocked'
        ? [receipt(event, 'failed')]
        : [receipt(event, 'failed'), ...listed('bounces', event)];
    case 'spamreport':
      return listed('spam_reports', event);
    case 'unsubscribe':
    case 'group_unsubscribe':
      return listed('unsubscribes', event);
    default:
      return [];
  }
}

const isRobot = ({ useragent }: Event): boolean => useragent !== undefined && isbot(useragent);

function receipt(
  event: Event,
  state: 'delivered' | 'read' | 'clicked' | 'failed',
  props?: Record<string, unknown>,
): Incoming {
  const reason = [event.status, event.reason].filter(Boolean).join(' ').slice(0, 1000);
  // What follows the first dot names servers of SendGrid's.
  const letter = event.sg_message_id?.split('.', 1)[0];
  return {
    kind: 'receipt',
    id: `event:${event.sg_event_id}`,
    ...(letter === undefined || letter === '' ? {} : { vendorId: letter }),
    ...(event.kaskad === undefined ? {} : { key: event.kaskad }),
    recipient: event.email,
    channel: 'email',
    state,
    at: event.timestamp * 1000,
    ...(state === 'failed' ? { reason: reason === '' ? event.event : reason } : {}),
    ...(props === undefined ? {} : { props }),
  };
}

/** As the list has it, without the letter: which one it was the event says better. */
const listed = (
  list: 'bounces' | 'spam_reports' | 'unsubscribes',
  { email, timestamp, reason, status }: Event,
): Incoming[] =>
  noticesOf(list, { email, created: timestamp, reason, status }, 0).filter(({ kind }) => kind !== 'receipt');
