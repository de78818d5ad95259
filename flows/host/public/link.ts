/**
 * `/p/l/<token>`: a short address of a message. It leads to where the owner's link leads, which is kept with the message: nothing in
 * the request says where. Who follows it is noted as a person or as a machine.
 */
import type { IncomingMessage } from 'node:http';
import type { MachineSign } from '../../sdk/link-settings.ts';
import { isWebLink } from '../../sdk/text-links.ts';
import type { HostContext } from '../context.ts';
import { signOf } from './machines.ts';
import { readLinkToken } from './tokens.ts';

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return (Array.isArray(value) ? value.join(' ') : (value ?? '')).slice(0, 500);
};

/** The address it leads to; null for a token that this workspace did not make, and where the person was erased. */
export function followed(
  { engine, store, web, now }: HostContext,
  request: IncomingMessage,
  token: string,
): string | null {
  const key = web.key();
  const found = key === null ? null : readLinkToken(key, token);
  const target = found === null ? null : store.linkClicks.target(found.message, found.link);
  const message = found === null ? null : store.messages.get(found.message);
  if (found === null || target === null || message === null || !isWebLink(target.url)) return null;
  const left = message.sent_at ?? message.handed_at;
  const sign: MachineSign | null = signOf({
    method: request.method ?? 'GET',
    agent: header(request, 'user-agent'),
    purpose: ['sec-purpose', 'purpose', 'x-moz', 'x-purpose'].map((name) => header(request, name)).join(' '),
    channel: message.channel,
    since: left === null ? 0 : now() - left,
  });
  try {
    engine.followLink(found.message, found.link, { sign });
  } catch (error) {
    // A full disk keeps nobody from the page they want to see.
    console.error(error);
  }
  return new URL(target.url).href;
}
