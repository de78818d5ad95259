/**
 * Webhooks of Meta, which WhatsApp, Messenger and Instagram share: the question whether the address is ours, the signature by the
 * app's secret, and the envelope. Meta signs no time; what is told twice is known by its id.
 */
import * as z from 'zod';
import type { Incoming } from '../flows/sdk/connector.ts';
import type { Delivery, HookContext, HookResult } from '../flows/sdk/vendor-hook.ts';
import { hmac, jsonOf, sameText } from './hook-signature.ts';

const envelope = z.object({ object: z.string(), entry: z.array(z.unknown()) });

export function receiveFromMeta(
  { appSecret, object }: { appSecret: string | undefined; object: string },
  delivery: Delivery,
  { word }: HookContext,
  read: (entry: unknown) => Incoming[],
): HookResult {
  if (delivery.method === 'GET') {
    const asks =
      delivery.query.get('hub.mode') === 'subscribe' && sameText(delivery.query.get('hub.verify_token'), word);
    const challenge = delivery.query.get('hub.challenge') ?? '';
    // It is repeated to whoever asks: nothing that a browser could take for a page.
    return asks && /^[\w-]{1,200}$/.test(challenge)
      ? { kind: 'proved', text: challenge }
      : { kind: 'refused', reason: 'unsigned' };
  }
  if (appSecret === undefined) return { kind: 'refused', reason: 'unset' };
  const wanted = `sha256=${hmac('sha256', appSecret, delivery.body, 'hex')}`;
  if (!sameText(delivery.header('x-hub-signature-256'), wanted)) return { kind: 'refused', reason: 'unsigned' };
  const told = envelope.safeParse(jsonOf(delivery.body));
  if (!told.success) return { kind: 'unreadable' };
  // An app may be subscribed to other things too.
  return { kind: 'taken', incoming: told.data.object === object ? told.data.entry.flatMap(read) : [] };
}
